/** The evidence lower bound of a variational autoencoder (Kingma and Welling 2014), in nats per example. */
import * as tf from '../tf.ts';

/** The encoder's answer q(z | x) = N(mean, diag exp(logVariance)). Both [n, latentDim]. */
export interface Posterior {
  mean: tf.Tensor;
  logVariance: tf.Tensor;
}

/** z = mean + std * noise: a draw from q(z | x) through which gradients flow to the encoder. noise standard normal, [n, latentDim]. */
export const reparameterize = ({ mean, logVariance }: Posterior, noise: tf.Tensor): tf.Tensor =>
  tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));

/** KL(q(z | x) || N(0, I)) = 1/2 sum (variance + mean^2 - 1 - log variance). [n] */
export const klToPrior = ({ mean, logVariance }: Posterior): tf.Tensor =>
  tf.mul(tf.sum(tf.sub(tf.add(tf.exp(logVariance), tf.square(mean)), tf.add(logVariance, 1)), 1), 0.5);

/** log N(x; mean, exp(logVariance) I), the variance shared by all coordinates. x, mean [n, dim]; [n] */
export function gaussianLogLikelihood(x: tf.Tensor, mean: tf.Tensor, logVariance: tf.Tensor): tf.Tensor {
  const dim = x.shape[1]!;
  const squared = tf.sum(tf.squaredDifference(x, mean), 1); // [n]
  const scaled = tf.mul(squared, tf.exp(tf.neg(logVariance)));
  return tf.mul(tf.add(scaled, tf.mul(tf.add(logVariance, Math.log(2 * Math.PI)), dim)), -0.5);
}

/** log N(z; mean, diag exp(logVariance)). [n, latentDim] to [n] */
export function logPosterior({ mean, logVariance }: Posterior, z: tf.Tensor): tf.Tensor {
  const scaled = tf.mul(tf.squaredDifference(z, mean), tf.exp(tf.neg(logVariance)));
  return tf.mul(tf.sum(tf.add(scaled, tf.add(logVariance, Math.log(2 * Math.PI))), 1), -0.5);
}

/** log N(z; 0, I). [n, latentDim] to [n] */
export const logPrior = (z: tf.Tensor): tf.Tensor =>
  tf.mul(tf.sum(tf.add(tf.square(z), Math.log(2 * Math.PI)), 1), -0.5);

/**
 * The importance-weighted bound (Burda, Grosse, Salakhutdinov 2016): log 1/K sum_k p(x, z_k) / q(z_k | x), which rises with K
 * from the evidence lower bound (K = 1) to log p(x).
 * @param logWeights log p(x | z_k) + log p(z_k) - log q(z_k | x). [K, n] to [n]
 */
export const importanceWeightedBound = (logWeights: tf.Tensor2D): tf.Tensor =>
  tf.sub(tf.logSumExp(logWeights, 0), Math.log(logWeights.shape[0]));
