/**
 * A sample counts for a mode if it lies within three standard deviations (Euclidean) of the mode's centre. A perfect
 * sampler misses a few, and what it keeps is a truncated Gaussian: these are the exact numbers, in one and two dimensions.
 */

export const reach = 3;

/** The fraction of a Gaussian mode within three deviations in the plane: 1 - exp(-9/2) = 0.98889, not 1. */
export const highQualityTarget = 1 - Math.exp(-(reach ** 2) / 2);

/** P(|z| < 3) and the standard normal density at 3. */
const insideOnLine = 0.9973002039367398;
const densityAtThree = Math.exp(-(reach ** 2) / 2) / Math.sqrt(2 * Math.PI);

/** The fraction of a Gaussian mode within three deviations. @throws RangeError unless dim is 1 or 2 */
export function fractionWithin(dim: number): number {
  if (dim === 1) return insideOnLine;
  if (dim === 2) return highQualityTarget;
  throw new RangeError(`Mode metrics are for data on a line or in the plane; got ${dim} dimensions.`);
}

/**
 * The standard deviation per axis of what lies within three deviations, over the untruncated one: 0.98658 on a line,
 * 0.97440 in the plane, where r^2 / 2 is exponential and cut off at 9/2.
 */
export function truncatedStd(dim: number): number {
  const inside = fractionWithin(dim);
  const lost = dim === 1 ? 2 * reach * densityAtThree : (reach ** 2 / 2) * (1 - inside);
  return Math.sqrt(1 - lost / inside);
}
