/**
 * Does a model repeat its training set? Samples that copy are closer to the training set than held-out data are. No other
 * metric here sees it: a copy of the training set has the best precision, density and Frechet distance there is.
 *
 * It is no measure of privacy: one leaked record does not move a median (Ganev and De Cristofaro 2025).
 */
import { nearestDistances } from './nearest.ts';
import { rowCount } from './points.ts';
import { quantile } from './quantile.ts';

export interface Memorisation {
  /**
   * Median distance of a sample to its nearest training point, over that of held-out data: 1 for a perfect sampler, 0
   * for copies, above 1 for samples that lie off the data.
   */
  ratio: number;
  /**
   * Probability that a sample is closer to the training set than held-out data are, ties counted half (Mann and Whitney):
   * 1/2 for a perfect sampler, exactly and at every n; 1 for copies.
   */
  closer: number;
}

/**
 * @param samples [n, dim], @param train what the model was trained on, @param heldOut [m, dim] of the same law, unseen;
 * all flat and not empty.
 */
export function memorisation(
  samples: ArrayLike<number>,
  train: ArrayLike<number>,
  heldOut: ArrayLike<number>,
  dim: number,
): Memorisation {
  for (const [name, set] of Object.entries({ samples, 'training points': train, 'held-out points': heldOut })) {
    if (rowCount(set, dim) === 0) throw new RangeError(`Memorisation compares three sets; there are no ${name}.`);
  }
  const own = nearestDistances(samples, train, dim).sort();
  const usual = nearestDistances(heldOut, train, dim).sort();
  let wins = 0;
  for (const a of own) for (const b of usual) wins += a < b ? 1 : a === b ? 0.5 : 0;
  return { ratio: quantile(own, 0.5) / quantile(usual, 0.5), closer: wins / (own.length * usual.length) };
}

/**
 * Standard error of `closer` for a perfect sampler, n samples and m held-out points: sqrt((n + m + 1) / (12 n m)). It is
 * exact given the training set, because ranks of exchangeable values are uniform.
 */
export const closerStandardError = (n: number, m: number): number => Math.sqrt((n + m + 1) / (12 * n * m));
