import { betaBetween, posteriorCoefficients } from './posterior.ts';
import type { ReverseStep } from './reverse.ts';
import { alphaBar, type NoiseSchedule } from './schedule.ts';

/**
 * One step of ancestral sampling (Ho et al. 2020, Algorithm 2, line 4), for a stride of any length:
 *
 *     x_s = (x_t - beta / sqrt(1 - alphaBar_t) eps) / sqrt(alpha) + sigma z,    alpha = 1 - beta = alphaBar_t / alphaBar_s
 *
 * with sigma^2 = betaTilde ('posterior', exact if the data were one point) or sigma^2 = beta ('beta', exact if the data
 * were standard normal). The last step adds no noise.
 */
export function ancestralStep(
  schedule: NoiseSchedule,
  variance: 'posterior' | 'beta',
  t: number,
  s = t - 1,
): ReverseStep {
  const beta = betaBetween(schedule, t, s);
  const sqrtAlpha = Math.sqrt(alphaBar(schedule, t) / alphaBar(schedule, s)); // not 1 - beta: it loses digits where beta is nearly 1
  const sigma2 = variance === 'beta' ? beta : posteriorCoefficients(schedule, t, s).variance;
  return {
    xt: 1 / sqrtAlpha,
    eps: -beta / (Math.sqrt(1 - alphaBar(schedule, t)) * sqrtAlpha),
    noise: s === 0 ? 0 : Math.sqrt(sigma2),
  };
}
