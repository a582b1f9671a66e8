/** Kernel distance of features: the KID (Binkowski, Sutherland, Arbel, Gretton 2018). */
import { unbiasedMmd, type Kernel } from './mmd.ts';
import { rowCount } from './points.ts';

/** k(x, y) = (x . y / dim + 1)^3: blind to nothing but what differs beyond the third moments. */
const cubic =
  (dim: number): Kernel =>
  (a, i, b, j) => {
    let dot = 0;
    for (let k = 0; k < dim; k++) dot += a[i + k]! * b[j + k]!;
    return (dot / dim + 1) ** 3;
  };

/**
 * Squared MMD with the cubic kernel, unbiased whatever n is: zero on average where the laws agree, so single values may
 * be negative. A perfect sampler scores 0.
 *
 * @param x [n, dim] flat, @param y [m, dim] flat
 * @returns NaN where either has fewer than two points or holds a NaN.
 */
export const kid = (x: ArrayLike<number>, y: ArrayLike<number>, dim: number): number =>
  unbiasedMmd(x, y, dim, cubic(dim));

export interface BlockEstimate {
  mean: number;
  /** Of the mean, from the spread among blocks. */
  standardError: number;
  blocks: number;
}

/**
 * KID on disjoint blocks of `size` points of each set: the mean is as unbiased as on all of them, n / size times as
 * cheap, and the blocks are independent, so that their spread gives an honest standard error.
 *
 * @param x [n, dim] flat, rows in random order, @param y [m, dim] flat
 * @throws RangeError unless there are two whole blocks of two points or more.
 */
export function kidBlocks(x: Float32Array | Float64Array, y: typeof x, dim: number, size: number): BlockEstimate {
  const n = Math.min(rowCount(x, dim), rowCount(y, dim));
  const blocks = Math.floor(n / size);
  if (!(size >= 2) || blocks < 2) {
    throw new RangeError(
      `A standard error needs two blocks of two points or more; got ${n} points and blocks of ${size}.`,
    );
  }
  const values = Array.from({ length: blocks }, (_, i) => {
    const [from, to] = [i * size * dim, (i + 1) * size * dim];
    return kid(x.subarray(from, to), y.subarray(from, to), dim);
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / blocks;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (blocks - 1);
  return { mean, standardError: Math.sqrt(variance / blocks), blocks };
}
