/**
 * The smallest WGAN-GP (Gulrajani et al. 2017): real data at theta > 0, fake data at 0, and a critic D(x) = w x. The distance is
 * W_1 = theta, which the best critic of slope 1 reads off. The two-sided penalty lets the slope exceed 1, so that the gap the
 * critic reports is more than the distance, by theta^2 / (2 lambda).
 */

/** What the critic maximises: w theta - lambda (|w| - 1)^2. */
export const criticObjective = (w: number, theta: number, lambda: number): number =>
  w * theta - lambda * (Math.abs(w) - 1) ** 2;

/** 1 + theta / (2 lambda) */
export const bestSlope = (theta: number, lambda: number): number => 1 + theta / (2 * lambda);

/** theta + theta^2 / (4 lambda): the objective at its maximum. */
export const bestObjective = (theta: number, lambda: number): number => theta + theta ** 2 / (4 * lambda);

/** E D(real) - E D(fake) of that critic, the number that is printed as if it were W_1. */
export const reportedGap = (theta: number, lambda: number): number => bestSlope(theta, lambda) * theta;
