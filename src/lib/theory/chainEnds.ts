/**
 * What the two ends of a noise schedule do to samples although the denoiser is exact and the steps are as small as you like. Float64.
 */

export interface ChainEnds {
  /** Mean of the samples minus that of the data, in deviations of the data. */
  shift: number;
  /** Deviation of the samples over that of the data. */
  width: number;
}

/**
 * Data N(mean, deviation^2) on a line. Sampling starts from N(0, 1) where x_T is N(sqrt(alphaBarT) mean, v), v = alphaBarT deviation^2
 * + 1 - alphaBarT; it follows the probability-flow ODE, on which (x - mean) / sqrt(deviation^2 + sigma^2) is constant in the
 * coordinates x_0 + sigma eps; and its last step, from alphaBar1, answers with the posterior mean.
 */
export function gaussianChainEnds(
  { mean, deviation }: { mean: number; deviation: number },
  alphaBar1: number,
  alphaBarT: number,
): ChainEnds {
  const v = alphaBarT * deviation ** 2 + 1 - alphaBarT;
  const sigma1 = (1 - alphaBar1) / alphaBar1; // squared
  const last = deviation / Math.sqrt(deviation ** 2 + sigma1);
  return { shift: -last * Math.sqrt(alphaBarT / v) * mean, width: last / Math.sqrt(v) };
}
