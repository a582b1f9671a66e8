import { gaussianMixture, type GaussianMixture } from '../theory/mixture.ts';

/** Range of the control that pulls the two supports apart. */
export const separationRange = { min: 0, max: 8, start: 1.5 };

/** Half the width of the line on which the pair is drawn. */
export const pairExtent = 8;

/**
 * Two fixed densities on a line for the discriminator to tell apart: p, two bumps, and q, one, with centres `separation`
 * apart. At 0 they overlap; from about 6 they hardly share any probability.
 */
export function pair(separation: number): { p: GaussianMixture; q: GaussianMixture } {
  const half = separation / 2;
  return {
    p: gaussianMixture([[-half - 0.8], [-half + 0.8]], 0.4),
    q: gaussianMixture([[half]], 0.7),
  };
}
