/** The museum's rooms, in the order of the walk. */
import type { Exhibit } from '../exhibit.ts';
import { doubleSigmoid } from './doubleSigmoid.ts';
import { flatLoss } from './flatLoss.ts';
import { lastNoise } from './lastNoise.ts';
import { thirdOfData } from './thirdOfData.ts';
import { trainsD } from './trainsD.ts';
import { unscaled } from './unscaled.ts';

export const exhibits: readonly Exhibit[] = [flatLoss, lastNoise, unscaled, doubleSigmoid, trainsD, thirdOfData];
export const findExhibit = (id: string): Exhibit => {
  const found = exhibits.find((exhibit) => exhibit.id === id);
  if (!found) throw new RangeError(`There is no fault "${id}". There are ${exhibits.map((one) => one.id).join(', ')}.`);
  return found;
};
