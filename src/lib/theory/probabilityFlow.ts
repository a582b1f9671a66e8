/**
 * The probability-flow ODE of a Gaussian mixture, exact: a field that carries the data's law into noise, with its divergence.
 * Song et al. 2021, equation 13 (dx = [f - g^2 score / 2] dt), in both coordinates.
 */
import { hessian } from './curvature.ts';
import { convolve, diffuse, logDensity, score, type GaussianMixture } from './mixture.ts';

export interface Flow {
  dim: number;
  /** dx/dt. [dim] */
  velocity(x: Float64Array, t: number): Float64Array;
  /** The Jacobian of the velocity. [dim, dim] */
  jacobian(x: Float64Array, t: number): Float64Array;
  /** log p_t(x), exact. */
  logDensity(x: Float64Array, t: number): number;
}

/** "Variance exploding", t = sigma: dx/dsigma = -sigma grad log p_sigma(x). */
export const veFlow = (mixture: GaussianMixture): Flow => ({
  dim: mixture.dim,
  velocity: (x, sigma) => score(convolve(mixture, sigma), x).map((s) => -sigma * s),
  jacobian: (x, sigma) => hessian(convolve(mixture, sigma), x).map((h) => -sigma * h),
  logDensity: (x, sigma) => logDensity(convolve(mixture, sigma), x),
});

/** beta(t) = low + t (high - low) on [0, 1]: the values of Song et al. 2021. */
export interface LinearBeta {
  low: number;
  high: number;
}

export const songBeta: LinearBeta = { low: 0.1, high: 20 };

/** alphaBar(t) = exp(-integral of beta from 0 to t). */
export const alphaBarAt = ({ low, high }: LinearBeta, t: number): number =>
  Math.exp(-(low * t + ((high - low) * t * t) / 2));

/** "Variance preserving", t in [0, 1]: dx/dt = -beta(t) / 2 (x + grad log q_t(x)). */
export function vpFlow(mixture: GaussianMixture, beta: LinearBeta = songBeta): Flow {
  const half = (t: number) => (beta.low + t * (beta.high - beta.low)) / 2;
  const { dim } = mixture;
  const at = (t: number) => alphaBarAt(beta, t);
  return {
    dim,
    velocity: (x, t) => score(mixture, x, at(t)).map((s, i) => -half(t) * (x[i]! + s)),
    jacobian: (x, t) =>
      hessian(mixture, x, at(t)).map((h, index) => -half(t) * (h + (index % (dim + 1) === 0 ? 1 : 0))),
    logDensity: (x, t) => logDensity(diffuse(mixture, at(t)), x),
  };
}
