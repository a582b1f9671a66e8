/**
 * The variance on which the unadjusted Langevin algorithm with step delta settles for the target N(0, variance). From
 * x <- (1 - delta / 2 variance) x + sqrt(delta) z:
 *
 *     V = delta / (1 - (1 - delta / (2 variance))^2) = variance / (1 - delta / (4 variance)).
 *
 * Infinite from delta = 4 variance on, where the chain runs away.
 */
export const langevinVariance = (variance: number, delta: number): number =>
  delta >= 4 * variance ? Infinity : variance / (1 - delta / (4 * variance));
