/** Probabilistic PCA (Tipping and Bishop 1999): x = W z + mean + noise, with z ~ N(0, I_k) and noise ~ N(0, variance I). */
import { order, symmetricEigen } from './linearAlgebra.ts';

export interface PpcaOptimum {
  /** The maximum-likelihood noise variance: the mean of the eigenvalues that are left out. */
  variance: number;
  /** A maximum-likelihood W, its columns along the leading eigenvectors. [d][k] */
  W: number[][];
  /** Mean log-likelihood per point at the optimum, nats. */
  logLikelihood: number;
}

/**
 * The maximum of the likelihood, in closed form: W = U_k (Lambda_k - variance I)^(1/2), unique up to a rotation of z.
 * @param covariance of the data, [d, d] flat
 * @throws RangeError unless 1 <= k < d.
 */
export function ppca(covariance: ArrayLike<number>, k: number): PpcaOptimum {
  const d = order(covariance);
  if (!(Number.isInteger(k) && k >= 1 && k < d)) {
    throw new RangeError(`Probabilistic PCA of ${d} coordinates takes 1 to ${d - 1} latent ones; got ${k}.`);
  }
  const { values, vectors } = symmetricEigen(covariance); // ascending
  const left = values.slice(0, d - k);
  const variance = left.reduce((sum, v) => sum + v, 0) / (d - k);
  const leading = Array.from({ length: k }, (_, j) => d - 1 - j);
  const W = Array.from({ length: d }, (_, i) =>
    leading.map((row) => vectors[row * d + i]! * Math.sqrt(values[row]! - variance)),
  );
  const logDeterminant = leading.reduce((sum, row) => sum + Math.log(values[row]!), 0) + (d - k) * Math.log(variance);
  return { variance, W, logLikelihood: -0.5 * (d * Math.log(2 * Math.PI) + logDeterminant + d) };
}
