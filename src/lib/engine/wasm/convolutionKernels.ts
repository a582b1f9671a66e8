/**
 * Gradients of convolutions for steps that are not compiled. TensorFlow.js 4.22 has no kernel for the gradient at the filter on
 * the wasm backend, and computes the one at the input number by number. These run the compiled program's own code.
 */
import * as tf from '../../tf.ts';
import { encodeModule } from './encoding.ts';
import { convolutionFunction, convolutionScratch } from './convolution.ts';
import { convolutionOf, convolved } from './geometry.ts';
import { Unsupported, type GraphNode, type Use } from './graph.ts';
import { openHeap } from './heap.ts';

interface KernelArguments {
  inputs: Record<string, tf.TensorInfo>;
  attrs: Record<string, unknown>;
  backend: { makeOutput(shape: readonly number[], dtype: string): tf.TensorInfo };
}

type Convolve = (...addresses: number[]) => void;
const written = new Map<string, Convolve>();

function convolve(kernel: string, { inputs, attrs, backend }: KernelArguments): tf.TensorInfo {
  const shape = (attrs.filterShape ?? attrs.inputShape) as number[];
  const uses = Object.entries(inputs).map(([name, info], id): [string, Use] => [name, { id, shape: info.shape }]);
  const node: GraphNode = { kernel, attrs, inputs: Object.fromEntries(uses), outputs: [{ id: uses.length, shape }] };
  const convolution = convolutionOf(node);
  const heap = openHeap();
  const key = JSON.stringify(convolution);
  let run = written.get(key);
  if (!run) {
    const code = encodeModule([convolutionFunction(convolution, false)], { run: 0 }, heap.sharedPages);
    const { memory } = heap;
    run = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } }).exports.run as Convolve;
    written.set(key, run);
  }
  const output = backend.makeOutput(shape, 'float32');
  const scratch = heap.allocate(convolutionScratch(convolution) + 64);
  const names = Object.keys(inputs);
  const operands = convolved(node).map(({ id }) => inputs[names[id]!]!);
  const addresses = [...operands, output].map(({ dataId }) => heap.find(dataId).memoryOffset);
  run(...addresses, Math.ceil(scratch / 64) * 64);
  heap.free(scratch);
  return output;
}

let registered = false;

/** Registers the kernels. Call once the wasm backend's own kernels are there; later calls do nothing. */
export function registerConvolutionGradients(): void {
  if (registered) return;
  registered = true;
  for (const kernelName of ['Conv2DBackpropInput', 'Conv2DBackpropFilter']) {
    const original = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined;
    if (original) tf.unregisterKernel(kernelName, 'wasm');
    const kernelFunc = (args: KernelArguments): tf.TensorInfo => {
      try {
        return convolve(kernelName, args);
      } catch (error) {
        if (!original || !(error instanceof Unsupported)) throw error;
        return original.kernelFunc(args as never) as tf.TensorInfo;
      }
    };
    tf.registerKernel({
      ...original,
      kernelName,
      backendName: 'wasm',
      kernelFunc: kernelFunc as unknown as tf.KernelFunc,
    });
  }
}
