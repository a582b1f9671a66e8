import type { Move } from './descend.ts';
import type { Denoiser, Space } from './space.ts';

/**
 * The probability-flow ODE with sigma for time: dx / dsigma = (x - D(x, sigma)) / sigma = -sigma grad log p_sigma(x)
 * (Karras et al. 2022, equations 1 and 3). The slope points away from the data by the predicted noise.
 */
export const slope = <X>(space: Space<X>, denoise: Denoiser<X>, x: X, sigma: number): X =>
  space.combine([1 / sigma, x], [-1 / sigma, denoise(x, sigma)]);

/** Euler's step on the probability-flow ODE; the same as DDIM with eta = 0. First order. */
export const euler: Move = (space, denoise, x, sigma, next) =>
  space.combine([1, x], [next - sigma, slope(space, denoise, x, sigma)]);
