/**
 * Euler's method on the probability flow of Gaussian data N(m, s^2 I), exactly: a step is a turn. With theta = arctan(sigma / s)
 * the flow multiplies x - m by cos(theta) / cos(theta'), and Euler's step from sigma to sigma' by cos(theta - theta') times that.
 */

/** The angle of a noise level for data of deviation s: 0 for no noise, towards pi / 2 for nothing else. */
export const angleOf = (sigma: number, s: number): number => Math.atan2(sigma, s);

/** What a grid of falling levels leaves of the deviation that the exact flow would give: the product of the turns' cosines. */
export function eulerWidth(sigmas: readonly number[], s: number): number {
  let width = 1;
  for (let i = 0; i + 1 < sigmas.length; i++) width *= Math.cos(angleOf(sigmas[i]!, s) - angleOf(sigmas[i + 1]!, s));
  return width;
}

/** The grid that leaves most: steps + 1 levels from `top` to 0 at equal angles, since log cos is concave. */
export const equalAngles = (steps: number, s: number, top: number): number[] =>
  Array.from({ length: steps + 1 }, (_, i) => (i === steps ? 0 : s * Math.tan(angleOf(top, s) * (1 - i / steps))));
