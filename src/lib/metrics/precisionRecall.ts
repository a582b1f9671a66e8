/**
 * Quality and variety apart, from nearest neighbours: precision and recall (Kynkaanniemi et al. 2019), density and
 * coverage (Naeem et al. 2020). A set's support is imitated by balls around its points that reach their k-th neighbour.
 */
import { rowCount, squaredDistance } from './points.ts';

export interface Prdc {
  /** Fraction of samples inside some real ball. No closed form for a perfect sampler: it depends on dimension and n. */
  precision: number;
  /** Fraction of real points inside some sample's ball. */
  recall: number;
  /** How many real balls hold a sample, over k. A perfect sampler scores 1 on average; more is possible. */
  density: number;
  /** Fraction of real balls that hold a sample. A perfect sampler scores `expectedCoverage`. */
  coverage: number;
}

/** Squared distance of each point to its k-th nearest other. @param x [n, dim] flat @returns [n] */
export function squaredRadii(x: ArrayLike<number>, dim: number, k: number): Float64Array {
  const n = rowCount(x, dim);
  if (n <= k) throw new RangeError(`A ${k}-th neighbour needs more than ${k} points; got ${n}.`);
  // nearest[i k ..] holds the k smallest squared distances of point i, ascending.
  const nearest = new Float64Array(n * k).fill(Infinity);
  const insert = (row: number, distance: number) => {
    let at = row * k + k - 1;
    if (!(distance < nearest[at]!)) return;
    for (; at > row * k && nearest[at - 1]! > distance; at--) nearest[at] = nearest[at - 1]!;
    nearest[at] = distance;
  };
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const distance = squaredDistance(x, i * dim, x, j * dim, dim);
      insert(i, distance);
      insert(j, distance);
    }
  }
  return Float64Array.from({ length: n }, (_, i) => nearest[i * k + k - 1]!);
}

/**
 * @param samples [m, dim] flat, @param real [n, dim] flat: more than k of each. On the edge of a ball counts as inside.
 * A sample that is not finite is in no ball.
 */
export function precisionRecall(samples: ArrayLike<number>, real: ArrayLike<number>, dim: number, k = 5): Prdc {
  const m = rowCount(samples, dim);
  const n = rowCount(real, dim);
  const sampleRadii = squaredRadii(samples, dim, k);
  const realRadii = squaredRadii(real, dim, k);
  const [precise, recalled, covered] = [new Uint8Array(m), new Uint8Array(n), new Uint8Array(n)];
  let inside = 0;
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < n; i++) {
      const distance = squaredDistance(samples, j * dim, real, i * dim, dim);
      if (distance <= realRadii[i]!) {
        precise[j] = covered[i] = 1;
        inside++;
      }
      if (distance <= sampleRadii[j]!) recalled[i] = 1;
    }
  }
  const share = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
  return { precision: share(precise), recall: share(recalled), density: inside / (k * m), coverage: share(covered) };
}

/**
 * E coverage of a perfect sampler (Naeem et al. 2020): a real ball stays empty if the k nearest of the other n - 1 real
 * points and m samples are all real, which has probability prod_{i=1..k} (n - i) / (m + n - i). Near 1 - 2^-k for n = m.
 */
export function expectedCoverage(n: number, m: number, k = 5): number {
  let empty = 1;
  for (let i = 1; i <= k; i++) empty *= (n - i) / (m + n - i);
  return 1 - empty;
}
