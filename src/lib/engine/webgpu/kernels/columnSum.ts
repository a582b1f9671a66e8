/**
 * Sums over leading axes, which is the gradient of every bias: one dispatch. TensorFlow.js transposes first and then sums
 * along the rows.
 */
import * as tf from '../../../tf.ts';
import type { WebgpuBackend, WebgpuProgram } from '../internals.ts';

const columns = 8;
const lanes = 32;

/** x as a matrix [rows, columns] to [columns]: a workgroup sums 8 columns, 32 rows at a time, then folds the lanes. */
const program = (outputShape: number[], outputs: number): WebgpuProgram => ({
  variableNames: ['A'],
  outputShape,
  shaderKey: 'oursColumnSum',
  workgroupSize: [columns * lanes, 1, 1],
  dispatchLayout: { x: outputShape.map((_, axis) => axis) },
  dispatch: [Math.ceil(outputs / columns), 1, 1],
  uniforms: 'rows : i32, columns : i32,',
  getUserCode: () => `
    var<workgroup> part: array<f32, ${columns * lanes}>;
    fn main(index: i32) {
      let local = index % ${columns * lanes};
      let lane = local / ${columns};
      let column = index / ${columns * lanes} * ${columns} + local % ${columns};
      var sum = 0.0;
      if (column < uniforms.columns) {
        for (var row = lane; row < uniforms.rows; row += ${lanes}) {
          sum += A[(row * uniforms.columns) + column];
        }
      }
      part[local] = sum;
      workgroupBarrier();
      for (var half = ${lanes / 2}; half > 0; half /= 2) {
        if (lane < half) {
          part[local] += part[local + (half * ${columns})];
        }
        workgroupBarrier();
      }
      if (lane == 0 && column < uniforms.columns) {
        setOutputAtIndex(column, part[local]);
      }
    }`,
});

interface SumArguments {
  inputs: { x: tf.TensorInfo };
  attrs: { axis: number | number[]; keepDims: boolean };
  backend: WebgpuBackend;
}
type SumKernel = (args: SumArguments) => tf.TensorInfo;

/** Sums the rows of x, seen as a matrix [rows, columns] of float32. */
export function sumRows(backend: WebgpuBackend, x: tf.TensorInfo, rows: number, outputShape: number[]): tf.TensorInfo {
  const outputs = tf.util.sizeFromShape(outputShape);
  return backend.runWebGPUProgram(program(outputShape, outputs), [x], 'float32', [
    { type: 'int32', data: [rows] },
    { type: 'int32', data: [outputs] },
  ]);
}

/** The backend's own sum, except over leading axes of float32. */
export const columnSum =
  (original: SumKernel): SumKernel =>
  (args) => {
    const { inputs, attrs, backend } = args;
    const { shape, dtype } = inputs.x;
    const axes = tf.util.parseAxisParam(attrs.axis, shape).sort((a, b) => a - b);
    const leading = axes.length > 0 && axes.length < shape.length && axes.every((axis, i) => axis === i);
    const kept = shape.slice(axes.length);
    if (!leading || dtype !== 'float32' || tf.util.sizeFromShape(shape) === 0) return original(args);
    const rows = tf.util.sizeFromShape(shape.slice(0, axes.length));
    return sumRows(backend, inputs.x, rows, attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept);
  };
