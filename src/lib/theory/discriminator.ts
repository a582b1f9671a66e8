/**
 * What the best discriminator does (Goodfellow et al. 2014, Proposition 1 and Theorem 1): D* = p / (p + q), and
 * V(D*, G) = -log 4 + 2 JS(p || q). Laws are given by their log densities, so that D* is right far out in the tails.
 */
import type { Rng } from '../random.ts';
import type { Estimate } from './lossFloor.ts';
import { sigmoid, softplus } from './logSumExp.ts';
import { logDensity, sampleMixture, type GaussianMixture } from './mixture.ts';

/** log p(x), natural; -Infinity where p vanishes. */
export type LogDensity = (x: ArrayLike<number>) => number;

/** A law: a mixture, or any log density. */
export type Law = GaussianMixture | LogDensity;

export const logDensityOf = (law: Law): LogDensity => (typeof law === 'function' ? law : (x) => logDensity(law, x));

/**
 * D*(x) = pi p / (pi p + (1 - pi) q), where pi is the fraction of real points that D is shown (1/2: Goodfellow's game).
 * Where both densities vanish every value is optimal, and pi is returned.
 */
export function optimalDiscriminator(p: Law, q: Law, realFraction = 0.5): (x: ArrayLike<number>) => number {
  const logit = optimalLogit(p, q, realFraction);
  return (x) => sigmoid(logit(x));
}

/** log(D* / (1 - D*)) = log p - log q + log(pi / (1 - pi)): what a network without its last sigmoid should output. */
export function optimalLogit(p: Law, q: Law, realFraction = 0.5): (x: ArrayLike<number>) => number {
  const logP = logDensityOf(p);
  const logQ = logDensityOf(q);
  const prior = Math.log(realFraction / (1 - realFraction));
  return (x) => {
    const a = logP(x);
    const b = logQ(x);
    return a === -Infinity && b === -Infinity ? prior : a - b + prior;
  };
}

/** An interval of the line and how finely to cut it. */
export interface Interval {
  from: number;
  to: number;
  /** Equal cells; the midpoint of each is used. */
  cells: number;
}

/**
 * The integral of f over the interval by the midpoint rule: it converges exponentially for smooth f that vanish at both
 * ends, and is exact for functions that are constant on each cell.
 */
export function integrate(f: (x: number) => number, { from, to, cells }: Interval): number {
  const width = (to - from) / cells;
  let sum = 0;
  for (let i = 0; i < cells; i++) sum += f(from + (i + 0.5) * width);
  return sum * width;
}

/** An interval that holds both mixtures to 12 deviations, cut to an eighth of the narrowest one. One dimension only. */
export function intervalFor(...mixtures: GaussianMixture[]): Interval {
  const means = mixtures.flatMap((mixture) => mixture.means.map((mean) => mean[0]!));
  const stds = mixtures.flatMap((mixture) => mixture.stds);
  const margin = 12 * Math.max(...stds);
  const from = Math.min(...means) - margin;
  const to = Math.max(...means) + margin;
  return { from, to, cells: Math.ceil((8 * (to - from)) / Math.min(...stds)) };
}

/** log(2 p / (p + q)) from logs; p > 0. Between -infinity and log 2. */
const logRatioToMean = (logP: number, logQ: number): number => Math.LN2 - softplus(logQ - logP);

/** JS(p || q) in nats, in [0, log 2], on the line, by quadrature. */
export function jensenShannon(p: Law, q: Law, interval: Interval): number {
  const logP = logDensityOf(p);
  const logQ = logDensityOf(q);
  const divergence = integrate((value) => {
    const a = logP([value]);
    const b = logQ([value]);
    const fromP = a === -Infinity ? 0 : Math.exp(a) * logRatioToMean(a, b);
    const fromQ = b === -Infinity ? 0 : Math.exp(b) * logRatioToMean(b, a);
    return (fromP + fromQ) / 2;
  }, interval);
  return Math.min(Math.LN2, Math.max(0, divergence)); // rounding only
}

/** JS(p || q) in nats, in any dimension, from n draws of each. */
export function jensenShannonBySampling(p: GaussianMixture, q: GaussianMixture, n: number, rng: Rng): Estimate {
  const fromP = averageOver(p, n, rng, (x) => logRatioToMean(logDensity(p, x), logDensity(q, x)));
  const fromQ = averageOver(q, n, rng, (x) => logRatioToMean(logDensity(q, x), logDensity(p, x)));
  return {
    value: (fromP.value + fromQ.value) / 2,
    standardError: Math.hypot(fromP.standardError, fromQ.standardError) / 2,
  };
}

/** V* = max_D V(D, G) = -log 4 + 2 JS. Between -log 4 (q = p) and 0 (nothing in common). */
export const optimalValue = (jensenShannonDivergence: number): number => -Math.log(4) + 2 * jensenShannonDivergence;

/** V(D, G) = E_p log D + E_q log(1 - D) for any D, on the line, by quadrature. */
export function value(discriminator: (x: ArrayLike<number>) => number, p: Law, q: Law, interval: Interval): number {
  const logP = logDensityOf(p);
  const logQ = logDensityOf(q);
  const weighted = (weight: number, log: number) => (weight === 0 ? 0 : weight * log);
  return integrate((point) => {
    const x = [point];
    const d = discriminator(x);
    return weighted(Math.exp(logP(x)), Math.log(d)) + weighted(Math.exp(logQ(x)), Math.log1p(-d));
  }, interval);
}

function averageOver(mixture: GaussianMixture, n: number, rng: Rng, f: LogDensity): Estimate {
  const points = sampleMixture(mixture, n, rng);
  const { dim } = mixture;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < n; row++) {
    const y = f(points.subarray(row * dim, (row + 1) * dim));
    sum += y;
    squares += y * y;
  }
  return { value: sum / n, standardError: Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2) / (n - 1)) };
}
