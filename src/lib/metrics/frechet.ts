/** The Frechet distance between Gaussian fits: the FID, where x are features of a network (Heusel et al. 2017). */
import { multiply, symmetricEigen, symmetricSqrt, trace } from '../theory/linearAlgebra.ts';
import { rowCount } from './points.ts';

export interface GaussianFit {
  mean: Float64Array;
  /** [dim, dim] flat, the unbiased estimate. */
  covariance: Float64Array;
}

/** Mean and covariance of n points, the covariance over n - 1. @param x [n, dim] flat */
export function fitGaussian(x: ArrayLike<number>, dim: number): GaussianFit {
  const n = rowCount(x, dim);
  const mean = new Float64Array(dim);
  for (let at = 0; at < x.length; at++) mean[at % dim]! += x[at]! / n;
  const covariance = new Float64Array(dim * dim);
  const centred = new Float64Array(dim);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < dim; i++) centred[i] = x[row * dim + i]! - mean[i]!;
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j <= i; j++) covariance[i * dim + j]! += (centred[i]! * centred[j]!) / (n - 1);
    }
  }
  for (let i = 0; i < dim; i++) for (let j = 0; j < i; j++) covariance[j * dim + i] = covariance[i * dim + j]!;
  return { mean, covariance };
}

/**
 * tr (S1 S2)^(1/2) of two covariances. S1 S2 is not symmetric, and its square root by a general routine comes with
 * imaginary parts; S1^(1/2) S2 S1^(1/2) has the same eigenvalues and is symmetric, so that nothing can go complex.
 */
export function sqrtTrace(s1: ArrayLike<number>, s2: ArrayLike<number>): number {
  const root = symmetricSqrt(s1);
  const { values } = symmetricEigen(symmetrise(multiply(multiply(root, s2), root)));
  return values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
}

/** |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)): W_2^2 between two Gaussians (Dowson and Landau 1982). */
export function gaussianFrechet(a: GaussianFit, b: GaussianFit): number {
  const shift = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]!) ** 2, 0);
  return shift + trace(a.covariance) + trace(b.covariance) - 2 * sqrtTrace(a.covariance, b.covariance);
}

/**
 * The Frechet distance between Gaussian fits of two sets. Biased upwards by about `frechetBias`, which differs from one
 * number of samples to another: compare at the same n only.
 *
 * @param x [n, dim] flat, @param y [m, dim] flat
 * @throws RangeError where n or m is dim or less: the covariance is singular, and the distance says how few samples there are.
 */
export function frechet(x: ArrayLike<number>, y: ArrayLike<number>, dim: number): number {
  const n = Math.min(rowCount(x, dim), rowCount(y, dim));
  if (n <= dim) {
    throw new RangeError(
      `The Frechet distance in ${dim} dimensions needs more than ${dim} samples on each side, or a covariance is singular; got ${n}. Draw more samples or use fewer features.`,
    );
  }
  return gaussianFrechet(fitGaussian(x, dim), fitGaussian(y, dim));
}

/**
 * What the Frechet distance between n and m samples of one Gaussian is on average, to first order: a difference D of two
 * covariances with eigenvalues l_i costs the sum of D_ij^2 / (2 (l_i + l_j)), and D_ij has variance
 * l_i l_j (1 + [i = j]) (1 / n + 1 / m). For N(0, I) and n = m this is (d (d + 1) / 2 + 2 d) / n.
 *
 * @param eigenvalues of the law's covariance, @param m Infinity where that side is exact
 */
export function frechetBias(eigenvalues: ArrayLike<number>, n: number, m: number): number {
  let shift = 0;
  let shape = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const a = Math.max(0, eigenvalues[i]!);
    shift += a;
    for (let j = 0; j < eigenvalues.length; j++) {
      const b = Math.max(0, eigenvalues[j]!);
      if (a + b > 0) shape += (a * b * (i === j ? 2 : 1)) / (2 * (a + b));
    }
  }
  return (1 / n + 1 / m) * (shift + shape);
}

/** The mean of a matrix and its transpose: rounding leaves a product of three almost symmetric. */
function symmetrise(a: Float64Array): Float64Array {
  const n = Math.sqrt(a.length);
  return a.map((value, at) => (value + a[(at % n) * n + Math.floor(at / n)]!) / 2);
}
