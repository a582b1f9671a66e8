/** Where on the axis of log snr a chain spends its steps, and training its examples, when t is drawn evenly. Float64. */

export interface LevelDensity {
  /** Middles between neighbouring levels, natural logarithm of snr, falling. [T - 1] */
  logSnr: Float64Array;
  /** Share of the steps per unit of log snr. [T - 1] */
  density: Float64Array;
}

/** @param alphasCumprod alphaBar_t, t = 1 .. T */
export function levelDensity(alphasCumprod: ArrayLike<number>): LevelDensity {
  const levels = Float64Array.from(alphasCumprod, (a) => Math.log(a / (1 - a)));
  const count = levels.length - 1;
  return {
    logSnr: Float64Array.from({ length: count }, (_, i) => (levels[i]! + levels[i + 1]!) / 2),
    density: Float64Array.from({ length: count }, (_, i) => 1 / (count * (levels[i]! - levels[i + 1]!))),
  };
}

/** The cosine schedule without its small offset, alphaBar = cos^2(pi u / 2): 1 / (2 pi cosh(log snr / 2)). */
export const cosineLevelDensity = (logSnr: number): number => 1 / (2 * Math.PI * Math.cosh(logSnr / 2));

/** log sigma ~ N(mean, std^2), as EDM trains, in log snr = -2 log sigma. */
export function logNormalLevelDensity(logSnr: number, mean: number, std: number): number {
  const z = (logSnr + 2 * mean) / (2 * std);
  return Math.exp(-(z ** 2) / 2) / (2 * std * Math.sqrt(2 * Math.PI));
}
