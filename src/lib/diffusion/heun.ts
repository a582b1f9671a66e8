import type { Move } from './descend.ts';
import { euler, slope } from './euler.ts';

/**
 * Heun's step on the probability-flow ODE (Karras et al. 2022, Algorithm 1): an Euler step, then the same step again with the
 * mean of the slopes at both ends. Second order; the step to sigma = 0 stays Euler's, for there is no slope at 0.
 */
export const heun: Move = (space, denoise, x, sigma, next) => {
  if (next === 0) return euler(space, denoise, x, sigma, next);
  const before = slope(space, denoise, x, sigma);
  const guess = space.combine([1, x], [next - sigma, before]);
  const after = slope(space, denoise, guess, next); // at the level where the guess is
  return space.combine([1, x], [(next - sigma) / 2, before], [(next - sigma) / 2, after]);
};
