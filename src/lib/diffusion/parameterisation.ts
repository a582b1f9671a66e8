/**
 * Three names for one prediction. With x_t = signal x_0 + noise eps, signal = sqrt(alphaBar_t), noise = sqrt(1 - alphaBar_t), any of
 *
 *     eps,    x_0,    v = signal eps - noise x_0    (Salimans and Ho 2022, appendix D)
 *
 * gives the other two, since (signal, noise) has length 1. They differ in what a net must get right: an error of eps is
 * multiplied by noise / signal in x_0, up to 157 at the end of DDPM's schedule; an error of v is never multiplied.
 */
import type { PredictionName } from '../experiments/config.ts';
import * as tf from '../tf.ts';

export { epsilonFromVelocity, velocity, x0FromVelocity } from './posterior.ts';

/** eps from a net's output, by what that output means. x, output: [n, dim]; signal, noise: [n, 1] */
export const epsilonFrom: Record<
  PredictionName,
  (output: tf.Tensor, x: tf.Tensor, signal: tf.Tensor, noise: tf.Tensor) => tf.Tensor
> = {
  eps: (output) => output,
  v: (v, x, signal, noise) => tf.add(tf.mul(noise, x), tf.mul(signal, v)),
  x0: (x0, x, signal, noise) => tf.div(tf.sub(x, tf.mul(signal, x0)), noise),
};
