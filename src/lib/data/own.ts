/** What a reader brings, as it travels to the worker: plain data that can be cloned or transferred. */
import { ownDatasetNames, type Dataset, type OwnDatasetName } from './dataset.ts';
import { decodeImage } from './decodeImage.ts';
import { createDrawing, type DrawingOptions, type Stroke } from './drawing.ts';
import { createImages, type Decode, type ImageFile } from './images.ts';
import { readMnist, type MnistNames } from './mnist.ts';
import { createPoints, type PointsOptions } from './tableDataset.ts';

export type OwnData =
  | { name: 'mnist'; images: Uint8Array; labels: Uint8Array; names?: MnistNames }
  | { name: 'table'; bytes: Uint8Array; options?: PointsOptions }
  | { name: 'drawing'; strokes: Stroke[]; options?: DrawingOptions }
  | { name: 'images'; files: ImageFile[]; side: 8 | 28 };

export interface OwnDataset {
  dataset: Dataset;
  /** What the reader should know: one sentence each. */
  notes: string[];
}

export const isOwnName = (name: string): name is OwnDatasetName => ownDatasetNames.some((own) => own === name);

/**
 * Any data set of the reader's own.
 * @param decode unpacks images; the browser's decoder by default.
 * @throws BadInput in a sentence if it cannot be used.
 */
export async function openOwnData(data: OwnData, decode: Decode = decodeImage): Promise<OwnDataset> {
  switch (data.name) {
    case 'mnist':
      return { dataset: await readMnist(data.images, data.labels, data.names && { names: data.names }), notes: [] };
    case 'table': {
      const { dataset, notes } = createPoints(data.bytes, data.options);
      return { dataset, notes };
    }
    case 'drawing':
      return { dataset: createDrawing(data.strokes, data.options), notes: [] };
    case 'images':
      return createImages(data.files, { side: data.side, decode });
  }
}

/** The buffers to transfer, so that a large file is moved to the worker and not copied. The page has them no more. */
export function buffersOf(data: OwnData): ArrayBufferLike[] {
  if (data.name === 'mnist') return [data.images.buffer, data.labels.buffer];
  if (data.name === 'table') return [data.bytes.buffer];
  return data.name === 'images' ? data.files.map((file) => file.bytes.buffer) : [];
}
