/** Guidance in the smallest example (guidedGaussian.ts) by all the reverse equations at once, told apart by their noise. */
import { guidedOdeVariance } from './guidedGaussian.ts';
import { midpoints } from './midpoints.ts';

/**
 * Unconditional data N(0, 2), conditional data N(0, 1), exact scores, and the reverse equation whose noise has the deviation
 * lambda (0 the probability-flow ODE, 1 the reverse SDE). With noise of variance t, V' = (1 + lambda^2) a V - lambda^2, whence
 *
 *     V_0 = integral from 0 to 1 of ((1 + w^(1 / lambda^2)) / 2)^((1 + lambda^2) (gamma - 1)) dw.
 *
 * lambda to infinity gives 2 / (gamma + 1), the variance of the tilted law.
 */
export function guidedFamilyVariance(gamma: number, lambda: number): number {
  if (lambda === 0) return guidedOdeVariance(gamma);
  const square = lambda ** 2;
  const power = (1 + square) * (gamma - 1);
  // in r, w = r^3, the integrand has no steep end at 0; the logarithm keeps large powers from overflowing
  return midpoints((r) => 3 * r ** 2 * Math.exp(power * Math.log1p((r ** (3 / square) - 1) / 2)), 4000);
}
