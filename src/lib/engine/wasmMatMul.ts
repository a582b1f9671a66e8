/**
 * Faster transposed matrix products on the wasm backend.
 *
 * TensorFlow.js 4.22 runs XNNPACK's product only when neither operand is transposed; with a transpose, which is every
 * backward pass of a dense layer, it falls to a scalar loop. Transposing first costs a copy and gains a factor of four.
 * This is the engine's seam: models stay written in plain TensorFlow.js, and faster kernels are registered underneath.
 */
import * as tf from '../tf.ts';

interface MatMulArguments {
  inputs: { a: tf.TensorInfo; b: tf.TensorInfo };
  attrs: { transposeA: boolean; transposeB: boolean };
  backend: { disposeData(id: object): boolean };
}
type KernelFunction = (args: object) => tf.TensorInfo;

let registered = false;

/** Registers the kernel. Call once the wasm backend's own kernels are there; later calls do nothing. */
export function registerFastTransposedMatMul(): void {
  if (registered) return;
  registered = true;
  const matMul = tf.getKernel('BatchMatMul', 'wasm');
  const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc as unknown as KernelFunction;
  const original = matMul.kernelFunc as unknown as KernelFunction;
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    ...matMul,
    kernelFunc: ((args: MatMulArguments) => {
      const { inputs, attrs, backend } = args;
      const matrices = inputs.a.shape.length === 2 && inputs.b.shape.length === 2;
      if (!matrices || (!attrs.transposeA && !attrs.transposeB)) return original(args);
      const flip = (x: tf.TensorInfo) => transpose({ inputs: { x }, attrs: { perm: [1, 0] }, backend });
      const a = attrs.transposeA ? flip(inputs.a) : inputs.a;
      const b = attrs.transposeB ? flip(inputs.b) : inputs.b;
      const product = original({ inputs: { a, b }, attrs: { transposeA: false, transposeB: false }, backend });
      if (a !== inputs.a) backend.disposeData(a.dataId);
      if (b !== inputs.b) backend.disposeData(b.dataId);
      return product;
    }) as unknown as tf.KernelFunc,
  });
}
