/**
 * The variance that ancestral sampling gives Gaussian data N(0, v) with the exact denoiser, as a sum over its steps. With
 * v_t = alphaBar_t v + 1 - alphaBar_t, beta = 1 - alphaBar_t / alphaBar_s and a step's excess over Var[x_s | x_t],
 *
 *     V = v + alphaBar_T (v / v_T)^2 (1 - v_T) + sum of alphaBar_s (v / v_s)^2 excess,
 *
 * because each step takes V_t - v_t to its slope squared times that plus its excess, and the slopes telescope.
 */

/** The step's variance: 'beta' and 'posterior' (betaTilde) as in `ancestral.ts`, 'true' is Var[x_s | x_t] itself. */
export type ChainNoise = 'beta' | 'posterior' | 'true';

/** @param levels alphaBar at the visited times, from alphaBar_T up to alphaBar_0 = 1; the last step adds no noise, unless it is 'true' */
export function chainVariance(levels: readonly number[], v: number, noise: ChainNoise): number {
  const at = (level: number) => level * v + 1 - level;
  const carried = (level: number, gap: number) => level * (v / at(level)) ** 2 * gap;
  let variance = v + carried(levels[0]!, 1 - at(levels[0]!));
  if (noise === 'true') return variance;
  for (let i = 0; i + 1 < levels.length; i++) {
    const [t, s] = [levels[i]!, levels[i + 1]!];
    const beta = 1 - t / s;
    const last = i + 2 === levels.length;
    const excess = last
      ? -(v * (1 - t)) / at(t)
      : noise === 'beta'
        ? (s * beta ** 2 * (1 - v)) / at(t)
        : -(s * beta ** 2 * v) / ((1 - t) * at(t));
    variance += carried(s, excess);
  }
  return variance;
}
