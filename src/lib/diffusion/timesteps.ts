/**
 * The times at which a sampler calls the network, falling from T; the step after the last goes to 0.
 * Trailing spacing (Lin et al. 2023, section 3.3): always starts at T, where x is pure noise. One step means [T].
 * @throws RangeError unless 1 <= steps <= T
 */
export function timesteps(T: number, steps: number): number[] {
  if (!Number.isInteger(steps) || steps < 1 || steps > T) {
    throw new RangeError(`A sampler takes between 1 and T = ${T} steps; got ${steps}.`);
  }
  return Array.from({ length: steps }, (_, i) => Math.round(T - (i * T) / steps));
}
