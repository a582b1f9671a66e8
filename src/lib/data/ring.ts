import { gaussianMixture } from '../theory/mixture.ts';
import { mixtureDataset, type Dataset } from './dataset.ts';

/** Raw units, as in the mode-coverage benchmarks of the GAN literature. */
export const ringModes = 8;
export const ringRadius = 2;
export const ringStd = 0.1;

/** Eight equally likely Gaussians on a circle: the classic test of mode collapse. */
export function ring(): Dataset {
  const means = Array.from({ length: ringModes }, (_, k) => {
    const angle = (2 * Math.PI * k) / ringModes;
    return [ringRadius * Math.cos(angle), ringRadius * Math.sin(angle)];
  });
  const classes = means.map((_, k) => `${(360 * k) / ringModes}°`);
  return mixtureDataset('ring', 'Ring of eight', gaussianMixture(means, ringStd), { separateModes: true, classes });
}
