/**
 * What holds D back by its gradient at points of data space. Each differentiates D twice: once for the gradient at a point,
 * once more for the step of the weights. D is any function of a batch whose outputs each depend on their own row only
 * (so no batch normalisation): the gradient of their sum then is each row's own gradient.
 */
import type { PenaltyName } from '../experiments/config.ts';
import * as tf from '../tf.ts';

/** [n, ...] to [n, 1] */
export type Critic = (x: tf.Tensor) => tf.Tensor;

/** |grad_x D(x)|^2 of each row. [n] */
export function squaredGradient(D: Critic, x: tf.Tensor): tf.Tensor {
  const gradient = tf.grad((points: tf.Tensor) => tf.sum(D(points)))(x);
  return tf.sum(tf.square(gradient), 1);
}

/** R1, or R2 if x are G's samples (Mescheder, Geiger, Nowozin 2018): 1/2 E |grad D(x)|^2, to be weighted by gamma. */
export const zeroCentred = (D: Critic, x: tf.Tensor): tf.Scalar =>
  tf.mul(tf.mean(squaredGradient(D, x)), 0.5) as tf.Scalar;

/** Under the root, so that a gradient of exactly zero has a derivative: 0 instead of 0 / 0. */
const tiny = 1e-12;

/**
 * The gradient penalty of WGAN-GP (Gulrajani et al. 2017, equation 3): E (|grad D(xHat)| - 1)^2, to be weighted by lambda.
 * @param real [n, dim]
 * @param fake [n, dim]
 * @param factors xHat = factor real + (1 - factor) fake; uniform on [0, 1], one for each example. [n, 1]
 */
export function gradientPenalty(D: Critic, real: tf.Tensor, fake: tf.Tensor, factors: tf.Tensor): tf.Scalar {
  const xHat = tf.add(fake, tf.mul(factors, tf.sub(real, fake)));
  const norm = tf.sqrt(tf.add(squaredGradient(D, xHat), tiny));
  return tf.mean(tf.square(tf.sub(norm, 1))) as tf.Scalar;
}

/** Weight clipping (Arjovsky, Chintala, Bottou 2017, Algorithm 1): every weight into [-bound, bound], after each step of D. */
export function clipWeights(weights: readonly tf.Variable[], bound: number): void {
  for (const w of weights) w.assign(tf.clipByValue(w, -bound, bound));
}

/** A penalty as D's step calls it: packed points of both kinds, and factors for whoever needs them. */
export type Penalty = (D: Critic, real: tf.Tensor, fake: tf.Tensor, factors: tf.Tensor) => tf.Scalar;

/** What is added to D's loss. Clipping acts after the step, and spectral normalisation inside D. */
export const penalties: Partial<Record<PenaltyName, Penalty>> = {
  gradientPenalty,
  r1: (D, real) => zeroCentred(D, real),
  r1r2: (D, real, fake) => tf.add(zeroCentred(D, real), zeroCentred(D, fake)),
};
