/** The exact side of the figure: two densities, the best discriminator between them, its value, and the pulls it causes. */
import { pair, pairExtent } from '../../../lib/experiments/pair.ts';
import { jensenShannon, optimalValue } from '../../../lib/theory/discriminator.ts';
import { sigmoid, softplus } from '../../../lib/theory/logSumExp.ts';
import { density, logDensity, score, type GaussianMixture } from '../../../lib/theory/mixture.ts';

/** Where everything is evaluated: the picture's own line, finely enough for the trapezoidal rule. */
export const cells = 400;
export const line = Float32Array.from({ length: cells + 1 }, (_, i) => -pairExtent + (2 * pairExtent * i) / cells);
const spacing = (2 * pairExtent) / cells;

/** Size of the pull on a sample of q, on average, under each of the two losses. */
export interface Pulls {
  saturating: number;
  nonSaturating: number;
}

export interface Game {
  separation: number;
  p: Float64Array;
  q: Float64Array;
  /** D* on the line. */
  best: Float64Array;
  /** V(D*, G) = -log 4 + 2 JS. */
  ceiling: number;
  /** What the two losses would do to q's samples if D were D*. */
  pulls: Pulls;
}

/** What is known of a trained D: its logit, and minus the gradient of each of G's losses, at every point of `line`. */
export interface Belief {
  logit: Float32Array;
  saturating: Float32Array;
  nonSaturating: Float32Array;
}

/** Mean over a law given by its density on `line`. */
export function mean(density: ArrayLike<number>, values: (i: number) => number): number {
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < line.length; i++) {
    const weight = density[i]!;
    if (weight < 1e-300) continue;
    sum += weight * values(i);
    mass += weight;
  }
  return sum / mass;
}

const onLine = (f: (x: number[]) => number) => Float64Array.from(line, (x) => f([x]));

export function exactPulls(p: GaussianMixture, q: GaussianMixture): Pulls {
  const weights = onLine((x) => density(q, x));
  const logits = onLine((x) => logDensity(p, x) - logDensity(q, x));
  const slopes = onLine((x) => Math.abs(score(p, x)[0]! - score(q, x)[0]!));
  return {
    saturating: mean(weights, (i) => sigmoid(logits[i]!) * slopes[i]!),
    nonSaturating: mean(weights, (i) => sigmoid(-logits[i]!) * slopes[i]!),
  };
}

export function exactGame(separation: number): Game {
  const { p, q } = pair(separation);
  const interval = { from: -pairExtent - 2, to: pairExtent + 2, cells: 1000 };
  return {
    separation,
    p: onLine((x) => density(p, x)),
    q: onLine((x) => density(q, x)),
    best: onLine((x) => sigmoid(logDensity(p, x) - logDensity(q, x))),
    ceiling: optimalValue(jensenShannon(p, q, interval)),
    pulls: exactPulls(p, q),
  };
}

export interface Reading {
  /** V(D, G) of the trained D, by quadrature: never above the ceiling. */
  value: number;
  /** Mean of |D - D*| under (p + q) / 2. */
  error: number;
  pulls: Pulls;
}

/** What the trained D is worth against these two densities. */
export function readBelief({ logit, saturating, nonSaturating }: Belief, { p, q, best }: Game): Reading {
  const size = (vector: Float32Array) => mean(q, (i) => Math.abs(vector[i]!));
  return {
    value: mean(p, (i) => -softplus(-logit[i]!)) + mean(q, (i) => -softplus(logit[i]!)),
    error: mean(
      p.map((v, i) => (v + q[i]!) / 2),
      (i) => Math.abs(sigmoid(logit[i]!) - best[i]!),
    ),
    pulls: { saturating: size(saturating), nonSaturating: size(nonSaturating) },
  };
}

/** The points that cut q into equal shares: samples of it without chance. Their places on `line`. */
export function shares(q: Float64Array, count: number): number[] {
  const total = q.reduce((sum, v) => sum + v, 0);
  const places: number[] = [];
  let below = 0;
  for (let i = 0; i < q.length && places.length < count; i++) {
    below += q[i]! / total;
    while (places.length < count && below > (places.length + 0.5) / count) places.push(i);
  }
  return places;
}

/** Mass of a density on `line`: a check that the picture holds all of it. */
export const massOf = (density: Float64Array): number => density.reduce((sum, v) => sum + v * spacing, 0);
