import type { Move } from './descend.ts';

/**
 * DDIM (Song, Meng, Ermon 2021, equation 12) in the coordinates x / sqrt(alphaBar), where it is plainest:
 *
 *     x_next = D + sqrt(next^2 - eta^2 sigmaTilde^2) (x - D) / sigma + eta sigmaTilde z,
 *     sigmaTilde^2 = next^2 (sigma^2 - next^2) / sigma^2, the variance of x_next given x and x_0.
 *
 * eta = 0 is Euler's step; eta = 1 is ancestral sampling (DDPM with betaTilde), whatever the stride.
 */
export const ddimSigma =
  (eta: number): Move =>
  (space, denoise, x, sigma, next) => {
    const noise = (eta * next * Math.sqrt(sigma ** 2 - next ** 2)) / sigma;
    const direction = Math.sqrt(Math.max(0, next ** 2 - noise ** 2)) / sigma;
    const mean = space.combine([direction, x], [1 - direction, denoise(x, sigma)]);
    return noise === 0 ? mean : space.combine([1, mean], [noise, space.normal(x)]);
  };
