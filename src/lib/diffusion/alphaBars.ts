/** Schedules that are given by their noise levels instead of their betas. Float64 numbers: no tensors. */
import { noiseSchedule, type NoiseSchedule } from './schedule.ts';
import { alphaBarOf, karrasSigmas, type KarrasOptions } from './sigmas.ts';

/**
 * The chain that passes through alphaBar_1 > alphaBar_2 > ... > alphaBar_T: beta_t = 1 - alphaBar_t / alphaBar_{t-1}.
 * @throws RangeError unless they fall, inside (0, 1)
 */
export function alphaBarSchedule(alphaBars: ArrayLike<number>): NoiseSchedule {
  const before = (i: number) => (i === 0 ? 1 : alphaBars[i - 1]!);
  for (let i = 0; i < alphaBars.length; i++) {
    if (!(alphaBars[i]! > 0 && alphaBars[i]! < before(i))) {
      throw new RangeError(
        `alphaBar falls from 1 towards 0, each smaller than the one before; at t = ${i + 1} it is ${alphaBars[i]} after ${before(i)}.`,
      );
    }
  }
  return noiseSchedule(Float64Array.from(alphaBars, (value, i) => 1 - value / before(i)));
}

/** The T levels of Karras et al. 2022 (equation 5) as a chain that keeps the variance: alphaBar = 1 / (1 + sigma^2). */
export const karrasSchedule = (T: number, options: Partial<KarrasOptions> = {}): NoiseSchedule =>
  alphaBarSchedule(karrasSigmas(T, options).slice(0, T).reverse().map(alphaBarOf));
