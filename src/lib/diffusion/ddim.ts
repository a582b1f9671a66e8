import type { ReverseStep } from './reverse.ts';
import { alphaBar, type NoiseSchedule } from './schedule.ts';

/** sigma of DDIM (Song, Meng, Ermon 2021, equation 16), linear in eta: eta sqrt((1-as)/(1-at)) sqrt(1-at/as). */
export function ddimSigma(schedule: NoiseSchedule, t: number, s: number, eta: number): number {
  const at = alphaBar(schedule, t);
  const as = alphaBar(schedule, s);
  return eta * Math.sqrt((1 - as) / (1 - at)) * Math.sqrt(1 - at / as);
}

/**
 * One step of DDIM (Song, Meng, Ermon 2021, equation 12) from t to any s < t:
 *
 *     x_s = sqrt(alphaBar_s) x0Hat + sqrt(1 - alphaBar_s - sigma^2) eps + sigma z,
 *     x0Hat = (x_t - sqrt(1 - alphaBar_t) eps) / sqrt(alphaBar_t)
 *
 * eta = 0 is deterministic; eta = 1 is ancestral sampling with betaTilde, whatever the stride.
 */
export function ddimStep(schedule: NoiseSchedule, eta: number, t: number, s = t - 1): ReverseStep {
  const at = alphaBar(schedule, t);
  const as = alphaBar(schedule, s);
  const sigma = ddimSigma(schedule, t, s, eta);
  const direction = Math.sqrt(Math.max(0, 1 - as - sigma ** 2)); // rounding can leave -1e-17 at s = 0
  return {
    xt: Math.sqrt(as / at),
    eps: direction - Math.sqrt((as * (1 - at)) / at),
    noise: sigma,
  };
}
