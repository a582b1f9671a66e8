/** The data sets, by name. */
import { checkerboard } from './checkerboard.ts';
import type { Dataset, DatasetName } from './dataset.ts';
import { createDigits } from './digits.ts';
import { grid25 } from './grid25.ts';
import { line } from './line.ts';
import { moons } from './moons.ts';
import { readAsset } from './readAsset.ts';
import { ring } from './ring.ts';
import { spiral } from './spiral.ts';
import { swissRoll } from './swissRoll.ts';
import { twoGaussians } from './twoGaussians.ts';

export { BadInput, isBadInput } from './badInput.ts';
export { datasetNames, ownDatasetNames } from './dataset.ts';
export type { Dataset, DatasetName, ImageLayout, Modes, OwnDatasetName } from './dataset.ts';
export { createDigits } from './digits.ts';
export type { Labelled, Labels } from './labels.ts';
export { createMnist, readMnist } from './mnist.ts';
export { buffersOf, isOwnName, openOwnData, type OwnData, type OwnDataset } from './own.ts';

export type PointsName = Exclude<DatasetName, 'digits'>;

const makers: Record<PointsName, () => Dataset> = {
  ring,
  grid25,
  moons,
  swissRoll,
  spiral,
  checkerboard,
  twoGaussians,
  line,
};

/** A data set that needs no file. */
export function createDataset(name: PointsName): Dataset {
  const make = makers[name];
  if (!make)
    throw new RangeError(`No data set is called "${name}". There are ${Object.keys(makers).join(', ')} and digits.`);
  return make();
}

/**
 * Any data set. `assets` is where `data/` lies: a URL in a page or a worker, a folder (or file: URL) in Node; it ends in "/".
 * @throws Error if the digits cannot be read.
 */
export async function loadDataset(name: DatasetName, assets: string): Promise<Dataset> {
  return name === 'digits' ? createDigits(await readAsset(assets, 'data/digits-8x8.bin')) : createDataset(name);
}
