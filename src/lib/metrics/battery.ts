/** Every metric for points in the plane at once, what a perfect sampler scores in each, and which of them notice a fault. */
import type { Dataset } from '../data/dataset.ts';
import type { Rng } from '../random.ts';
import { frechet } from './frechet.ts';
import { kid } from './kid.ts';
import { memorisation } from './memorisation.ts';
import { mmd } from './mmd.ts';
import { countModes, highQuality, modeHistogramKl, modesHit, withinModeSpread } from './modes.ts';
import { precisionRecall } from './precisionRecall.ts';
import { quantile } from './quantile.ts';
import { slicedWasserstein } from './slicedWasserstein.ts';

export const batteryNames = [
  'modes',
  'modeKl',
  'hq',
  'spread',
  'frechet',
  'kid',
  'mmd',
  'swd',
  'precision',
  'recall',
  'density',
  'coverage',
  'nearest',
  'closer',
] as const;
export type BatteryName = (typeof batteryNames)[number];
export type Battery = Record<BatteryName, number>;

export interface Sets {
  /** What is judged. [n, 2] flat */
  samples: Float64Array;
  /** Real points that the samples are held against. [m, 2] flat */
  reference: Float64Array;
  /** What the sampler was trained on; looked at by `nearest` and `closer` alone. */
  train: Float64Array;
  /** Real points that it has not seen; looked at by the same two. */
  heldOut: Float64Array;
}

/** Kernels cost the square of the number: they see this many points of each set, the first ones. */
export const kernelPoints = 400;

/**
 * All metrics; pauses after each group, so that a page can go on in between. A value that is not defined is NaN.
 *
 * @param rng turns the directions of the sliced distance
 */
export function* batterySteps(data: Dataset, sets: Sets, rng: Rng): Generator<void, Battery> {
  const { samples, reference, train, heldOut } = sets;
  const modes = data.modes;
  if (!modes || data.dim !== 2) throw new TypeError(`These metrics are for modes in the plane; ${data.name} has none.`);
  const counts = countModes(samples, modes);
  const swd = slicedWasserstein(samples, reference, 2, rng);
  yield;
  // Samples of several kinds may come in blocks (copies first): every k-th stands for all.
  const [a, b] = [thinned(samples), thinned(reference)];
  const kernel = mmd(a, b, 2);
  yield;
  const cubic = kid(a, b, 2);
  yield;
  const neighbours = precisionRecall(samples, reference, 2);
  yield;
  const { ratio, closer } = memorisation(samples, train, heldOut, 2);
  return {
    modes: modesHit(counts),
    modeKl: modeHistogramKl(counts, data.mixture?.weights),
    hq: highQuality(counts),
    spread: withinModeSpread(counts, modes),
    frechet: frechet(samples, reference, 2),
    kid: cubic,
    mmd: kernel,
    swd,
    ...neighbours,
    nearest: ratio,
    closer,
  };
}

function thinned(x: Float64Array): Float64Array {
  const n = x.length / 2;
  if (n <= kernelPoints) return x;
  return Float64Array.from({ length: 2 * kernelPoints }, (_, at) => {
    const row = Math.floor(((at >> 1) * n) / kernelPoints);
    return x[2 * row + (at & 1)]!;
  });
}

export const battery = (data: Dataset, sets: Sets, rng: Rng): Battery => finish(batterySteps(data, sets, rng));

function finish<Y, R>(steps: Generator<Y, R>): R {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

export interface BatteryBand {
  median: number;
  /** The 5 % and 95 % quantiles. */
  low: number;
  high: number;
}
export type BatteryBands = Record<BatteryName, BatteryBand>;

/**
 * What a perfect sampler scores with n points: n samples, n of reference, n of training, all fresh in each draw. Pauses
 * within and after each draw, and gives the number of draws that are done.
 */
export function* bandSteps(data: Dataset, n: number, rng: Rng, draws = 40): Generator<number, BatteryBands> {
  const fresh = () => Float64Array.from(data.sample(n, rng));
  const runs: Battery[] = [];
  while (runs.length < draws) {
    const reference = fresh();
    const steps = batterySteps(data, { samples: fresh(), reference, train: fresh(), heldOut: reference }, rng);
    let step = steps.next();
    for (; !step.done; step = steps.next()) yield runs.length;
    runs.push(step.value);
    yield runs.length;
  }
  const band = (name: BatteryName): BatteryBand => {
    const sorted = runs.map((run) => run[name]).sort((p, q) => p - q);
    return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.05), high: quantile(sorted, 0.95) };
  };
  return Object.fromEntries(batteryNames.map((name) => [name, band(name)])) as BatteryBands;
}

export const batteryBands = (data: Dataset, n: number, rng: Rng, draws = 40): BatteryBands =>
  finish(bandSteps(data, n, rng, draws));

/**
 * How far a value lies from the median, in half-widths of the band on its side: within -1 and 1 it is inside. A band without
 * width (all modes were hit in every draw) makes any other value infinitely far. NaN counts as infinitely far.
 */
export function place(value: number, { median, low, high }: BatteryBand): number {
  if (!Number.isFinite(value)) return Infinity;
  if (value === median) return 0;
  return value > median ? (value - median) / (high - median) : (value - median) / (median - low);
}

/**
 * From here on a metric has noticed something. One of twenty perfect samplers lies beyond each end of a band, and there are
 * many bands: 2.5 half-widths are about four standard deviations where values are Gaussian.
 */
export const alarm = 2.5;
export const notices = (value: number, band: BatteryBand): boolean => Math.abs(place(value, band)) > alarm;
