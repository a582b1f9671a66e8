/** Quantities per t, gathered into a few dozen bars that widen with t: the first steps carry the most. */
import type { NoiseSchedule } from '../../../lib/diffusion/schedule.ts';
import { noiseLossWeights } from '../../../lib/theory/bound.ts';

/** t from `from` up to, not including, `to`. */
export interface Bin {
  from: number;
  to: number;
}

/** At most `most` bins that cover 1 .. T without gap, equally wide on a logarithmic axis as far as whole t's allow. */
export function logBins(T: number, most = 40): Bin[] {
  const edges = [1];
  for (let k = 1; k <= most; k++) {
    const edge = Math.round((T + 1) ** (k / most));
    if (edge > edges.at(-1)!) edges.push(edge);
  }
  return edges.slice(0, -1).map((from, i) => ({ from, to: edges[i + 1]! }));
}

/** The mean over each bin of values indexed t - 1. */
export function binMeans(values: ArrayLike<number>, bins: readonly Bin[]): number[] {
  return bins.map(({ from, to }) => {
    let sum = 0;
    for (let t = from; t < to; t++) sum += values[t - 1]!;
    return sum / (to - from);
  });
}

/** What a noise loss per dimension costs in the bound at each t, nats: L_(t-1) = w_t d loss_t, with sigma^2 = betaTilde. */
export function boundTerms(schedule: NoiseSchedule, lossPerT: ArrayLike<number>, dim = 2): Float64Array {
  return noiseLossWeights(schedule, 'betaTilde').map((weight, i) => weight * dim * lossPerT[i]!);
}

export const sum = (values: ArrayLike<number>): number =>
  Array.prototype.reduce.call(values, (a: unknown, b: unknown) => (a as number) + (b as number), 0) as number;
export const average = (values: ArrayLike<number>): number => sum(values) / values.length;

/** The smallest t such that half of the (positive) values lie at t or below. */
export function halfBelow(values: ArrayLike<number>): number {
  const positive = Array.from(values, (v) => Math.max(0, v));
  const half = sum(positive) / 2;
  let reached = 0;
  for (let i = 0; i < positive.length; i++) {
    reached += positive[i]!;
    if (reached >= half) return i + 1;
  }
  return positive.length;
}
