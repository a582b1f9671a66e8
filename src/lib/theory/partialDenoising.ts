import type { Gaussian } from './gaussian.ts';

/**
 * What SDEdit makes of a guide x_g for data N(0, s^2) when noised to alphaBar and denoised exactly (by the reverse SDE): a
 * noisy view k x_g + ... of the guide, pulled to the data,
 *
 *     mean k x_g,   variance k^2 (1 - alphaBar) / alphaBar + s^2 (1 - alphaBar) / (alphaBar s^2 + 1 - alphaBar),
 *     k = alphaBar s^2 / (alphaBar s^2 + 1 - alphaBar).
 */
export function partiallyDenoised(guide: number, dataVariance: number, alphaBar: number): Gaussian {
  const noisy = alphaBar * dataVariance + 1 - alphaBar;
  const k = (alphaBar * dataVariance) / noisy;
  return {
    mean: k * guide,
    variance: (k ** 2 * (1 - alphaBar)) / alphaBar + (dataVariance * (1 - alphaBar)) / noisy,
  };
}
