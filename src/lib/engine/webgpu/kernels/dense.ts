/** A dense layer forward in one dispatch; its gradients are computed one by one, only those that are asked for. */
import * as tf from '../../../tf.ts';

type Kernel = (args: object) => tf.TensorInfo;

/** `x W + b` by TensorFlow.js's own product with a bias. */
export function dense({ inputs, backend }: { inputs: Record<string, tf.TensorInfo>; backend: object }): tf.TensorInfo {
  const product = tf.getKernel('_FusedMatMul', 'webgpu').kernelFunc as unknown as Kernel;
  return product({
    inputs: { a: inputs.x, b: inputs.w, bias: inputs.b },
    attrs: { transposeA: false, transposeB: false, activation: 'linear' },
    backend,
  });
}

export const denseGradient: tf.GradConfig = {
  kernelName: 'Dense',
  inputsToSave: ['x', 'w'],
  gradFunc: (dy, [x, w]) => ({
    x: () => tf.matMul(dy as tf.Tensor2D, w as tf.Tensor2D, false, true),
    w: () => tf.matMul(x as tf.Tensor2D, dy as tf.Tensor2D, true, false),
    b: () => tf.sum(dy as tf.Tensor2D, 0),
  }),
};
