/** Distances between two laws, of two kinds: on finitely many points, and on the line by quadrature. Natural logarithms. */
import { integrate, logDensityOf, type Interval, type Law } from './discriminator.ts';

/** KL(p || q) of two lists of probabilities; infinite where p has what q lacks. */
export function kl(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum += p[i]! * Math.log(p[i]! / q[i]!);
  return sum;
}

/** JS(p || q) in [0, log 2]: the mean KL from the mixture m of both. */
export function js(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const m = Array.from(p, (value, i) => (value + q[i]!) / 2);
  return (kl(p, m) + kl(q, m)) / 2;
}

/** TV(p, q) = 1/2 sum |p - q|, in [0, 1]: the best chance to tell them apart is (1 + TV) / 2. */
export const tv = (p: ArrayLike<number>, q: ArrayLike<number>): number =>
  Array.from(p, (value, i) => Math.abs(value - q[i]!)).reduce((sum, v) => sum + v, 0) / 2;

/** The integral of g(log p, log q) over the interval. */
function overBoth(p: Law, q: Law, interval: Interval, g: (logP: number, logQ: number) => number): number {
  const [logP, logQ] = [logDensityOf(p), logDensityOf(q)];
  return integrate((x) => g(logP([x]), logQ([x])), interval);
}

/** KL(p || q) on the line. Infinite where p has what q lacks. */
export const klOnLine = (p: Law, q: Law, interval: Interval): number =>
  overBoth(p, q, interval, (a, b) => (a === -Infinity ? 0 : Math.exp(a) * (a - b)));

/** TV(p, q) = 1/2 integral of |p - q|, on the line. */
export const tvOnLine = (p: Law, q: Law, interval: Interval): number =>
  overBoth(p, q, interval, (a, b) => Math.abs(Math.exp(a) - Math.exp(b)) / 2);

/** The integral of (p - q)^2 / (p + q), in [0, 2]: what least squares minimises. */
export const triangular = (p: Law, q: Law, interval: Interval): number =>
  overBoth(p, q, interval, (a, b) => {
    const [x, y] = [Math.exp(a), Math.exp(b)];
    return x + y === 0 ? 0 : (x - y) ** 2 / (x + y);
  });

/** Differential entropy -integral of p log p, on the line. */
export const entropyOnLine = (p: Law, interval: Interval): number =>
  overBoth(p, p, interval, (a) => (a === -Infinity ? 0 : -Math.exp(a) * a));

/** W_1(p, q) on the line: the integral of |F_p - F_q|, F the distribution functions. */
export function w1OnLine(p: Law, q: Law, interval: Interval): number {
  const [logP, logQ] = [logDensityOf(p), logDensityOf(q)];
  const width = (interval.to - interval.from) / interval.cells;
  let difference = 0; // of the distribution functions at the left edge of the cell
  return integrate((x) => {
    const cell = width * (Math.exp(logP([x])) - Math.exp(logQ([x])));
    difference += cell;
    return Math.abs(difference - cell / 2);
  }, interval);
}

/**
 * W_2(p, q)^2 on the line, where the best plan keeps the order: cells of p and q hand over their mass from the left. The mass
 * of a cell lies in its middle, which costs of the order of its width squared.
 */
export function squaredW2OnLine(p: Law, q: Law, interval: Interval): number {
  const { from, to, cells } = interval;
  const width = (to - from) / cells;
  const masses = [p, q].map((law) => {
    const log = logDensityOf(law);
    return Float64Array.from({ length: cells }, (_, i) => width * Math.exp(log([from + (i + 0.5) * width])));
  }) as [Float64Array, Float64Array];
  let cost = 0;
  let [i, j, a, b] = [0, 0, masses[0][0]!, masses[1][0]!];
  while (i < cells && j < cells) {
    const moved = Math.min(a, b);
    cost += moved * ((i - j) * width) ** 2;
    a -= moved;
    b -= moved;
    if (a <= 0) a = masses[0][++i]!;
    if (b <= 0) b = masses[1][++j]!;
  }
  return cost;
}
