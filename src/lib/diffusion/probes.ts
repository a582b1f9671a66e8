/** The random vectors of Hutchinson's estimate of a trace, v^T M v, and how far it strays. */
import type { Rng } from '../random.ts';

export const probeKinds = ['signs', 'normals'] as const;
/** Entries +1 or -1 with equal chances, or standard normal. */
export type ProbeKind = (typeof probeKinds)[number];

export function drawProbe(kind: ProbeKind, dim: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: dim }, () => (kind === 'normals' ? rng.normal() : rng.uniform() < 0.5 ? -1 : 1));
}

/**
 * The variance of v^T M v for one probe. With S the symmetric part of M it is 2 sum_ij S_ij^2 for normals; signs leave the diagonal
 * out, whose entries they do not make random.
 * @param matrix [dim, dim], row by row
 */
export function probeVariance(matrix: ArrayLike<number>, kind: ProbeKind): number {
  const dim = Math.round(Math.sqrt(matrix.length));
  let sum = 0;
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      const S = (matrix[i * dim + j]! + matrix[j * dim + i]!) / 2;
      if (i !== j || kind === 'normals') sum += S * S;
    }
  }
  return 2 * sum;
}
