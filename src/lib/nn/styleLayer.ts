import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { leakyRelu } from './activations.ts';
import { dense } from './dense.ts';
import { modulatedConv } from './modulatedConv.ts';
import { network, type Network } from './network.ts';

/**
 * One layer of a style-based generator: a modulated convolution, then noise of its own for every pixel, scaled by a learned
 * strength that starts at zero, a bias and a rectifier. x: [n, h, w, inputs], w: [n, styleDim], noise: [n, h, w, 1];
 * gives [n, h, w, outputs].
 */
export function styleLayer(
  inputs: number,
  outputs: number,
  styleDim: number,
  rng: Rng,
): Network<[tf.Tensor, tf.Tensor, tf.Tensor]> {
  const affine = dense(styleDim, inputs, rng.fork('style'));
  // Demodulation takes the kernel's scale away: any start will do.
  const start = rng.fork('kernel').normals(9 * inputs * outputs);
  const [kernel, strength, bias] = tf.tidy(() => [
    tf.variable(tf.tensor4d(start, [3, 3, inputs, outputs])),
    tf.variable(tf.zeros([1])),
    tf.variable(tf.zeros([outputs])),
  ]) as [tf.Variable, tf.Variable, tf.Variable];
  const f = (x: tf.Tensor, w: tf.Tensor, noise: tf.Tensor) => {
    const style = tf.add(affine(w), 1); // starts near 1: every channel as it is
    const y = modulatedConv(x, kernel as unknown as tf.Tensor4D, style);
    const noisy = tf.add(tf.add(y, tf.mul(strength, noise)), bias);
    return tf.mul(leakyRelu(noisy), Math.SQRT2); // keeps the mean square near 1 through the rectifier
  };
  return network(f, [...affine.weights, kernel, strength, bias]);
}
