/** Gradients that TensorFlow.js composes of more operations than they need. Elsewhere than on WebGPU, its own are kept. */
import * as tf from '../../../tf.ts';
import { fused } from '../../fused.ts';
import { settings } from '../../settings.ts';

function replace(name: string, better: (original: tf.GradFunc) => tf.GradFunc): void {
  const config = tf.getGradient(name);
  const ours = better(config.gradFunc);
  tf.unregisterGradient(name);
  tf.registerGradient({
    ...config,
    gradFunc: (dy, saved, attributes) =>
      (settings.fused && tf.getBackend() === 'webgpu' ? ours : config.gradFunc)(dy, saved, attributes),
  });
}

export function replaceGradients(): void {
  // softplus' = sigmoid: the cross entropies of logits
  replace('Softplus', () => (dy, [x]) => ({
    x: () => fused('softplusGradient', { dy: dy as tf.Tensor, x: x! }, (t) => tf.mul(t.dy!, tf.sigmoid(t.x!))),
  }));
  // The mean of everything: dy / n everywhere, in one product instead of two. In a replay the factor is uploaded once for all.
  replace('Mean', (original) => (dy, saved, attributes) => {
    const x = saved[0]!;
    if ((dy as tf.Tensor).size !== 1) return original(dy, saved, attributes);
    const share = () => tf.tensor(new Float32Array(x.size).fill(1 / x.size), x.shape);
    return {
      x: () =>
        tf.mul(
          tf.reshape(
            dy as tf.Tensor,
            x.shape.map(() => 1),
          ),
          share(),
        ),
    };
  });
}
