/**
 * The parameterisation of a consistency model (Song, Dhariwal, Chen, Sutskever 2023): f(x, sigma) = cSkip x + cOut F(cIn x, level),
 * with cSkip = 1 and cOut = 0 at the lowest noise, so that f(x, sigmaMin) = x holds whatever the net says. Data of unit variance.
 */

export interface NoiseLevels {
  sigmaMin: number;
  sigmaMax: number;
  rho: number;
}

/** Float64 coefficients at one noise level, and where that level lies between the lowest (0) and the highest (1), in logarithms. */
export function boundaryCoefficients(sigma: number, { sigmaMin, sigmaMax }: NoiseLevels) {
  const above = sigma - sigmaMin;
  return {
    cSkip: 1 / (above ** 2 + 1),
    cOut: above / Math.sqrt(sigma ** 2 + 1),
    cIn: 1 / Math.sqrt(sigma ** 2 + 1),
    level: Math.log(sigma / sigmaMin) / Math.log(sigmaMax / sigmaMin),
  };
}

/** Noise levels from the lowest to the highest, denser where noise is low (Karras et al. 2022, equation 5). [count] */
export const ascendingSigmas = (count: number, { sigmaMin, sigmaMax, rho }: NoiseLevels): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => {
    const low = sigmaMin ** (1 / rho);
    const high = sigmaMax ** (1 / rho);
    return (low + (i / (count - 1)) * (high - low)) ** rho;
  });

/** The consistency function of N(0, std^2) data along the variance-exploding flow: the start of the curve through (x, sigma). */
export const gaussianConsistency = (x: number, sigma: number, std: number, sigmaMin = 0): number =>
  (x * Math.hypot(std, sigmaMin)) / Math.hypot(std, sigma);
