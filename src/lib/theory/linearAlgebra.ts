/** Symmetric matrices in float64: flat, row by row, [n, n]. For dimensions up to a few hundred. */

/** Number of rows of a flat square matrix. @throws RangeError where its length is no square. */
export function order(matrix: ArrayLike<number>): number {
  const n = Math.round(Math.sqrt(matrix.length));
  if (n * n !== matrix.length) {
    throw new RangeError(`A square matrix has n^2 numbers; got ${matrix.length}, which is no square.`);
  }
  return n;
}

/** A B, both [n, n]. */
export function multiply(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const n = order(a);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      for (let j = 0; j < n; j++) out[i * n + j]! += factor * b[k * n + j]!;
    }
  }
  return out;
}

export function transpose(a: ArrayLike<number>): Float64Array {
  const n = order(a);
  return Float64Array.from({ length: n * n }, (_, at) => a[(at % n) * n + Math.floor(at / n)]!);
}

export function trace(a: ArrayLike<number>): number {
  const n = order(a);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * n + i]!;
  return sum;
}

export interface Eigen {
  /** Ascending. [n] */
  values: Float64Array;
  /** Row k is the unit eigenvector of values[k]. [n, n] */
  vectors: Float64Array;
}

/**
 * A = V^T diag(values) V of a symmetric matrix, by Jacobi's method: rotate in the plane of two axes until what couples
 * them is gone, for all pairs in turn (Golub and Van Loan, "Matrix Computations", section 8.5). Each sweep squares what
 * is left off the diagonal, so that half a dozen are enough for full accuracy.
 *
 * @throws RangeError where the matrix is not symmetric or not finite.
 */
export function symmetricEigen(matrix: ArrayLike<number>): Eigen {
  const n = order(matrix);
  const a = Float64Array.from(matrix);
  const norm = Math.sqrt(a.reduce((sum, v) => sum + v * v, 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (!(Math.abs(a[i * n + j]! - a[j * n + i]!) <= 1e-9 * norm)) {
        throw new RangeError(
          `Expected a finite symmetric matrix; entries (${i}, ${j}) and (${j}, ${i}) are ${a[i * n + j]} and ${a[j * n + i]}.`,
        );
      }
    }
  }
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 40; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q]! ** 2;
    if (Math.sqrt(2 * off) <= 1e-15 * norm) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p * n + q]!) > 1e-18 * norm) rotate(a, v, n, p, q);
      }
    }
  }
  const ascending = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * n + i]! - a[j * n + j]!);
  const vectors = new Float64Array(n * n);
  ascending.forEach((from, to) => vectors.set(v.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(ascending, (i) => a[i * n + i]!), vectors };
}

/** A becomes J A J^T and V becomes J V with the rotation J that makes A's entry (p, q) zero. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * a[p * n + q]!);
  // The smaller of the two angles: tan = sign / (|theta| + sqrt(theta^2 + 1)).
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const [app, aqq, apq] = [a[p * n + p]!, a[q * n + q]!, a[p * n + q]!];
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k]!;
    const y = a[q * n + k]!;
    a[p * n + k] = a[k * n + p] = c * x - s * y;
    a[q * n + k] = a[k * n + q] = s * x + c * y;
  }
  a[p * n + p] = app - t * apq;
  a[q * n + q] = aqq + t * apq;
  a[p * n + q] = a[q * n + p] = 0;
  for (let k = 0; k < n; k++) {
    const x = v[p * n + k]!;
    const y = v[q * n + k]!;
    v[p * n + k] = c * x - s * y;
    v[q * n + k] = s * x + c * y;
  }
}

/** f(A) = V^T diag(f(values)) V: a function of a symmetric matrix, through its eigenvalues. */
export function spectral(matrix: ArrayLike<number>, f: (value: number) => number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix);
  const n = values.length;
  const scaled = vectors.map((v, at) => v * f(values[Math.floor(at / n)]!));
  return multiply(transpose(vectors), scaled);
}

/** The symmetric square root of a positive semidefinite matrix. Rounding below zero counts as zero. */
export const symmetricSqrt = (matrix: ArrayLike<number>): Float64Array =>
  spectral(matrix, (value) => Math.sqrt(Math.max(0, value)));

/**
 * L, lower triangular, with A = L L^T.
 * @throws RangeError unless the matrix is positive definite.
 */
export function cholesky(matrix: ArrayLike<number>): Float64Array {
  const n = order(matrix);
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
      if (i !== j) l[i * n + j] = rest / l[j * n + j]!;
      else if (rest > 0) l[i * n + i] = Math.sqrt(rest);
      else throw new RangeError(`Cholesky needs a positive definite matrix; pivot ${i} is ${rest}.`);
    }
  }
  return l;
}

/** x with L L^T x = b, for the L of `cholesky`. */
export function choleskySolve(l: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const n = order(l);
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i]! -= l[i * n + j]! * x[j]!;
    x[i]! /= l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i]! -= l[j * n + i]! * x[j]!;
    x[i]! /= l[i * n + i]!;
  }
  return x;
}
