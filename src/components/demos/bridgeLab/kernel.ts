/** The true reverse kernel of two narrow points under T equal steps of the variance-preserving diffusion. Pure. */
import { denoisingKernel, klToBestGaussian } from '../../../lib/theory/denoisingKernel.ts';
import { density, diffuse, gaussianMixture, moments, type GaussianMixture } from '../../../lib/theory/mixture.ts';
import { alphaBarAt, songBeta } from '../../../lib/theory/probabilityFlow.ts';

/** The data of the kernels: -1 or 1, each a little blurred. */
export const coin = gaussianMixture([[-1], [1]], 0.1);
export const alphaBarOf = (time: number): number => alphaBarAt(songBeta, time);
export const stepCounts = [1, 2, 4, 8, 16, 32, 64] as const;

export interface Kernel {
  kernel: (x: number) => number;
  best: (x: number) => number;
  law: GaussianMixture;
  /** KL(q(x_s | x_t) || best Gaussian), nats. */
  kl: number;
}

/** q(x_s | x_t) of step number `step` of T, counted from the data (1) to the noise (T), and the Gaussian of its mean and variance. */
export function kernelDensities(T: number, step: number, xt: number): Kernel {
  const law = denoisingKernel(coin, alphaBarOf((step - 1) / T), alphaBarOf(step / T), xt);
  const { mean, variance } = moments(law);
  const bell = gaussianMixture([mean], Math.sqrt(variance[0]!));
  return { kernel: (x) => density(law, [x]), best: (x) => density(bell, [x]), law, kl: klToBestGaussian(law, 200) };
}

/** The density of x_t itself. */
export function noisyDensity(T: number, step: number): (x: number) => number {
  const law = diffuse(coin, alphaBarOf(step / T));
  return (x) => density(law, [x]);
}
