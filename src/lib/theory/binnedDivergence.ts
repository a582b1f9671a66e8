/** What becomes of a divergence between two samples when they are sorted into bins first: it depends on the bins. */
import { js } from './divergences.ts';

/** Shares of the points in equal bins over [from, to]; what lies outside counts to the outermost bins. */
function shares(points: ArrayLike<number>, from: number, to: number, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (let i = 0; i < points.length; i++) {
    const bin = Math.floor((bins * (points[i]! - from)) / (to - from));
    counts[Math.min(bins - 1, Math.max(0, bin))]! += 1 / points.length;
  }
  return counts;
}

/** JS between the histograms of two samples, in [0, log 2]: towards 0 in one bin, towards log 2 in ever finer ones. */
export const binnedJs = (
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { from, to, bins }: { from: number; to: number; bins: number },
): number => js(shares(x, from, to, bins), shares(y, from, to, bins));
