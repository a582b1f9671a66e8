import { gaussianMixture } from '../theory/mixture.ts';
import { mixtureDataset, type Dataset } from './dataset.ts';

/** One dimension, two modes of unequal weight: everything about it can be drawn as a curve and integrated exactly. */
export function line(): Dataset {
  const raw = gaussianMixture([[-2], [2]], 0.5, [0.3, 0.7]);
  return mixtureDataset('line', 'Two modes on a line', raw, { separateModes: true, classes: ['left', 'right'] });
}
