/**
 * Handwritten digits of 28 x 28 pixels (LeCun, Cortes, Burges: the MNIST database) from the reader's own copy: two IDX files, one of
 * images and one of labels. Data sets in the same format (Fashion-MNIST, Kuzushiji-MNIST) can be read as well.
 */
import { BadInput, grouped } from './badInput.ts';
import type { Dataset } from './dataset.ts';
import { expanded, type GunzipOptions } from './gunzip.ts';
import { parseIdx } from './idx.ts';
import { imageDataset } from './imageDataset.ts';

export const mnistFormat = { side: 28, classes: 10, white: 255 } as const;

export interface MnistNames {
  images: string;
  labels: string;
}
const plainNames: MnistNames = { images: 'The file of images', labels: 'The file of labels' };

/**
 * @param images,labels the two IDX files, expanded.
 * @throws BadInput saying what was expected and what was found.
 */
export function createMnist(images: Uint8Array, labels: Uint8Array, names: MnistNames = plainNames): Dataset {
  const { side, classes, white } = mnistFormat;
  const pixels = parseIdx(images, names.images);
  const classOf = parseIdx(labels, names.labels);
  if (pixels.dims.length === 1 && classOf.dims.length === 3) {
    throw new BadInput(
      `${names.images} and ${names.labels} are exchanged: the first has labels. Choose them the other way.`,
    );
  }
  const [count, height, width] = pixels.dims as [number, number?, number?];
  if (!(pixels.values instanceof Uint8Array) || pixels.dims.length !== 3) {
    throw new BadInput(`${names.images}: it has ${describe(pixels)}; images are bytes in 3 dimensions.`);
  }
  if (!(classOf.values instanceof Uint8Array) || classOf.dims.length !== 1) {
    throw new BadInput(`${names.labels}: it has ${describe(classOf)}; labels are bytes in 1 dimension.`);
  }
  if (height !== side || width !== side) {
    throw new BadInput(`${names.images}: its images are ${width} × ${height} pixels; ${side} × ${side} are expected.`);
  }
  if (classOf.values.length !== count) {
    throw new BadInput(
      `${grouped(count)} images but ${grouped(classOf.values.length)} labels: ${names.images} and ${names.labels} do not belong together.`,
    );
  }
  const wrong = classOf.values.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new BadInput(
      `${names.labels}: label ${grouped(wrong + 1)} is ${classOf.values[wrong]}; labels of 0 to ${classes - 1} are expected.`,
    );
  }
  const { values } = pixels;
  if (values.every((value) => value === values[0])) {
    throw new BadInput(`${names.images}: all pixels are equal; a model cannot learn from it.`);
  }
  return imageDataset({
    name: 'mnist',
    title: 'MNIST digits',
    width: side,
    height: side,
    raw: values,
    white,
    labels: classOf.values,
    classes: Array.from({ length: classes }, (_, k) => String(k)),
  });
}

/** The same from files as they are downloaded: each may be gzip. @throws BadInput */
export async function readMnist(
  images: Uint8Array,
  labels: Uint8Array,
  { names = plainNames, ...options }: Omit<GunzipOptions, 'name'> & { names?: MnistNames } = {},
): Promise<Dataset> {
  const plain = await expanded(images, { ...options, name: names.images });
  return createMnist(plain, await expanded(labels, { ...options, name: names.labels }), names);
}

const describe = ({ dims, values }: { dims: number[]; values: object }) =>
  `${values.constructor.name.replace('Array', '')} values in ${dims.length} ${dims.length === 1 ? 'dimension' : 'dimensions'}`;
