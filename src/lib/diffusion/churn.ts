import type { Move } from './descend.ts';
import { heun } from './heun.ts';

export interface ChurnOptions {
  /** Total amount of noise put back, shared by all steps; 0 is Heun's method without noise. */
  churn: number;
  /** Steps of the whole walk. */
  steps: number;
  /** Levels between which noise is put back. */
  from: number;
  to: number;
  /** Standard deviation of the noise put back; a little above 1 makes up for detail that a denoiser smooths away. */
  noise: number;
}

export const churnDefaults: Omit<ChurnOptions, 'steps'> = { churn: 40, from: 0.05, to: 50, noise: 1 };

/** How far a step raises the level: gamma = min(churn / steps, sqrt(2) - 1) inside the range, else 0. */
export const churnGamma = ({ churn, steps, from, to }: ChurnOptions, sigma: number): number =>
  sigma >= from && sigma <= to ? Math.min(churn / steps, Math.SQRT2 - 1) : 0;

/**
 * The stochastic sampler of Karras et al. 2022, Algorithm 2: first more noise, which forgets old errors, then Heun's step from
 * the raised level. Noise of variance raised^2 - sigma^2 takes x from the one level to the other exactly.
 */
export const churn =
  (options: ChurnOptions): Move =>
  (space, denoise, x, sigma, next) => {
    const raised = sigma * (1 + churnGamma(options, sigma));
    if (raised === sigma) return heun(space, denoise, x, sigma, next);
    const added = options.noise * Math.sqrt(raised ** 2 - sigma ** 2);
    const noisier = space.combine([1, x], [added, space.normal(x)]);
    return heun(space, denoise, noisier, raised, next);
  };
