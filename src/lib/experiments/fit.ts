/** What a model takes from its data set, where the configuration asks for it. */
import type { Dataset, ImageLayout } from '../data/index.ts';
import type { Config } from './config.ts';

/**
 * Labels that a model is told; 0 for none.
 * @throws RangeError if labels are asked for and the data has none
 */
export function classesOf({ conditional }: Config, { name, labels }: Dataset): number {
  if (!conditional) return 0;
  if (!labels) {
    throw new RangeError(
      `The data set "${name}" has no labels, so no model can be told them: set conditional to false.`,
    );
  }
  return labels.count;
}

/**
 * The layout of the images where a convolutional net is asked for, else null.
 * @throws RangeError if the data are not images
 */
export function convLayout({ net }: Config, { name, images }: Dataset): ImageLayout | null {
  if (net !== 'conv') return null;
  if (!images) throw new RangeError(`A convolutional net sees images, and "${name}" has points: set net to "mlp".`);
  return images;
}
