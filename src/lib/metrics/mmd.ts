import { rowCount, squaredDistance } from './points.ts';

/**
 * The bandwidth used for standardised data: half the root mean square distance of a point from the mean. It is fixed, not
 * fitted to the samples, so that two numbers measured at different times can be compared.
 */
export const mmdBandwidth = (dim: number): number => Math.sqrt(dim) / 2;

/** k of the point that begins at index i of a and the point that begins at index j of b. Symmetric. */
export type Kernel = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number) => number;

/**
 * Squared maximum mean discrepancy (Gretton et al. 2012, Lemma 6, the unbiased U-statistic): no point is paired with
 * itself. Zero on average where the laws agree, so single values may be negative.
 *
 * @param x [n, dim] flat, @param y [m, dim] flat; n and m may differ.
 * @returns NaN where either has fewer than two points or holds a NaN.
 */
export function unbiasedMmd(x: ArrayLike<number>, y: ArrayLike<number>, dim: number, kernel: Kernel): number {
  const n = rowCount(x, dim);
  const m = rowCount(y, dim);
  if (n < 2 || m < 2) return NaN;
  const among = (a: ArrayLike<number>, count: number) => {
    let sum = 0;
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < i; j++) sum += kernel(a, i * dim, a, j * dim);
    }
    return (2 * sum) / (count * (count - 1));
  };
  let between = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) between += kernel(x, i * dim, y, j * dim);
  }
  return among(x, n) + among(y, m) - (2 * between) / (n * m);
}

/** The unbiased squared MMD with the kernel k(x, y) = exp(-|x - y|^2 / (2 bandwidth^2)). */
export function mmd(x: ArrayLike<number>, y: ArrayLike<number>, dim: number, bandwidth = mmdBandwidth(dim)): number {
  const scale = -1 / (2 * bandwidth ** 2);
  return unbiasedMmd(x, y, dim, (a, i, b, j) => Math.exp(scale * squaredDistance(a, i, b, j, dim)));
}
