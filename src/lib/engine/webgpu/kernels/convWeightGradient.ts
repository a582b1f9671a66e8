/**
 * The gradient of a convolution's weights as a matrix product: dW [kh kw ci, co] = patches^T dy, summed over every position of
 * every image. TensorFlow.js gives each weight one thread that walks all positions by itself; here tiles of 16 x 16 weights
 * share what they read, the positions are split among workgroups, and a second dispatch adds the parts.
 */
import * as tf from '../../../tf.ts';
import type { WebgpuBackend, WebgpuProgram } from '../internals.ts';
import { sumRows } from './columnSum.ts';

const tile = 16;
/** Workgroups that keep a large GPU busy. */
const enoughWorkgroups = 512;
/** Positions that are worth a workgroup. */
const fewestPositions = 128;

type ConvInfo = tf.backend_util.Conv2DInfo;

/** Parts of the sum [splits, weights, co]: how many, and positions in each. */
export function splitPositions(positions: number, tiles: number): { splits: number; chunk: number } {
  const useful = Math.ceil(positions / fewestPositions);
  const splits = Math.max(1, Math.min(useful, Math.ceil(enoughWorkgroups / tiles)));
  const chunk = Math.ceil(positions / splits / tile) * tile;
  return { splits: Math.ceil(positions / chunk), chunk };
}

const program = (splits: number, weights: number, outputs: number): WebgpuProgram => ({
  variableNames: ['X', 'Dy'],
  outputShape: [splits, weights, outputs],
  shaderKey: 'oursConvWeightGradient',
  workgroupSize: [tile, tile, 1],
  dispatchLayout: { x: [2], y: [1], z: [0] },
  dispatch: [Math.ceil(outputs / tile), Math.ceil(weights / tile), splits],
  uniforms: 'kernel : vec2<i32>, stride : vec2<i32>, pad : vec2<i32>, chunk : i32,',
  getUserCode: () => `
    var<workgroup> patches: array<array<f32, ${tile}>, ${tile}>;
    var<workgroup> errors: array<array<f32, ${tile}>, ${tile}>;

    // x where the weight (row, column, channel) meets the output position; 0 in the padding.
    fn patchAt(weight: i32, position: i32) -> f32 {
      let size = uniforms.xShape;
      let out = uniforms.dyShape;
      let channel = weight % size.w;
      let cell = weight / size.w;
      let at = position % (out.y * out.z);
      let row = ((at / out.z) * uniforms.stride.x) + (cell / uniforms.kernel.y) - uniforms.pad.x;
      let column = ((at % out.z) * uniforms.stride.y) + (cell % uniforms.kernel.y) - uniforms.pad.y;
      if (row < 0 || row >= size.y || column < 0 || column >= size.z) {
        return 0.0;
      }
      let image = position / (out.y * out.z);
      return X[((((image * size.y) + row) * size.z) + column) * size.w + channel];
    }

    fn main() {
      let weights = uniforms.outShape.y;
      let outputs = uniforms.outShape.z;
      let positions = uniforms.dyShape.x * uniforms.dyShape.y * uniforms.dyShape.z;
      let local = vec2<i32>(i32(localId.x), i32(localId.y));
      let output = (i32(workgroupId.x) * ${tile}) + local.x;
      let firstWeight = i32(workgroupId.y) * ${tile};
      let start = i32(workgroupId.z) * uniforms.chunk;
      let end = min(positions, start + uniforms.chunk);
      var sum = 0.0;
      for (var done = 0; done < uniforms.chunk; done += ${tile}) { // as often in every thread: they wait for each other
        // Thread (x, y) brings the patch of weight x and the error of output x, both at position y.
        let position = start + done + local.y;
        var a = 0.0;
        var b = 0.0;
        if (position < end) {
          if (firstWeight + local.x < weights) {
            a = patchAt(firstWeight + local.x, position);
          }
          if (output < outputs) {
            b = Dy[(position * outputs) + output];
          }
        }
        patches[local.y][local.x] = a;
        errors[local.y][local.x] = b;
        workgroupBarrier();
        for (var k = 0; k < ${tile}; k += 1) {
          sum += patches[k][local.y] * errors[k][local.x];
        }
        workgroupBarrier();
      }
      let weight = firstWeight + local.y;
      if (weight < weights && output < outputs) {
        setOutputAtIndex((((i32(workgroupId.z) * weights) + weight) * outputs) + output, sum);
      }
    }`,
});

interface Arguments {
  inputs: { x: tf.TensorInfo; dy: tf.TensorInfo };
  attrs: {
    strides: [number, number] | number;
    pad: 'valid' | 'same' | number;
    dataFormat: 'NHWC' | 'NCHW';
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    filterShape: [number, number, number, number];
  };
  backend: WebgpuBackend;
}
type Kernel = (args: Arguments) => tf.TensorInfo;

export const convWeightGradient =
  (original: Kernel): Kernel =>
  (args) => {
    const { inputs, attrs, backend } = args;
    const { x, dy } = inputs;
    if (attrs.dataFormat !== 'NHWC' || x.dtype !== 'float32') return original(args);
    const shape = x.shape as [number, number, number, number];
    const { strides, pad, dimRoundingMode, filterShape } = attrs;
    const info: ConvInfo = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
    const weights = info.filterHeight * info.filterWidth * info.inChannels;
    const outputs = info.outChannels;
    const positions = info.batchSize * info.outHeight * info.outWidth;
    const tiles = Math.ceil(weights / tile) * Math.ceil(outputs / tile);
    const { splits, chunk } = splitPositions(positions, tiles);
    const int = (...data: number[]) => ({ type: 'int32' as const, data });
    const parts = backend.runWebGPUProgram(program(splits, weights, outputs), [x, dy], 'float32', [
      int(info.filterHeight, info.filterWidth),
      int(info.strideHeight, info.strideWidth),
      int(info.padInfo.top, info.padInfo.left),
      int(chunk),
    ]);
    if (splits === 1) return { ...parts, shape: filterShape };
    const total = sumRows(backend, parts, splits, filterShape);
    backend.disposeData(parts.dataId);
    return total;
  };
