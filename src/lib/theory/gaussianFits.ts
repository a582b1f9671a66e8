/** One Gaussian fitted to a mixture on the line: forward KL covers all modes, reverse KL settles in one. */
import { integrate, intervalFor } from './discriminator.ts';
import { klOnLine } from './divergences.ts';
import type { Gaussian } from './gaussian.ts';
import { minimise } from './minimise.ts';
import { gaussianMixture, logDensity, moments, type GaussianMixture } from './mixture.ts';

const asMixture = ({ mean, variance }: Gaussian) => gaussianMixture([[mean]], Math.sqrt(variance));

/** argmin KL(p || N): the Gaussian of p's mean and variance. */
export function forwardKlFit(p: GaussianMixture): Gaussian {
  const { mean, variance } = moments(p);
  return { mean: mean[0]!, variance: variance[0]! };
}

/** KL(p || N(mean, variance)) */
export function forwardKl(p: GaussianMixture, fit: Gaussian): number {
  const q = asMixture(fit);
  return klOnLine(p, q, intervalFor(p, q));
}

/** KL(N(mean, variance) || p) */
export function reverseKl(p: GaussianMixture, fit: Gaussian): number {
  const std = Math.sqrt(fit.variance);
  const q = asMixture(fit);
  const interval = { from: fit.mean - 10 * std, to: fit.mean + 10 * std, cells: 320 };
  return integrate((x) => {
    const log = logDensity(q, [x]);
    return Math.exp(log) * (log - logDensity(p, [x]));
  }, interval);
}

/** A local minimum of a divergence from `start`: mean and deviation in turn, each by a line search nearby. */
export function fitGaussian(divergence: (fit: Gaussian) => number, start: Gaussian, rounds = 12): Gaussian {
  let { mean, variance } = start;
  for (let round = 0; round < rounds; round++) {
    const reach = 2 * Math.sqrt(variance);
    mean = minimise((m) => divergence({ mean: m, variance }), mean - reach, mean + reach, 50);
    const log = minimise(
      (l) => divergence({ mean, variance: Math.exp(l) }),
      Math.log(variance) - 2,
      Math.log(variance) + 2,
      50,
    );
    variance = Math.exp(log);
  }
  return { mean, variance };
}
