/** The reverse transition q(x_s | x_t, x_0) for any s < t, and the ways to name the same prediction. Float64 numbers. */
import { alphaBar, type NoiseSchedule } from './schedule.ts';

export interface PosteriorCoefficients {
  /** Mean = x0 * x_0 + xt * x_t. */
  x0: number;
  xt: number;
  /** betaTilde_{t|s} */
  variance: number;
}

/** beta_{t|s} = 1 - alphaBar_t / alphaBar_s: the noise added between s and t, equal to beta_t when s = t - 1. */
export const betaBetween = (schedule: NoiseSchedule, t: number, s: number): number =>
  s === t - 1 ? schedule.betas[t - 1]! : 1 - alphaBar(schedule, t) / alphaBar(schedule, s);

/** Ho et al. 2020, equations 6 and 7, for a stride of any length. */
export function posteriorCoefficients(schedule: NoiseSchedule, t: number, s = t - 1): PosteriorCoefficients {
  const at = alphaBar(schedule, t);
  const as = alphaBar(schedule, s);
  const beta = betaBetween(schedule, t, s);
  return {
    x0: (Math.sqrt(as) * beta) / (1 - at),
    xt: (Math.sqrt(at / as) * (1 - as)) / (1 - at),
    variance: (beta * (1 - as)) / (1 - at),
  };
}

/** x_0 = (x_t - sqrt(1 - alphaBar) eps) / sqrt(alphaBar) */
export const x0FromEpsilon = (xt: number, eps: number, ab: number): number =>
  (xt - Math.sqrt(1 - ab) * eps) / Math.sqrt(ab);
/** eps = (x_t - sqrt(alphaBar) x_0) / sqrt(1 - alphaBar) */
export const epsilonFromX0 = (xt: number, x0: number, ab: number): number =>
  (xt - Math.sqrt(ab) * x0) / Math.sqrt(1 - ab);
/** score = -eps / sqrt(1 - alphaBar) */
export const scoreFromEpsilon = (eps: number, ab: number): number => -eps / Math.sqrt(1 - ab);
/** v = sqrt(alphaBar) eps - sqrt(1 - alphaBar) x_0 */
export const velocity = (x0: number, eps: number, ab: number): number => Math.sqrt(ab) * eps - Math.sqrt(1 - ab) * x0;
/** x_0 = sqrt(alphaBar) x_t - sqrt(1 - alphaBar) v */
export const x0FromVelocity = (xt: number, v: number, ab: number): number => Math.sqrt(ab) * xt - Math.sqrt(1 - ab) * v;
/** eps = sqrt(1 - alphaBar) x_t + sqrt(alphaBar) v */
export const epsilonFromVelocity = (xt: number, v: number, ab: number): number =>
  Math.sqrt(1 - ab) * xt + Math.sqrt(ab) * v;
