/**
 * How long Langevin dynamics takes from one mode to the other. On the line dX = 1/2 (log p)' dt + dW, started at `from`, first
 * reaches `to` > `from` after a mean time
 *
 *     E tau = 2 integral_from^to F(y) / p(y) dy,      F(y) = integral_{-inf}^y p,
 *
 * the solution of 1/2 u'' + 1/2 (log p)' u' = -1, u(to) = 0, p u' -> 0 at -inf. A step of the algorithm with size delta takes
 * delta of this time. Where p is small between the two the time is huge: it grows like 1 / min p.
 */
import { logSumExp } from './logSumExp.ts';
import { logDensity, type GaussianMixture } from './mixture.ts';

/** Deviations below the lowest mode where F starts, and cells over the whole way. */
const tail = 9;
const cells = 6000;

/**
 * Mean time from `from` to `to`, by Simpson's rule in float64.
 * @throws RangeError unless the mixture is one-dimensional and from < to
 */
export function crossingTime(mixture: GaussianMixture, from: number, to: number): number {
  if (mixture.dim !== 1)
    throw new RangeError(`Crossing times are for mixtures on the line; got dimension ${mixture.dim}.`);
  if (!(from < to)) throw new RangeError(`A crossing goes up: from < to; got from ${from} to ${to}.`);
  const lowest = Math.min(from, ...mixture.means.map(([m], k) => m! - tail * mixture.stds[k]!));
  const p = (x: number) => logDensity(mixture, [x]);
  let [F, before] = [Math.exp(simpson(p, lowest, from)), 0];
  const h = (to - from) / cells;
  let time = 0;
  before = F / Math.exp(p(from));
  for (let i = 0; i < cells; i++) {
    const a = from + i * h;
    const half = F + Math.exp(simpson(p, a, a + h / 2, 2));
    F = half + Math.exp(simpson(p, a + h / 2, a + h, 2));
    const [middle, after] = [half / Math.exp(p(a + h / 2)), F / Math.exp(p(a + h))];
    time += (h / 6) * (before + 4 * middle + after);
    before = after;
  }
  return 2 * time;
}

/** The logarithm of the integral of exp(f) over [a, b], by Simpson's rule with n (even) cells. Minus infinity where a = b. */
function simpson(f: (x: number) => number, a: number, b: number, n = cells): number {
  const h = (b - a) / n;
  const terms = Float64Array.from({ length: n + 1 }, (_, i) => {
    const weight = i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2;
    return Math.log((weight * h) / 3) + f(a + i * h);
  });
  return logSumExp(terms);
}
