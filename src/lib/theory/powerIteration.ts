/**
 * Power iteration in float64 (Miyato et al. 2018, Algorithm 1), to watch it: `gan/spectralNorm.ts` is the one that trains.
 * A matrix is flat, row by row, [rows, columns].
 */
import { symmetricEigen } from './linearAlgebra.ts';

export interface Matrix {
  rows: number;
  columns: number;
  values: ArrayLike<number>;
}

function unit(x: Float64Array): Float64Array {
  const length = Math.hypot(...x);
  return x.map((v) => v / length);
}

/** v = W u / |W u|, u = W^T v / |W^T v|, and sigma = v^T W u = |W^T v|, never more than the largest singular value. */
export function powerRound({ rows, columns, values }: Matrix, u: Float64Array): { u: Float64Array; sigma: number } {
  const v = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) v[i]! += values[i * columns + j]! * u[j]!;
  const along = unit(v);
  const back = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) back[j]! += values[i * columns + j]! * along[i]!;
  return { u: unit(back), sigma: Math.hypot(...back) };
}

/** The singular values, falling, from the eigenvalues of W^T W. */
export function singularValues({ rows, columns, values }: Matrix): Float64Array {
  const gram = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++)
      for (let k = 0; k < rows; k++) gram[i * columns + j]! += values[k * columns + i]! * values[k * columns + j]!;
  return symmetricEigen(gram)
    .values.map((v) => Math.sqrt(Math.max(0, v)))
    .reverse();
}

/** sqrt(n + k + 1) / (sqrt n + sqrt k): what one round from a random start finds of the norm of a large [n, k] matrix of normals. */
export const coldRatio = (rows: number, columns: number): number =>
  Math.sqrt(rows + columns + 1) / (Math.sqrt(rows) + Math.sqrt(columns));
