import { gaussianMixture } from '../theory/mixture.ts';
import { mixtureDataset, type Dataset } from './dataset.ts';

/** Raw units, as in PacGAN (Lin et al. 2018). */
export const gridSpacing = 2;
export const gridStd = 0.05;

/** Twenty-five narrow Gaussians on a square lattice: many modes, each forty deviations from the next. */
export function grid25(): Dataset {
  const means = Array.from({ length: 25 }, (_, k) => [
    gridSpacing * ((k % 5) - 2),
    gridSpacing * (Math.floor(k / 5) - 2),
  ]);
  const classes = means.map(([x, y]) => `(${x}, ${y})`);
  return mixtureDataset('grid25', 'Grid of twenty-five', gaussianMixture(means, gridStd), {
    separateModes: true,
    classes,
  });
}
