/**
 * The linear VAE (Lucas, Tucker, Grosse, Norouzi 2019): decoder N(W z, s2 I), encoder N(V x, diag(D)). Its bound is a function of the
 * data's covariance alone, exactly; at its maximum the decoder is that of probabilistic PCA. Data of mean zero.
 */
import { order } from './linearAlgebra.ts';

export interface LinearVae {
  /** Decoder, [d][k]. */
  W: number[][];
  /** Encoder, [k][d]. */
  V: number[][];
  /** Logarithms of the encoder's variances, [k]. */
  logD: number[];
  /** Logarithm of the decoder's variance. */
  logVariance: number;
}

/** Numbers in one list, for an optimiser: W row by row, V row by row, log D, log s2. */
export const packLinearVae = ({ W, V, logD, logVariance }: LinearVae): Float64Array =>
  Float64Array.from([...W.flat(), ...V.flat(), ...logD, logVariance]);

export function unpackLinearVae(x: Float64Array, d: number, k: number): LinearVae {
  const rows = (from: number, count: number, width: number) =>
    Array.from({ length: count }, (_, i) => Array.from(x.subarray(from + i * width, from + (i + 1) * width)));
  return {
    W: rows(0, d, k),
    V: rows(d * k, k, d),
    logD: Array.from(x.subarray(2 * d * k, 2 * d * k + k)),
    logVariance: x[2 * d * k + k]!,
  };
}

/**
 * The mean bound per point, nats, and its gradient in the order of `packLinearVae`:
 *
 *   -1/2 [d log(2 pi s2) + (tr((I - W V) S (I - W V)^T) + tr(W D W^T)) / s2] - 1/2 [tr D + tr(V S V^T) - k - log det D]
 *
 * @param S covariance of the data, [d, d] flat
 */
export function linearVaeBound(
  x: Float64Array,
  S: ArrayLike<number>,
  k: number,
): { value: number; gradient: Float64Array } {
  const d = order(S);
  const { W, V, logD, logVariance } = unpackLinearVae(x, d, k);
  const D = logD.map(Math.exp);
  const s2 = Math.exp(logVariance);
  const range = (n: number) => Array.from({ length: n }, (_, i) => i);
  // R = I - W V [d][d], RS = R S
  const R = range(d).map((i) =>
    range(d).map((j) => Number(i === j) - range(k).reduce((sum, a) => sum + W[i]![a]! * V[a]![j]!, 0)),
  );
  const RS = R.map((row) => range(d).map((j) => row.reduce((sum, v, m) => sum + v * S[m * d + j]!, 0)));
  const VS = V.map((row) => range(d).map((j) => row.reduce((sum, v, m) => sum + v * S[m * d + j]!, 0)));
  const residual = R.reduce((sum, row, i) => sum + row.reduce((part, v, j) => part + v * RS[i]![j]!, 0), 0);
  const spread = W.reduce((sum, row) => sum + row.reduce((part, w, a) => part + w * w * D[a]!, 0), 0);
  const encoded = V.reduce((sum, row, a) => sum + row.reduce((part, v, j) => part + v * VS[a]![j]!, 0), 0);
  const value =
    -0.5 * (d * (Math.log(2 * Math.PI) + logVariance) + (residual + spread) / s2) -
    0.5 * (D.reduce((sum, v) => sum + v, 0) + encoded - k - logD.reduce((sum, v) => sum + v, 0));
  const gradient: LinearVae = {
    W: range(d).map((i) =>
      range(k).map((a) => (range(d).reduce((sum, j) => sum + RS[i]![j]! * V[a]![j]!, 0) - W[i]![a]! * D[a]!) / s2),
    ),
    V: range(k).map((a) =>
      range(d).map((j) => range(d).reduce((sum, i) => sum + W[i]![a]! * RS[i]![j]!, 0) / s2 - VS[a]![j]!),
    ),
    logD: range(k).map((a) => -0.5 * D[a]! * (W.reduce((sum, row) => sum + row[a]! ** 2, 0) / s2 + 1) + 0.5),
    logVariance: -0.5 * d + (residual + spread) / (2 * s2),
  };
  return { value, gradient: packLinearVae(gradient) };
}

/** The largest angle between the column space of W and that of U, radians. Both [d][k]. */
export function largestAngle(W: number[][], U: number[][]): number {
  const a = orthonormal(W);
  const b = orthonormal(U);
  // What the columns of a have outside the space of b: its largest length is the sine of the angle (k = 1), or bounds it.
  let sine2 = 0;
  for (const column of a) {
    const rest = column.slice();
    for (const other of b) {
      const along = column.reduce((sum, v, i) => sum + v * other[i]!, 0);
      other.forEach((v, i) => (rest[i]! -= along * v));
    }
    sine2 += rest.reduce((sum, v) => sum + v * v, 0);
  }
  return Math.asin(Math.min(1, Math.sqrt(sine2)));
}

/** Columns made orthonormal (Gram and Schmidt). [k][d] */
function orthonormal(W: number[][]): number[][] {
  const columns: number[][] = [];
  for (let a = 0; a < W[0]!.length; a++) {
    const column = W.map((row) => row[a]!);
    for (const other of columns) {
      const along = column.reduce((sum, v, i) => sum + v * other[i]!, 0);
      other.forEach((v, i) => (column[i]! -= along * v));
    }
    const length = Math.hypot(...column);
    columns.push(column.map((v) => v / length));
  }
  return columns;
}
