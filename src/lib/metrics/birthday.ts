/**
 * The birthday test of variety (Arora and Zhang 2018): s samples of a law on N equally likely values hold a repetition
 * with probability 1/2 when s is about 1.2 sqrt(N), so that repetitions among few samples betray a small support.
 */
import { supportForDuplicates } from '../theory/finiteSamples.ts';
import { rowCount, squaredDistance } from './points.ts';

export interface Birthday {
  /** Fraction of batches that hold two samples within the threshold. */
  share: number;
  /** The support that explains this share. Infinity where no batch has a repetition: there is no evidence of a limit. */
  support: number;
  batches: number;
}

/** Pairs of points no farther apart than the threshold. @param x [n, dim] flat */
export function nearDuplicates(x: ArrayLike<number>, dim: number, threshold: number): number {
  const n = rowCount(x, dim);
  let pairs = 0;
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (squaredDistance(x, i * dim, x, j * dim, dim) <= threshold * threshold) pairs++;
    }
  }
  return pairs;
}

/**
 * The share of disjoint batches that hold a repetition, and the support that it speaks for. A share of 1 says "at most
 * this": the estimate then uses half a batch short of all.
 *
 * @param samples [n, dim] flat, n >= batch; @param threshold the distance below which two samples are one: for images, far
 * below that of the nearest two real ones, and then look at the pairs.
 */
export function birthday(
  samples: Float32Array | Float64Array,
  dim: number,
  batch: number,
  threshold: number,
): Birthday {
  const batches = Math.floor(rowCount(samples, dim) / batch);
  if (batch < 2 || batches === 0) {
    throw new RangeError(`The birthday test needs a batch of two or more; got ${samples.length / dim} for ${batch}.`);
  }
  let hits = 0;
  for (let i = 0; i < batches; i++) {
    const part = samples.subarray(i * batch * dim, (i + 1) * batch * dim);
    if (nearDuplicates(part, dim, threshold) > 0) hits++;
  }
  const share = hits / batches;
  const support = hits === 0 ? Infinity : supportForDuplicates(batch, Math.min(share, 1 - 0.5 / batches));
  return { share, support, batches };
}

/**
 * The same from all pairs at once: the chance that two samples agree is sum p_i^2, so its inverse, n (n - 1) / 2 over the
 * number of near-duplicates, is the number of equally likely values that would repeat as often.
 */
export function effectiveSupport(samples: ArrayLike<number>, dim: number, threshold: number): number {
  const n = rowCount(samples, dim);
  return (n * (n - 1)) / 2 / nearDuplicates(samples, dim, threshold);
}
