import { rowCount, squaredDistance } from './points.ts';

/**
 * The bandwidth used for standardised data: half the root mean square distance of a point from the mean. It is fixed, not
 * fitted to the samples, so that two numbers measured at different times can be compared.
 */
export const mmdBandwidth = (dim: number): number => Math.sqrt(dim) / 2;

/**
 * Squared maximum mean discrepancy (Gretton et al. 2012, Lemma 6, the unbiased U-statistic) with the kernel
 * k(x, y) = exp(-|x - y|^2 / (2 bandwidth^2)). Zero on average where the laws agree, so single values may be negative.
 *
 * @param x [n, dim] flat, @param y [m, dim] flat; n and m may differ.
 * @returns NaN where either has fewer than two points or holds a NaN.
 */
export function mmd(x: ArrayLike<number>, y: ArrayLike<number>, dim: number, bandwidth = mmdBandwidth(dim)): number {
  const n = rowCount(x, dim);
  const m = rowCount(y, dim);
  if (n < 2 || m < 2) return NaN;
  const scale = -1 / (2 * bandwidth ** 2);
  const among = (a: ArrayLike<number>, count: number) => {
    let sum = 0;
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < i; j++) sum += Math.exp(scale * squaredDistance(a, i * dim, a, j * dim, dim));
    }
    return (2 * sum) / (count * (count - 1));
  };
  let between = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) between += Math.exp(scale * squaredDistance(x, i * dim, y, j * dim, dim));
  }
  return among(x, n) + among(y, m) - (2 * between) / (n * m);
}
