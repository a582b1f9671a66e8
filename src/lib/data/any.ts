/** Any data set by name: one that the book brings, or one that the reader does. */
import { BadInput } from './badInput.ts';
import { loadDataset, type Dataset, type DatasetName, type OwnDatasetName } from './index.ts';
import { isOwnName, openOwnData, type OwnData } from './own.ts';

/** What a sentence calls each kind of the reader's own data. */
const called: Record<OwnDatasetName, string> = {
  mnist: 'two files of MNIST, images and labels',
  table: 'a table of points',
  drawing: 'a drawing',
  images: 'images',
};

/** What is said where a run's own data are not at hand. */
export const missingOwn = (name: OwnDatasetName): BadInput =>
  new BadInput(`This run learns from ${called[name]} of your own. Choose them, then start again.`);

/**
 * @param assets where the book's own data lie, as for `loadDataset`
 * @throws BadInput in a sentence if the reader's data are missing, of another kind, or unusable
 */
export async function loadAnyDataset(
  name: DatasetName | OwnDatasetName,
  assets: string,
  own?: OwnData,
): Promise<Dataset> {
  if (!isOwnName(name)) return loadDataset(name, assets);
  if (!own) throw missingOwn(name);
  if (own.name !== name) throw new BadInput(`This run learns from ${called[name]}; found ${called[own.name]} instead.`);
  return (await openOwnData(own)).dataset;
}
