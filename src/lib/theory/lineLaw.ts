/** A Gaussian mixture on the line as a law: how much of it lies below x, and below which x lies a given part. */
import { normalCdf } from '../data/transforms.ts';
import type { GaussianMixture } from './mixture.ts';

/** Beyond this many deviations the rest of a bell is below the last digit. */
const far = 8;

function onLine({ dim }: GaussianMixture): void {
  if (dim !== 1) throw new RangeError(`Distribution functions are for mixtures on the line; got dimension ${dim}.`);
}

/** F(x), the mass at or below x. */
export function distributionFunction(mixture: GaussianMixture, x: number): number {
  onLine(mixture);
  const { weights, means, stds } = mixture;
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    const z = (x - means[k]![0]!) / stds[k]!;
    sum += weights[k]! * (z > far ? 1 : z < -far ? 0 : normalCdf(z));
  }
  return sum;
}

/**
 * F^{-1}(p), by bisection to rounding.
 * @throws RangeError unless 0 < p < 1
 */
export function quantileOnLine(mixture: GaussianMixture, p: number): number {
  onLine(mixture);
  if (!(p > 0 && p < 1)) throw new RangeError(`A quantile needs 0 < p < 1; got ${p}.`);
  const { means, stds } = mixture;
  let low = Math.min(...means.map(([m], k) => m! - far * stds[k]!));
  let high = Math.max(...means.map(([m], k) => m! + far * stds[k]!));
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (distributionFunction(mixture, middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
