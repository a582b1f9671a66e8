import * as tf from '../tf.ts';

/**
 * Every pixel twice along both sides. [n, h, w, channels] to [n, 2h, 2w, channels]
 *
 * A convolution after it sees each pixel equally often; a transposed convolution does not, and prints a checkerboard
 * (Odena, Dumoulin, Olah 2016). Written with reshape and concat, whose gradients every backend has.
 */
export function upsample(x: tf.Tensor): tf.Tensor {
  const [n, h, w, channels] = x.shape as [number, number, number, number];
  const wide = tf.reshape(tf.concat([x, x], 3), [n, h, 2 * w, channels]);
  return tf.reshape(tf.concat([wide, wide], 2), [n, 2 * h, 2 * w, channels]);
}
