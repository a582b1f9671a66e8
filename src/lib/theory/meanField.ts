/** The two Gaussians with independent coordinates that are nearest to a Gaussian, one for each direction of the KL. */
import { cholesky, choleskySolve, order } from './linearAlgebra.ts';

export interface DiagonalFit {
  variances: Float64Array;
  /** What is left of the divergence, nats. */
  kl: number;
}

const logDeterminant = (root: ArrayLike<number>, n: number) =>
  2 * Array.from({ length: n }, (_, i) => Math.log(root[i * (n + 1)]!)).reduce((sum, v) => sum + v, 0);
const sumOfLogs = (values: Float64Array) => values.reduce((sum, v) => sum + Math.log(v), 0);

/** Least KL(q || p) for p = N(m, covariance): the variances are one over the diagonal of the precision. */
export function meanField(covariance: ArrayLike<number>): DiagonalFit {
  const n = order(covariance);
  const root = cholesky(covariance);
  const variances = Float64Array.from({ length: n }, (_, i) => {
    const unit = new Float64Array(n);
    unit[i] = 1;
    return 1 / choleskySolve(root, unit)[i]!;
  });
  return { variances, kl: 0.5 * (logDeterminant(root, n) - sumOfLogs(variances)) };
}

/** Least KL(p || q): the variances are those of p. */
export function matchedMoments(covariance: ArrayLike<number>): DiagonalFit {
  const n = order(covariance);
  const variances = Float64Array.from({ length: n }, (_, i) => covariance[i * (n + 1)]!);
  return { variances, kl: 0.5 * (sumOfLogs(variances) - logDeterminant(cholesky(covariance), n)) };
}
