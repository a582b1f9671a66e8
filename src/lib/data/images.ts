/** A reader's own images as a data set of small grey squares. */
import { BadInput, grouped, isBadInput } from './badInput.ts';
import type { Dataset } from './dataset.ts';
import { imageDataset } from './imageDataset.ts';
import { mislabelled, readImageHeader, type ImageHeader } from './imageHeader.ts';
import { shrink, type Picture } from './shrink.ts';

export interface ImageFile {
  name: string;
  bytes: Uint8Array;
}

/** Unpacks the pixels of a file whose header has passed: `decodeImage` in a worker, something simpler in a test. */
export type Decode = (file: ImageFile, header: ImageHeader) => Promise<Picture>;

export interface ImagesOptions {
  /** Pixels of a side. */
  side: 8 | 28;
  decode: Decode;
  progress?: (read: number, of: number) => void;
  signal?: AbortSignal;
}

export interface ReadImages {
  dataset: Dataset;
  /** What the reader should know: one sentence each. */
  notes: string[];
}

export const imagesLimits = { files: 5000, bytes: 200 * 2 ** 20, least: 20 } as const;
/** Sentences about single files; the rest is counted. */
const mostNotes = 8;

/**
 * Files that cannot be used are left out and told; limits are looked at before anything is decoded.
 * @throws BadInput if too few are left; the signal's reason if it is aborted.
 */
export async function createImages(
  files: readonly ImageFile[],
  { side, decode, progress, signal }: ImagesOptions,
): Promise<ReadImages> {
  const { chosen, notes } = choose(files);
  const single: string[] = [];
  const kept: Uint8Array[] = [];
  let resized = 0;
  for (const [k, file] of chosen.entries()) {
    signal?.throwIfAborted();
    try {
      const header = readImageHeader(file.bytes, file.name);
      const wrong = mislabelled(file.name, header);
      if (wrong) single.push(wrong);
      if (header.animated) single.push(`${file.name}: only the first frame is used.`);
      if (header.cmyk) single.push(`${file.name}: its colours are for print (CMYK), so its greys are approximate.`);
      const pixels = shrink(await checked(decode, file, header), side);
      if (pixels.every((value) => value === pixels[0])) {
        throw new BadInput(`${file.name}: all pixels are equal; a model cannot learn from it. Skipped.`);
      }
      if (header.width !== side || header.height !== side) resized++;
      kept.push(pixels);
    } catch (error) {
      if (!isBadInput(error)) throw error;
      single.push(error.message);
    }
    progress?.(k + 1, chosen.length);
  }
  if (single.length > mostNotes) {
    single.splice(mostNotes, single.length, `And ${grouped(single.length - mostNotes)} more remarks of this kind.`);
  }
  notes.push(...single);
  if (kept.length < imagesLimits.least) {
    const found = `${grouped(kept.length)} of ${grouped(files.length)} images can be used; at least ${imagesLimits.least} are needed.`;
    throw new BadInput([found, ...notes].join(' '));
  }
  if (resized > 0) {
    notes.push(
      `${grouped(resized)} of ${grouped(kept.length)} images were resized to ${side} × ${side}, their middle square.`,
    );
  }
  return { dataset: fromPixels(kept, side), notes };
}

/** As many of the files as the limits allow. */
function choose(files: readonly ImageFile[]): { chosen: readonly ImageFile[]; notes: string[] } {
  let bytes = 0;
  const over = files.findIndex(
    (file, k) => k >= imagesLimits.files || (bytes += file.bytes.length) > imagesLimits.bytes,
  );
  if (over < 0) return { chosen: files, notes: [] };
  return {
    chosen: files.slice(0, over),
    notes: [
      `${grouped(files.length)} images chosen; the first ${grouped(over)} are used (limits: ${grouped(imagesLimits.files)} images, ${grouped(imagesLimits.bytes)} bytes).`,
    ],
  };
}

/** What a decoder hands back is believed only as far as it fits the header. */
async function checked(decode: Decode, file: ImageFile, header: ImageHeader): Promise<Picture> {
  const picture = await decode(file, header);
  const { width, height, rgba } = picture;
  const turned = width === header.height && height === header.width; // a photograph that says which way is up
  const fits = (width === header.width && height === header.height) || turned;
  if (!fits || rgba.length !== 4 * width * height) {
    throw new BadInput(
      `${file.name}: its header says ${header.width} × ${header.height} pixels, and ${width} × ${height} were in it. Skipped.`,
    );
  }
  return picture;
}

function fromPixels(kept: Uint8Array[], side: number): Dataset {
  const raw = new Uint8Array(kept.length * side * side);
  kept.forEach((pixels, k) => raw.set(pixels, k * side * side));
  return imageDataset({
    name: 'images',
    title: 'Your images',
    width: side,
    height: side,
    raw,
    white: 255,
    labels: new Uint8Array(kept.length),
    classes: null,
  });
}
