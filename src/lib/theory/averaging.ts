/** Exponential moving averages as filters: their memory, and what is left of a motion that goes round. Float64, no tensors. */

/** The decay with which weights count half after `halfLife` images, at `batch` images a step: 0.5^(batch / halfLife). */
export const decayOfHalfLife = (batch: number, halfLife: number): number => 0.5 ** (batch / halfLife);

/** Steps after which weights count half: log(1/2) / log(decay). */
export const halfLifeOf = (decay: number): number => Math.log(0.5) / Math.log(decay);

/** The variance of the average of independent weights, as a part of their own: (1 - decay) / (1 + decay). */
export const averagedVariance = (decay: number): number => (1 - decay) / (1 + decay);

/** What is left of the radius of weights that go round a circle, `angle` radians a step: (1 - decay) / |1 - decay e^(-i angle)|. */
export const averagedRadius = (decay: number, angle: number): number =>
  (1 - decay) / Math.hypot(1 - decay * Math.cos(angle), decay * Math.sin(angle));
