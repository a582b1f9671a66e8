/**
 * Three forward equations with linear drift, dx = a(t) x dt + g(t) dw, and their kernels, exact: given x_0 the state at time t is
 * N(scale x_0, variance I). Names and choices are those of Song et al. 2021; t runs over [0, 1].
 *
 *     VP      a = -beta / 2,  g^2 = beta                          scale e^{-B/2},  variance 1 - e^{-B}
 *     sub-VP  a = -beta / 2,  g^2 = beta (1 - e^{-2B})            scale e^{-B/2},  variance (1 - e^{-B})^2
 *     VE      a = 0,          g^2 = d sigma^2 / dt                scale 1,         variance sigma(t)^2 - sigma(0)^2
 *
 * with B(t) the integral of beta from 0 to t.
 */
import { alphaBarAt, songBeta, type LinearBeta } from './probabilityFlow.ts';

export interface ForwardSde {
  /** a(t): the drift is a(t) x. */
  drift(t: number): number;
  /** g(t)^2, the variance that is added per unit of time. */
  diffusion(t: number): number;
  /** Of x_t given x_0: N(scale x_0, variance I). */
  kernel(t: number): { scale: number; variance: number };
}

const betaAt = ({ low, high }: LinearBeta, t: number): number => low + t * (high - low);

/** "Variance preserving": the limit of the discrete chain. */
export const vpSde = (beta: LinearBeta = songBeta): ForwardSde => ({
  drift: (t) => -betaAt(beta, t) / 2,
  diffusion: (t) => betaAt(beta, t),
  kernel(t) {
    const kept = alphaBarAt(beta, t);
    return { scale: Math.sqrt(kept), variance: 1 - kept };
  },
});

/** The same drift with less noise at small t. */
export const subVpSde = (beta: LinearBeta = songBeta): ForwardSde => ({
  drift: (t) => -betaAt(beta, t) / 2,
  diffusion: (t) => betaAt(beta, t) * (1 - alphaBarAt(beta, t) ** 2),
  kernel(t) {
    const kept = alphaBarAt(beta, t);
    return { scale: Math.sqrt(kept), variance: (1 - kept) ** 2 };
  },
});

/** "Variance exploding": sigma(t) = low (high / low)^t. */
export const veSde = (low = 0.01, high = 50): ForwardSde => {
  const squared = (t: number) => (low * (high / low) ** t) ** 2;
  return {
    drift: () => 0,
    diffusion: (t) => 2 * Math.log(high / low) * squared(t),
    kernel: (t) => ({ scale: 1, variance: squared(t) - squared(0) }),
  };
};
