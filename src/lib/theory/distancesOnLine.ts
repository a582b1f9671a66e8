/** Six distances between two laws on the line at once, each with its integrand: where on the line it comes from. */
import { softplus } from './logSumExp.ts';

export const distanceNames = ['kl', 'reverseKl', 'js', 'tv', 'w1', 'w2'] as const;
export type DistanceName = (typeof distanceNames)[number];

export interface DistancesOnLine {
  /** KL(p || q), KL(q || p), JS, TV, W_1 and W_2 (not squared). Nats, or units of the line. */
  values: Record<DistanceName, number>;
  /**
   * What is integrated over the line: p log(p/q), q log(q/p), half of p log(p/m) + q log(q/m), |p - q|/2, |F_p - F_q|,
   * and for W_2, whose square this gives, (y - x)^2 p(x), y the place that the mass at x goes to.
   */
  integrands: Record<DistanceName, Float64Array>;
}

/** a log(a / b) of densities given by their logarithms: 0 where a vanishes, infinite where only b does. */
const surprise = (logA: number, logB: number): number => (logA === -Infinity ? 0 : Math.exp(logA) * (logA - logB));

/** a log(a / m), m = (a + b) / 2. */
const surpriseToMean = (logA: number, logB: number): number =>
  logA === -Infinity ? 0 : Math.exp(logA) * (Math.LN2 - softplus(logB - logA));

/**
 * The midpoint rule on equal cells, as in `integrate`.
 * @param logP log p in the middle of each cell, -Infinity where p vanishes
 * @param width of a cell; the cells must hold nearly all the mass of both laws
 */
export function distancesOnLine(logP: Float64Array, logQ: Float64Array, width: number): DistancesOnLine {
  const cells = logP.length;
  const of = (f: (a: number, b: number) => number) => logP.map((a, i) => f(a, logQ[i]!));
  let difference = 0; // of the distribution functions at the left edge of the cell
  const integrands = {
    kl: of(surprise),
    reverseKl: of((a, b) => surprise(b, a)),
    js: of((a, b) => (surpriseToMean(a, b) + surpriseToMean(b, a)) / 2),
    tv: of((a, b) => Math.abs(Math.exp(a) - Math.exp(b)) / 2),
    w1: of((a, b) => {
      const gain = width * (Math.exp(a) - Math.exp(b));
      difference += gain;
      return Math.abs(difference - gain / 2);
    }),
    w2: new Float64Array(cells),
  };
  // Cells of p hand their mass to cells of q, both from the left.
  let [i, j, a, b] = [0, 0, Math.exp(logP[0]!), Math.exp(logQ[0]!)];
  while (i < cells && j < cells) {
    const moved = Math.min(a, b);
    integrands.w2[i]! += moved * ((i - j) * width) ** 2;
    a -= moved;
    b -= moved;
    if (a <= 0) a = Math.exp(logP[++i]!);
    if (b <= 0) b = Math.exp(logQ[++j]!);
  }
  const total = (name: DistanceName) => width * integrands[name].reduce((sum, v) => sum + v, 0);
  const values = Object.fromEntries(distanceNames.map((name) => [name, Math.max(0, total(name))]));
  const js = Math.min(Math.LN2, values['js']!); // beyond it lies rounding
  return { values: { ...(values as DistancesOnLine['values']), js, w2: Math.sqrt(values['w2']!) }, integrands };
}
