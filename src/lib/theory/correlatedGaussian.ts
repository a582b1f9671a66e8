/** Two standard normals with correlation rho: the smallest picture with a known half and a half to fill in. */
import type { Gaussian } from './gaussian.ts';

/**
 * The exact denoiser for rows (x, y) with noise of deviation sigma: Sigma (Sigma + sigma^2 I)^-1, in the axes x + y and x - y
 * along which the law factorises, with variances 1 + rho and 1 - rho. [n, 2] flat
 */
export const correlatedDenoiser =
  (rho: number) =>
  (x: Float64Array, sigma: number): Float64Array => {
    const along = (1 + rho) / (1 + rho + sigma ** 2);
    const across = (1 - rho) / (1 - rho + sigma ** 2);
    return x.map((value, i) => {
      const other = x[i ^ 1]!; // the other coordinate of the same row
      return (along * (value + other) + across * (value - other)) / 2;
    });
  };

/** The law of y when x is known: N(rho x, 1 - rho^2). */
export const conditionalGaussian = (rho: number, x: number): Gaussian => ({ mean: rho * x, variance: 1 - rho ** 2 });
