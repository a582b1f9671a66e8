import * as tf from '../tf.ts';

/**
 * L_simple (Ho et al. 2020, equation 14) per dimension: the mean over batch and coordinates of `(eps - epsTheta)^2`.
 * Predicting zero scores 1; the floor is above 0 (see `theory/lossFloor.ts`), and a score below it is a bug.
 */
export const epsilonLoss = (eps: tf.Tensor, epsTheta: tf.Tensor): tf.Scalar =>
  tf.mean(tf.squaredDifference(eps, epsTheta)) as tf.Scalar;

/** The same with a weight for each row. eps, epsTheta: [n, dim]; weights: [n, 1] */
export const weightedLoss = (eps: tf.Tensor, epsTheta: tf.Tensor, weights: tf.Tensor): tf.Scalar =>
  tf.mean(tf.mul(weights, tf.squaredDifference(eps, epsTheta))) as tf.Scalar;
