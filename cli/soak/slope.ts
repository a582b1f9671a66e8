/** Least squares: how fast y grows with x. */
import { mean } from '../../src/lib/theory/mean.ts';

export function slope(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0);
  return covariance / x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
}
