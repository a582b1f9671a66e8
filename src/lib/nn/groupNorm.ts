import * as tf from '../tf.ts';
import { network, type Network } from './network.ts';

/** Channels that share a mean and a variance. */
export const groupSize = 4;

/**
 * Group normalisation (Wu and He 2018): each image's channels, four by four, to mean 0 and variance 1 over all their pixels,
 * then a gain and a bias per channel. Nothing is shared between the images of a batch, so an image alone is the image in
 * company. [n, h, w, channels] to the same.
 * @throws RangeError unless the channels are a multiple of four.
 */
export function groupNorm(channels: number): Network {
  if (channels % groupSize !== 0) {
    throw new RangeError(
      `Group normalisation takes channels in fours; got ${channels}. Choose a multiple of ${groupSize}.`,
    );
  }
  const [gain, bias] = tf.tidy(() => [tf.variable(tf.ones([channels])), tf.variable(tf.zeros([channels]))]) as [
    tf.Variable,
    tf.Variable,
  ];
  const normalise = (x: tf.Tensor) => {
    const [n, h, w] = x.shape as [number, number, number, number];
    const groups = tf.reshape(x, [n, h * w, channels / groupSize, groupSize]);
    const { mean, variance } = tf.moments(groups, [1, 3], true); // [n, 1, groups, 1]
    const normal = tf.mul(tf.sub(groups, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(tf.reshape(normal, x.shape), gain), bias);
  };
  return network(normalise, [gain, bias]);
}
