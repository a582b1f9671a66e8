import { fused } from '../engine/fused.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { network, type Network } from './network.ts';

/**
 * `y = x W + b`, W of shape [inputs, outputs].
 *
 * Weights and biases start uniform on +-1/sqrt(inputs): a unit-variance input gives outputs of variance about 1/3,
 * whatever the width. With `zero` they start at zero: the layer says nothing until it has learned to.
 */
export function dense(inputs: number, outputs: number, rng: Rng, { zero = false } = {}): Network {
  const bound = zero ? 0 : 1 / Math.sqrt(inputs);
  const uniform = (n: number) => rng.uniforms(n).map((u) => (2 * u - 1) * bound);
  // tidy: tf.variable copies, and the initial tensor would otherwise stay.
  const [w, b] = tf.tidy(() => [
    tf.variable(tf.tensor2d(uniform(inputs * outputs), [inputs, outputs])),
    tf.variable(tf.tensor1d(uniform(outputs))),
  ]) as [tf.Variable, tf.Variable];
  const affine = (t: Record<string, tf.Tensor>) => tf.add(tf.matMul(t.x as tf.Tensor2D, t.w as tf.Tensor2D), t.b!);
  return network((x: tf.Tensor) => fused('Dense', { x, w, b }, affine), [w, b]); // [n, outputs]
}
