/** Second derivatives of the log density of a diffused Gaussian mixture, exact. Same notation as `mixture.ts`. */
import { responsibilities, type GaussianMixture } from './mixture.ts';

/**
 * The Hessian of log q_t at x. With u_k = -(x - sqrt(alphaBar) m_k) / v_k, the score of component k, and the mean score s:
 * sum_k r_k (u_k u_k^T - I / v_k) - s s^T. [dim, dim], row by row
 */
export function hessian(mixture: GaussianMixture, x: ArrayLike<number>, alphaBar = 1): Float64Array {
  const { dim, means, stds } = mixture;
  const r = responsibilities(mixture, x, alphaBar);
  const root = Math.sqrt(alphaBar);
  const out = new Float64Array(dim * dim);
  const mean = new Float64Array(dim);
  for (let k = 0; k < r.length; k++) {
    const variance = alphaBar * stds[k]! ** 2 + 1 - alphaBar;
    const u = means[k]!.map((m, i) => -(x[i]! - root * m) / variance);
    for (let i = 0; i < dim; i++) {
      mean[i]! += r[k]! * u[i]!;
      out[i * dim + i]! -= r[k]! / variance;
      for (let j = 0; j < dim; j++) out[i * dim + j]! += r[k]! * u[i]! * u[j]!;
    }
  }
  for (let i = 0; i < dim; i++) for (let j = 0; j < dim; j++) out[i * dim + j]! -= mean[i]! * mean[j]!;
  return out;
}

/** The divergence of the score, trace of the Hessian of log q_t. */
export function laplacian(mixture: GaussianMixture, x: ArrayLike<number>, alphaBar = 1): number {
  const { dim } = mixture;
  const H = hessian(mixture, x, alphaBar);
  let trace = 0;
  for (let i = 0; i < dim; i++) trace += H[i * dim + i]!;
  return trace;
}

/** Cov[x_0 | x_t] = (1 - alphaBar) / alphaBar (I + (1 - alphaBar) Hessian): Tweedie's formula of second order. [dim, dim] */
export function posteriorCovariance(mixture: GaussianMixture, alphaBar: number, xt: ArrayLike<number>): Float64Array {
  const { dim } = mixture;
  const ratio = (1 - alphaBar) / alphaBar;
  return hessian(mixture, xt, alphaBar).map((h, at) => ratio * ((at % (dim + 1) === 0 ? 1 : 0) + (1 - alphaBar) * h));
}
