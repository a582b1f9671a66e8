import { gaussianMixture } from '../theory/mixture.ts';
import { mixtureDataset, type Dataset } from './dataset.ts';

/** Two equally likely round Gaussians, six deviations apart: the smallest data set that a generator can half learn. */
export function twoGaussians(): Dataset {
  const raw = gaussianMixture(
    [
      [-1.5, 0],
      [1.5, 0],
    ],
    0.5,
  );
  return mixtureDataset('twoGaussians', 'Two Gaussians', raw, {
    separateModes: true,
    classes: ['left', 'right'],
  });
}
