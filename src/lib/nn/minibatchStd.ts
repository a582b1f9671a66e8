import * as tf from '../tf.ts';

/**
 * One more channel that says how much the batch varies: the standard deviation over the batch of every feature, averaged
 * (Karras et al. 2018, section 3). A generator that draws one image over and over is then seen at once.
 * [n, h, w, channels] to [n, h, w, channels + 1]
 */
export function minibatchStd(x: tf.Tensor): tf.Tensor {
  const [n, h, w] = x.shape as [number, number, number, number];
  const { variance } = tf.moments(x, 0);
  const spread = tf.mean(tf.sqrt(tf.add(variance, 1e-8))); // the small number keeps the root's gradient finite at zero
  return tf.concat([x, tf.mul(tf.ones([n, h, w, 1]), spread)], 3);
}
