import * as tf from '../tf.ts';

/**
 * Every pixel's channels scaled to a mean square of 1 (Karras et al. 2018, "Progressive growing of GANs"). It holds a
 * generator's signal in range and, unlike batch normalisation, lets no image depend on its neighbours in the batch.
 * [..., channels] to the same.
 */
export const pixelNorm = (x: tf.Tensor): tf.Tensor =>
  tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-8)));
