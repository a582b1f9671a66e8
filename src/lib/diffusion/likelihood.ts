/**
 * Likelihood by the probability-flow ODE (Song et al. 2021, section 4.3; Chen et al. 2018): the flow carries x to noise, and the
 * density along the way changes by the flow's divergence,
 *
 *     log p_0(x(0)) = log p_T(x(T)) + integral of div v(x(t), t) from 0 to T.
 *
 * It is the likelihood of the ODE as a model; that of the reverse SDE is another number unless the score is exact.
 */
import { rk45, type AdaptiveOptions } from '../theory/ode.ts';

/** A flow as the likelihood needs it; `theory/probabilityFlow.ts` has the exact ones. */
export interface FlowWithDivergence {
  velocity(x: Float64Array, t: number): ArrayLike<number>;
  divergence(x: Float64Array, t: number): number;
}

export interface FlowLikelihood {
  /** Nats. */
  logLikelihood: number;
  /** Where x lands in the noise. */
  latent: Float64Array;
  evaluations: number;
}

/**
 * @param span the times of data and of noise: [0, 1] for VP, [0, sigmaMax] for VE
 * @param logPrior log density at the far end: the exact p_T, or N(0, I) as a sampler assumes
 */
export function flowLikelihood(
  { velocity, divergence }: FlowWithDivergence,
  x: ArrayLike<number>,
  [from, to]: readonly [number, number],
  logPrior: (x: Float64Array) => number,
  options: AdaptiveOptions = { relative: 1e-9, absolute: 1e-10 },
): FlowLikelihood {
  const dim = x.length;
  const { y, evaluations } = rk45(
    (t, state) => {
      const at = state.subarray(0, dim);
      return [...Array.from(velocity(at, t)), divergence(at, t)]; // the density rides along as one more coordinate
    },
    [...Array.from(x), 0],
    from,
    to,
    options,
  );
  const latent = y.slice(0, dim);
  return { logLikelihood: logPrior(latent) + y[dim]!, latent, evaluations };
}

/** The trace of a matrix [dim, dim]. */
export function trace(matrix: ArrayLike<number>): number {
  const dim = Math.round(Math.sqrt(matrix.length));
  let sum = 0;
  for (let i = 0; i < dim; i++) sum += matrix[i * dim + i]!;
  return sum;
}

/**
 * Hutchinson's estimate of the trace, v^T J v (Hutchinson 1990): unbiased for v of independent entries with mean 0 and
 * variance 1, and one product J v is all that it needs, where the whole J takes `dim` of them.
 * @param product v to J v
 */
export function hutchinson(product: (v: Float64Array) => ArrayLike<number>, v: Float64Array): number {
  const Jv = product(v);
  return v.reduce((sum, value, i) => sum + value * Jv[i]!, 0);
}

/** Bits per dimension of data that were integers 0..255 and have been scaled to [-1, 1] (one step is 2 / 255). */
export const bitsPerDim = (logLikelihood: number, dim: number, step = 2 / 255): number =>
  -logLikelihood / (dim * Math.LN2) - Math.log2(step);
