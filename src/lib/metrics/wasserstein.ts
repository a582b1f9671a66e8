/** Wasserstein distances on the line, where the best way to move mass is to keep its order. */
import { allFinite } from './points.ts';

/**
 * W_p between two samples on the line, exact: the p-th root of the integral over u of |F^-1(u) - G^-1(u)|^p (Villani
 * 2009; Peyre and Cuturi 2019, section 2.6). In the units of the data. The numbers may differ.
 *
 * @returns NaN where either is empty or holds a value that is not finite.
 */
export function wasserstein(x: ArrayLike<number>, y: ArrayLike<number>, p: 1 | 2): number {
  if (x.length === 0 || y.length === 0 || !allFinite(x) || !allFinite(y)) return NaN;
  const cost = sortedCost(Float64Array.from(x).sort(), Float64Array.from(y).sort(), p);
  return p === 1 ? cost : Math.sqrt(cost);
}

/** W_2^2 between two empirical laws on the line. Arguments sorted. */
export const squaredWasserstein = (x: ArrayLike<number>, y: ArrayLike<number>): number => sortedCost(x, y, 2);

/** W_p^p. Arguments sorted, not empty. */
function sortedCost(x: ArrayLike<number>, y: ArrayLike<number>, p: 1 | 2): number {
  const n = x.length;
  const m = y.length;
  let sum = 0;
  // Positions count in units of 1 / (n m), so that they stay whole numbers: x[i] ends at (i + 1) m, y[j] at (j + 1) n.
  for (let i = 0, j = 0, from = 0; i < n && j < m;) {
    const to = Math.min((i + 1) * m, (j + 1) * n);
    const distance = Math.abs(x[i]! - y[j]!);
    sum += (to - from) * (p === 1 ? distance : distance * distance);
    from = to;
    if (to === (i + 1) * m) i++;
    if (to === (j + 1) * n) j++;
  }
  return sum / (n * m);
}

/** A quantile function: F^-1(u) for u in (0, 1). */
export type Quantile = (u: number) => number;

/** W_p between two laws given by their quantiles, by the midpoint rule on `cells` cells. */
export function quantileWasserstein(f: Quantile, g: Quantile, p: 1 | 2, cells = 4096): number {
  let sum = 0;
  for (let i = 0; i < cells; i++) {
    const u = (i + 0.5) / cells;
    sum += Math.abs(f(u) - g(u)) ** p;
  }
  return (sum / cells) ** (1 / p);
}

/**
 * What W_1 between n and m independent samples of one law is on average, to first order: the empirical distribution
 * functions differ at x by a Gaussian of variance F (1 - F) (1 / n + 1 / m), and W_1 is the integral of the absolute
 * difference, so that the mean is sqrt(2 / pi (1 / n + 1 / m)) times the integral of sqrt(F (1 - F)) dx.
 *
 * @param m Infinity for the distance to the law itself.
 */
export function wassersteinFloor(quantile: Quantile, n: number, m: number, cells = 4096): number {
  let integral = 0;
  for (let i = 1; i < cells; i++) {
    // dx between the midpoints of neighbouring cells, so that no quantile of 0 or 1 is asked for.
    const u = i / cells;
    integral += Math.sqrt(u * (1 - u)) * (quantile(u + 0.5 / cells) - quantile(u - 0.5 / cells));
  }
  return Math.sqrt((2 / Math.PI) * (1 / n + 1 / m)) * integral;
}
