/** From a reader's files to data that can be raced on. Each throws BadInput in a sentence. */
import { BadInput, grouped } from '../../../lib/data/badInput.ts';
import { csvLimits } from '../../../lib/data/csv.ts';
import { decodeImage, pixelNoise } from '../../../lib/data/decodeImage.ts';
import { createDrawing, type Stroke } from '../../../lib/data/drawing.ts';
import { gunzipLimit } from '../../../lib/data/gunzip.ts';
import { createImages, imagesLimits } from '../../../lib/data/images.ts';
import { readMnist } from '../../../lib/data/mnist.ts';
import { createPoints } from '../../../lib/data/tableDataset.ts';
import { alteredBy, demandSize, titleOf, type Brought } from './ownWords.ts';

export interface Reading {
  signal: AbortSignal;
  /** The part that is done, or null where it is not known, and how much that is. */
  progress(fraction: number | null, text?: string): void;
}

async function bytesOf(file: File, limit: number): Promise<Uint8Array> {
  demandSize(file.name, file.size, limit);
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new BadInput(`${file.name} cannot be read. Is it a folder, or was it moved?`, { cause });
  }
}

/** @param columns by default the first two of numbers */
export async function readPoints(
  file: File,
  columns: [string, string] | undefined,
  { signal }: Reading,
): Promise<{ brought: Brought; numeric: string[] }> {
  const bytes = await bytesOf(file, csvLimits.bytes);
  signal.throwIfAborted();
  const options = { name: file.name, ...(columns && { columns }) };
  const { dataset, numeric, notes, rows, columns: found } = createPoints(bytes, options);
  const looks = `${file.name} has ${grouped(found)} columns, ${grouped(numeric.length)} of them numbers.`;
  const brought: Brought = {
    own: { name: 'table', bytes, options },
    dataset,
    title: titleOf(dataset, rows),
    notes: [looks, ...notes],
  };
  return { brought, numeric };
}

export function readDrawing(strokes: Stroke[]): Brought {
  const dataset = createDrawing(strokes);
  return { own: { name: 'drawing', strokes }, dataset, title: titleOf(dataset, strokes.length), notes: [] };
}

export async function readMnistFiles(images: File, labels: File, reading: Reading): Promise<Brought> {
  const names = { images: images.name, labels: labels.name };
  return openMnist(await bytesOf(images, gunzipLimit), await bytesOf(labels, gunzipLimit), reading, names);
}

/** @param images,labels as they came: expanded or not */
export async function openMnist(
  images: Uint8Array,
  labels: Uint8Array,
  { signal, progress }: Reading,
  names?: { images: string; labels: string },
): Promise<Brought> {
  const dataset = await readMnist(images, labels, {
    ...(names && { names }),
    signal,
    progress: ({ bytesIn }) => progress(Math.min(1, bytesIn / images.length), 'Unpacking'),
  });
  const count = dataset.images!.labels.length;
  return {
    own: { name: 'mnist', images, labels, ...(names && { names }) },
    dataset,
    title: titleOf(dataset, count),
    notes: [],
  };
}

export async function readImages(chosen: File[], side: 8 | 28, { signal, progress }: Reading): Promise<Brought> {
  const size = chosen.reduce((sum, file) => sum + file.size, 0);
  if (chosen.length > imagesLimits.files || size > imagesLimits.bytes) {
    throw new BadInput(
      `${grouped(chosen.length)} files with ${grouped(size)} bytes; the limits are ${grouped(imagesLimits.files)} and ${grouped(imagesLimits.bytes)}. Choose fewer.`,
    );
  }
  const files = [];
  for (const file of chosen) {
    signal.throwIfAborted();
    files.push({ name: file.name, bytes: await bytesOf(file, imagesLimits.bytes) });
  }
  const { dataset, notes } = await createImages(files, {
    side,
    decode: decodeImage,
    signal,
    progress: (read, of) => progress(read / of, `${grouped(read)} of ${grouped(of)}`),
  });
  const noise = pixelNoise();
  return {
    own: { name: 'images', files, side },
    dataset,
    title: titleOf(dataset, dataset.images!.labels.length),
    notes: noise > 0 ? [...notes, alteredBy(noise)] : notes,
  };
}
