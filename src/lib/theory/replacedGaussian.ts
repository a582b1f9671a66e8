/** What inpainting by replacement makes of two standard normals of correlation rho with one of them known, in the limit of small steps. */
import type { Gaussian } from './gaussian.ts';
import { midpoints } from './midpoints.ts';

/**
 * The unknown one when the other is x, each stretch of the way walked `passes` times (RePaint; 1 is replacement). It hears the
 * known one only through noise, so with v = sigma^2, Delta = (1 + v)^2 - rho^2 and n passes, for v running down,
 *
 *     dm/dv = n ((1 + v) m - rho x) / Delta,   dV/dv = 2 n (1 + v) V / Delta - (2 n - 1).
 *
 * For n = 1: m = rho x / (1 + sqrt(1 - rho^2)), V = (1 - rho^2) artanh(rho) / rho. For n to infinity the exact law. The solutions
 * are integrals over 1 / (1 + v), in which powers s of it are even.
 */
export function replacedGaussian(rho: number, x: number, passes: number): Gaussian {
  const n = passes;
  const left = 1 - rho ** 2;
  const part = (r: number) => left / (1 - (rho * r) ** 2);
  const mean = midpoints((s) => part(s ** (1 / (n + 1))) ** (n / 2 + 1), 4000);
  return {
    mean: ((n * rho * x) / ((n + 1) * left)) * mean,
    variance: midpoints((s) => part(s ** (1 / (2 * n - 1))) ** n, 4000),
  };
}
