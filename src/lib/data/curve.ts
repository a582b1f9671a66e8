/**
 * Data spread along curves with Gaussian noise around them, as mixtures: one component at each midpoint of `count` equal
 * steps of the curve's parameter. Where the steps are no longer than the noise's deviation s, the midpoint rule and the
 * continuous integral differ by a relative 2 exp(-2 pi^2) = 5e-9 at most (Poisson summation), except within about s of
 * a free end. The data are drawn from this same mixture, so its density is exact by construction.
 */
import { gaussianMixture, type GaussianMixture } from '../theory/mixture.ts';

/** A point of the plane for each u in [0, 1]. */
export type Curve = (u: number) => [number, number];

export function curveMixture(curves: Curve[], countEach: number, std: number): GaussianMixture {
  const means = curves.flatMap((curve) => Array.from({ length: countEach }, (_, j) => curve((j + 0.5) / countEach)));
  return gaussianMixture(means, std);
}
