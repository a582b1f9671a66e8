/**
 * A reverse variance that the net chooses (Nichol and Dhariwal 2021, equation 15): between betaTilde and beta, in logarithms,
 *
 *     log sigma^2 = f log beta + (1 - f) log betaTilde,    f the net's second output.
 */
import * as tf from '../tf.ts';
import { ancestralStep } from './ancestral.ts';
import { betaBetween, posteriorCoefficients } from './posterior.ts';
import type { ReverseStep } from './reverse.ts';
import type { NoiseSchedule } from './schedule.ts';

/** Weight of the bound beside the noise loss (Nichol and Dhariwal 2021, section 3.1): large enough to teach the variance. */
export const boundWeight = 0.001;

/** log betaTilde_t, t = 1..T; at t = 1, where betaTilde is 0, that of t = 2. */
const logPosteriorVariance = ({ posteriorVariance }: NoiseSchedule): Float64Array =>
  posteriorVariance.map((v, i) => Math.log(i === 0 ? posteriorVariance[1]! : v));

/** log sigma^2 from the fraction f, coordinate by coordinate. low, high: log betaTilde and log beta. */
export const interpolate = (fraction: tf.Tensor, low: tf.Tensor, high: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(fraction, high), tf.mul(tf.sub(1, fraction), low));

/** One ancestral step whose noise the net scales: the range that it may choose from goes along. */
export function learnedStep(schedule: NoiseSchedule, t: number, s = t - 1): ReverseStep {
  const step = ancestralStep(schedule, 'posterior', t, s);
  if (s === 0) return step; // no noise in the last step
  const logVariances = [posteriorCoefficients(schedule, t, s).variance, betaBetween(schedule, t, s)].map(Math.log);
  return { ...step, logVariances: logVariances as [number, number] };
}

/** The same as a sampler. */
export const learnedAncestral = (schedule: NoiseSchedule) => (t: number, s: number) => learnedStep(schedule, t, s);

/**
 * The columns of the bound at t = 1..T: its terms per dimension (Ho et al. 2020, equation 5, between Gaussians) are
 *
 *     L_{t-1} = (constant + log sigma^2 + (ownVariance + meanWeight (eps - epsTheta)^2) / sigma^2) / 2.
 *
 * For t > 1 it is KL(q(x_{t-1} | x_t, x_0) || p), with ownVariance = betaTilde; for t = 1 it is -log p(x_0 | x_1) of a density.
 */
export function boundColumns(schedule: NoiseSchedule) {
  const { betas, alphas, alphasCumprod, posteriorVariance } = schedule;
  const low = logPosteriorVariance(schedule);
  return {
    constant: low.map((log, i) => (i === 0 ? Math.log(2 * Math.PI) : -1 - log)),
    ownVariance: posteriorVariance,
    meanWeight: betas.map((beta, i) => beta ** 2 / (alphas[i]! * (1 - alphasCumprod[i]!))),
    low,
    high: betas.map(Math.log),
  };
}

export type BoundTables = Record<keyof ReturnType<typeof boundColumns>, tf.Tensor2D>;

/** The columns on the device: [T, 1] each. */
export const boundTables = (schedule: NoiseSchedule): BoundTables =>
  Object.fromEntries(
    Object.entries(boundColumns(schedule)).map(([name, column]) => [
      name,
      tf.tensor2d(Float32Array.from(column), [schedule.T, 1]),
    ]),
  ) as BoundTables;

/** L_{t-1} of each row and coordinate, nats. @param squared (eps - epsTheta)^2 [n, dim] @param index t - 1, int32 [n] */
export function boundTerms(
  tables: BoundTables,
  squared: tf.Tensor,
  fraction: tf.Tensor,
  index: tf.Tensor1D,
): tf.Tensor {
  const at = (name: keyof BoundTables) => tf.gather(tables[name], index); // [n, 1]
  const logVariance = interpolate(fraction, at('low'), at('high'));
  const own = tf.add(at('ownVariance'), tf.mul(at('meanWeight'), squared));
  return tf.mul(0.5, tf.add(tf.add(at('constant'), logVariance), tf.mul(own, tf.exp(tf.neg(logVariance)))));
}
