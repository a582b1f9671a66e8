/** How a set of samples covers known modes. The four numbers answer different questions; none replaces another. */
import type { Modes } from '../data/dataset.ts';
import { histogramKl, histogramKlFloor } from './labelHistogram.ts';
import { rowCount, squaredDistance } from './points.ts';
import { reach, truncatedStd } from './threeSigma.ts';

export interface ModeCounts {
  /** Samples, finite or not. */
  n: number;
  /** Samples within three deviations of a centre. */
  kept: number;
  /** Kept samples by nearest centre. [K] */
  perMode: Float64Array;
  /** Sum over the kept samples of the squared distance from the nearest centre. */
  squares: number;
}

/** Assigns each sample to its nearest centre. A sample with a NaN or an infinity counts in n, and for no mode. */
export function countModes(samples: ArrayLike<number>, { centres, std }: Modes): ModeCounts {
  const dim = centres[0]!.length;
  const n = rowCount(samples, dim);
  const perMode = new Float64Array(centres.length);
  let kept = 0;
  let squares = 0;
  for (let row = 0; row < n; row++) {
    let nearest = -1;
    let least = (reach * std) ** 2;
    for (let k = 0; k < centres.length; k++) {
      const distance = squaredDistance(samples, row * dim, centres[k]!, 0, dim);
      if (distance <= least) {
        least = distance;
        nearest = k;
      }
    }
    if (nearest < 0) continue;
    perMode[nearest]!++;
    kept++;
    squares += least;
  }
  return { n, kept, perMode, squares };
}

/** Modes that at least one sample hit. 0 for no samples. */
export const modesHit = (counts: ModeCounts): number =>
  counts.perMode.reduce((hit, count) => hit + (count > 0 ? 1 : 0), 0);

/** Fraction of samples that belong to a mode; a perfect sampler scores `fractionWithin(dim)`, not 1. NaN for no samples. */
export const highQuality = (counts: ModeCounts): number => counts.kept / counts.n;

/**
 * Root mean square distance of the kept samples from their centres, over that of the true modes cut off at the same three
 * deviations, so that a perfect sampler scores 1. (Against the untruncated deviation it would score 0.974 in the plane.)
 * A mode learned off-centre widens it, as it should. At most about 1.74 in the plane, by the cut. NaN if nothing was kept.
 */
export function withinModeSpread({ kept, squares }: ModeCounts, { centres, std }: Modes): number {
  const dim = centres[0]!.length;
  return Math.sqrt(squares / (kept * dim)) / (std * truncatedStd(dim));
}

/**
 * KL(histogram of the kept samples || true weights), nats: 0 is perfect coverage, log K is everything in one of K equal
 * modes. An honest sample of n scores about (K - 1) / (2n), see `modeKlFloor`. NaN if nothing was kept.
 */
export function modeHistogramKl({ kept, perMode }: ModeCounts, weights?: ArrayLike<number>): number {
  return kept === 0 ? NaN : histogramKl(perMode, weights);
}

/** What the KL of an honest sample of n scores on average, to first order in 1 / n. */
export const modeKlFloor = histogramKlFloor;
