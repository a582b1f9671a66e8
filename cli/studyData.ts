/** The data of a command: the book's own sets by name, MNIST from a folder of the reader's, and the classifier that judges images. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAnyDataset } from '../src/lib/data/any.ts';
import { isBadInput, type Dataset } from '../src/lib/data/index.ts';
import type { OwnData } from '../src/lib/data/own.ts';
import { findExperiment } from '../src/lib/experiments/index.ts';
import { loadRealImages, type RealImages } from '../src/lib/metrics/index.ts';
import { UsageError, type TextOption } from './options.ts';

const assets = new URL('../public/', import.meta.url).href;

export const mnistOption: TextOption = {
  kind: 'text',
  help: "a folder with MNIST's t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, gzipped or not",
};

export interface StudyData {
  dataset: Dataset;
  /** Images as the classifier sees them, for metrics; absent for points. */
  images?: RealImages;
  /** What a session is given for data that the book does not bring. */
  own?: OwnData;
}

function readMnistFolder(folder: string): OwnData {
  const read = (name: string) => {
    const path = [`${name}.gz`, name].map((file) => join(folder, file)).find(existsSync);
    if (path) return new Uint8Array(readFileSync(path));
    throw new UsageError(
      `There is no ${name}.gz and no ${name} in "${folder}". --mnist names the folder of the two files.`,
    );
  };
  return { name: 'mnist', images: read('t10k-images-idx3-ubyte'), labels: read('t10k-labels-idx1-ubyte') };
}

/** @throws UsageError where the data cannot be had */
export async function loadStudyData(experiment: string, mnist: string | undefined): Promise<StudyData> {
  const { data } = findExperiment(experiment);
  if (data === 'mnist' && !mnist) {
    throw new UsageError('MNIST is not part of the book. Say with --mnist where its two files of test images lie.');
  }
  const own = data === 'mnist' ? readMnistFolder(mnist!) : undefined;
  try {
    const dataset = await loadAnyDataset(data, assets, own);
    const images = await loadRealImages(dataset, assets);
    return { dataset, ...(images && { images }), ...(own && { own }) };
  } catch (error) {
    if (isBadInput(error)) throw new UsageError(error.message);
    throw error;
  }
}
