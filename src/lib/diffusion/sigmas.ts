/** Noise levels as standard deviations sigma of noise added to the data, and their dictionary with alphaBar. */
import { alphaBar, type NoiseSchedule } from './schedule.ts';

/** sigma = sqrt((1 - alphaBar) / alphaBar): x_t / sqrt(alphaBar_t) is the data plus noise of this deviation. */
export const sigmaOf = (alphaBar: number): number => Math.sqrt((1 - alphaBar) / alphaBar);

/** alphaBar = 1 / (1 + sigma^2). */
export const alphaBarOf = (sigma: number): number => 1 / (1 + sigma ** 2);

export interface KarrasOptions {
  sigmaMin: number;
  sigmaMax: number;
  /** How much the grid is drawn towards sigmaMin; 1 is even. */
  rho: number;
}

/** The values of Karras et al. 2022 for data of standard deviation about 1/2 to 1. */
export const karrasDefaults: KarrasOptions = { sigmaMin: 0.002, sigmaMax: 80, rho: 7 };

/** The level at the fraction `down` of the way from sigmaMax to sigmaMin, even in sigma^(1 / rho). */
export function karrasLevel(down: number, { sigmaMin, sigmaMax, rho }: KarrasOptions): number {
  const [high, low] = [sigmaMax ** (1 / rho), sigmaMin ** (1 / rho)];
  return (high + down * (low - high)) ** rho;
}

/**
 * The grid of Karras et al. 2022, equation 5: as many levels as steps, falling from sigmaMax to sigmaMin, even in
 * sigma^(1 / rho), and then 0.
 * @throws RangeError unless there is at least one step and 0 < sigmaMin <= sigmaMax
 */
export function karrasSigmas(steps: number, options: Partial<KarrasOptions> = {}): number[] {
  const all = { ...karrasDefaults, ...options };
  const { sigmaMin, sigmaMax } = all;
  if (!Number.isInteger(steps) || steps < 1) throw new RangeError(`A sampler takes at least 1 step; got ${steps}.`);
  if (!(sigmaMin > 0 && sigmaMax >= sigmaMin)) {
    throw new RangeError(`Noise levels need 0 < sigmaMin <= sigmaMax; got ${sigmaMin} and ${sigmaMax}.`);
  }
  return [...Array.from({ length: steps }, (_, i) => karrasLevel(i / Math.max(1, steps - 1), all)), 0];
}

/** steps + 1 levels in geometric progression from `high` to `low`, no zero. */
export const geometricSigmas = (steps: number, high: number, low: number): number[] =>
  Array.from({ length: steps + 1 }, (_, i) => high * (low / high) ** (i / steps));

/** The levels at which a sampler of a discrete schedule visits the times `times`, and then 0. */
export const scheduleSigmas = (schedule: NoiseSchedule, times: readonly number[]): number[] => [
  ...times.map((t) => sigmaOf(alphaBar(schedule, t))),
  0,
];

/** The time t = 1..T of a discrete schedule whose level is nearest to sigma, in its logarithm. */
export function nearestTime(schedule: NoiseSchedule, sigma: number): number {
  const distance = (t: number) => Math.abs(Math.log(sigmaOf(alphaBar(schedule, t)) / sigma));
  let [low, high] = [1, schedule.T]; // sigma grows with t
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sigmaOf(alphaBar(schedule, middle)) < sigma) low = middle;
    else high = middle;
  }
  return distance(low) <= distance(high) ? low : high;
}

/**
 * A grid moved onto the levels of a discrete schedule, so that a network which knows only t = 1..T is asked at levels that it
 * was trained at. Levels that fall together are taken once.
 */
export const snapSigmas = (schedule: NoiseSchedule, sigmas: readonly number[]): number[] => [
  ...new Set(sigmas.map((sigma) => (sigma === 0 ? 0 : sigmaOf(alphaBar(schedule, nearestTime(schedule, sigma)))))),
];
