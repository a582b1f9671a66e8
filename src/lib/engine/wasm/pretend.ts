/**
 * Lets a step run under TensorFlow.js for its shapes alone. A trace asks only which kernels run on what; holding all that a
 * step with its gradients computes would take gigabytes for a convolutional net, and computing it seconds. So all floats lie
 * in one place, over each other, and the kernels that would take long do nothing.
 */
import * as tf from '../../tf.ts';
import { axesOf } from './domain.ts';
import { elementwise } from './elementwise.ts';
import type { ConvolutionAttributes, Shape4 } from './geometry.ts';
import { sizeOf } from './graph.ts';

interface Data {
  id: number;
  memoryOffset: number;
  shape: readonly number[];
  dtype: string;
  refCount: number;
}
/** The parts of the backend of TensorFlow.js 4.22 that hold the numbers. */
interface Backend {
  wasm: {
    HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(address: number): void;
    tfjs: { registerTensor(id: number, size: number, address: number): void; disposeData(id: number): void };
  };
  dataIdNextNumber: number;
  dataIdMap: {
    has(id: object): boolean;
    get(id: object): Data;
    set(id: object, data: Data): void;
    delete(id: object): void;
  };
  write(values: unknown, shape: readonly number[], dtype: string): object;
  disposeData(id: object, force?: boolean): boolean;
  makeOutput(shape: readonly number[], dtype: string): tf.TensorInfo;
}
interface KernelArguments {
  inputs: Record<string, tf.TensorInfo>;
  attrs: Record<string, unknown>;
}
type ShapeOf = (args: KernelArguments) => readonly number[];

const comparisons = [
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Equal',
  'NotEqual',
  'LogicalAnd',
  'LogicalOr',
  'LogicalNot',
];

const broadcast = (shapes: readonly number[][]) =>
  shapes.reduce((a, b) => tf.backend_util.assertAndGetBroadcastShape([...a], [...b]));

const reduced: ShapeOf = ({ inputs, attrs }) => {
  const { shape } = inputs.x!;
  const axes = axesOf((attrs.axis ?? attrs.reductionIndices) as number[] | null, shape.length);
  return shape.flatMap((side, axis) => (!axes.includes(axis) ? [side] : attrs.keepDims ? [1] : []));
};
const shapes: Record<string, ShapeOf> = {
  Conv2D({ inputs, attrs }) {
    const [x, filter] = [inputs.x!.shape, inputs.filter!.shape] as [Shape4, Shape4];
    const { strides, pad, dilations = 1, dimRoundingMode } = attrs as unknown as ConvolutionAttributes;
    return tf.backend_util.computeConv2DInfo(x, filter, strides, dilations, pad, dimRoundingMode).outShape;
  },
  Conv2DBackpropInput: ({ attrs }) => attrs.inputShape as number[],
  Conv2DBackpropFilter: ({ attrs }) => attrs.filterShape as number[],
  BatchMatMul({ inputs: { a, b }, attrs }) {
    const outer = broadcast([a!.shape.slice(0, -2), b!.shape.slice(0, -2)]);
    return [...outer, a!.shape.at(attrs.transposeA ? -1 : -2)!, b!.shape.at(attrs.transposeB ? -2 : -1)!];
  },
  Identity: ({ inputs }) => inputs.x!.shape,
  Softmax: ({ inputs }) => inputs.logits!.shape,
  Sum: reduced,
  Mean: reduced,
  Max: reduced,
  ...Object.fromEntries(
    Object.keys(elementwise)
      .filter((name) => name !== 'Cast') // may hand on the very same data
      .map((name): [string, ShapeOf] => [
        name,
        ({ inputs }) => broadcast(Object.values(inputs).map(({ shape }) => shape)),
      ]),
  ),
};

/** @returns a function that ends the pretence; no tensor of the step should outlive it. */
export function pretend(): () => void {
  const backend = tf.backend() as unknown as Backend;
  const { wasm, dataIdMap } = backend;
  const { write, disposeData } = backend;
  const places: { address: number; bytes: number }[] = [];
  const pretended = new Set<object>();

  function placeOf(bytes: number): number {
    const last = places.at(-1);
    if (last && last.bytes >= bytes) return last.address;
    const address = wasm._malloc(bytes) >>> 0;
    places.push({ address, bytes });
    return address;
  }
  backend.write = function (values, shape, dtype) {
    if (dtype !== 'float32') return write.call(backend, values, shape, dtype);
    const dataId = { id: backend.dataIdNextNumber++ };
    const id = backend.dataIdNextNumber++;
    const size = sizeOf(shape);
    const memoryOffset = placeOf(4 * size + 64);
    dataIdMap.set(dataId, { id, memoryOffset, shape, dtype, refCount: 1 });
    wasm.tfjs.registerTensor(id, size, memoryOffset);
    pretended.add(dataId);
    return dataId;
  };
  backend.disposeData = function (dataId, force = false) {
    if (!pretended.has(dataId)) return disposeData.call(backend, dataId, force);
    const data = dataIdMap.get(dataId);
    data.refCount -= 1;
    if (!force && data.refCount > 0) return false;
    wasm.tfjs.disposeData(data.id);
    dataIdMap.delete(dataId);
    pretended.delete(dataId);
    return true;
  };

  const restore = Object.entries(shapes).flatMap(([name, shapeOf]) => {
    const kernel = tf.getKernel(name, 'wasm') as tf.KernelConfig | undefined;
    if (!kernel) return [];
    const { kernelFunc } = kernel;
    kernel.kernelFunc = ((args: KernelArguments) => {
      const inputs = Object.values(args.inputs);
      const floats = inputs.every(({ dtype }) => dtype === 'float32');
      const chosen = name === 'Select' && args.inputs.t!.dtype === 'float32';
      if (!floats && !chosen) return kernelFunc(args as never);
      return backend.makeOutput(shapeOf(args), comparisons.includes(name) ? 'bool' : 'float32');
    }) as unknown as tf.KernelFunc;
    return [() => void (kernel.kernelFunc = kernelFunc)];
  });

  return () => {
    for (const back of restore) back();
    delete (backend as Partial<Backend>).write;
    delete (backend as Partial<Backend>).disposeData;
    // What the step keeps beyond its end gets a place of its own.
    for (const dataId of pretended) {
      const data = dataIdMap.get(dataId);
      const bytes = 4 * sizeOf(data.shape);
      data.memoryOffset = wasm._malloc(bytes) >>> 0;
      wasm.HEAPU8.fill(0, data.memoryOffset, data.memoryOffset + bytes);
      wasm.tfjs.disposeData(data.id);
      wasm.tfjs.registerTensor(data.id, sizeOf(data.shape), data.memoryOffset);
    }
    for (const { address } of places) wasm._free(address);
  };
}
