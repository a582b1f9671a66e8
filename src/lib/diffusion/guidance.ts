/** Guidance: a denoiser that leans towards a condition. What comes out is again a denoiser, for every sampler. */
import type { Denoiser, Space } from './space.ts';

/**
 * Classifier-free guidance (Ho and Salimans 2022), D = (1 - gamma) D_null + gamma D_condition, so that gamma = 1 is the
 * conditional model itself (their w is gamma - 1). For gamma > 1 the result is the denoiser of no law: what sampling then
 * gives depends on the sampler, and it is not p(x | c)^gamma p(x)^(1 - gamma) (Bradley and Nakkiran 2024).
 */
export const classifierFreeGuidance =
  <X>(space: Space<X>, unconditional: Denoiser<X>, conditional: Denoiser<X>, gamma: number): Denoiser<X> =>
  (x, sigma) =>
    gamma === 1
      ? conditional(x, sigma)
      : space.combine([1 - gamma, unconditional(x, sigma)], [gamma, conditional(x, sigma)]);

/**
 * Classifier guidance (Dhariwal and Nichol 2021): the score plus scale * grad_x log p(y | x), hence D plus scale sigma^2 times
 * it. Exact at scale 1, by Bayes' rule, if the classifier knows noisy x.
 * @param likelihoodScore grad_x log p_sigma(y | x)
 */
export const classifierGuidance =
  <X>(space: Space<X>, denoise: Denoiser<X>, likelihoodScore: (x: X, sigma: number) => X, scale: number): Denoiser<X> =>
  (x, sigma) =>
    space.combine([1, denoise(x, sigma)], [scale * sigma ** 2, likelihoodScore(x, sigma)]);
