/**
 * The straight path of flow matching (Lipman et al. 2023; Liu et al. 2023): x_t = (1 - t) x_0 + t x_1, noise x_0 at t = 0 and data
 * x_1 at t = 1. Everything in this file is float64 and works on one number or coordinate at a time.
 */

/** The point of the path, and its velocity x_1 - x_0, which does not depend on t. */
export const interpolate = (x0: number, x1: number, t: number): number => (1 - t) * x0 + t * x1;

/**
 * The noise level of x_t in the language of variance-exploding diffusion: x_t / t = x_1 + sigma x_0 with sigma = (1 - t) / t.
 * Time 0 is pure noise, sigma infinite.
 */
export const sigmaOf = (t: number): number => (1 - t) / t;

/** The time of a noise level: t = 1 / (1 + sigma). */
export const timeOf = (sigma: number): number => 1 / (1 + sigma);

/** The denoiser E[x_1 | x_t] that a marginal velocity u = E[x_1 - x_0 | x_t] implies: x_t + (1 - t) u. */
export const denoisedFromVelocity = (x: number, velocity: number, t: number): number => x + (1 - t) * velocity;

/** The marginal velocity from the score of x_t: u = x / t + (1 - t) / t * score. Undefined at t = 0. */
export const velocityFromScore = (x: number, score: number, t: number): number => x / t + ((1 - t) / t) * score;

/** The marginal velocity where the data are N(mean, std^2) and the noise is N(0, 1). */
export const gaussianVelocity = (x: number, t: number, mean: number, std: number): number =>
  mean + ((t * std ** 2 - (1 - t)) / (t ** 2 * std ** 2 + (1 - t) ** 2)) * (x - t * mean);

/** Times of a solver with `steps` equal steps from 0 to 1. [steps + 1] */
export const flowTimes = (steps: number): Float64Array => Float64Array.from({ length: steps + 1 }, (_, i) => i / steps);
