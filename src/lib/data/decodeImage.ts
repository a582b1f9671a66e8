/** Unpacks an image with the browser's own decoder, in a worker: `createImageBitmap` and an OffscreenCanvas. */
import { BadInput } from './badInput.ts';
import type { Decode } from './images.ts';

/** A decoder that takes longer has met a file that it was made for. */
const deadline = 5000;

/** @throws BadInput if the decoder refuses the file or does not answer. */
export const decodeImage: Decode = async ({ name, bytes }) => {
  const mine = new Uint8Array(bytes); // a copy: a Blob takes no memory that is shared
  let abandoned = false; // a picture that comes later is thrown away
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abandoned = true;
      reject(new BadInput(`${name}: the browser did not unpack it within 5 s. Skipped.`));
    }, deadline);
  });
  try {
    const refused = () => {
      throw new BadInput(`${name}: the browser cannot unpack it; it may be damaged. Skipped.`);
    };
    const unpacked = createImageBitmap(new Blob([mine])).then(
      (bitmap) => (abandoned ? bitmap.close() : bitmap),
      refused,
    );
    const bitmap = (await Promise.race([unpacked, late]))!;
    const { width, height } = bitmap;
    const context = context2d(width, height);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return { width, height, rgba: context.getImageData(0, 0, width, height).data };
  } finally {
    clearTimeout(timer);
  }
};

/**
 * The most by which this browser alters a pixel that is read back: some add noise against fingerprinting. 0 almost everywhere.
 * Where it is not, the reader should be told: results may differ.
 */
export function pixelNoise(context: OffscreenCanvasRenderingContext2D = context2d(8, 8)): number {
  const pattern = context.createImageData(8, 8);
  pattern.data.forEach((_, i) => (pattern.data[i] = i % 4 === 3 ? 255 : (i * 37) % 256));
  context.putImageData(pattern, 0, 0);
  const read = context.getImageData(0, 0, 8, 8).data;
  return pattern.data.reduce((most, value, i) => Math.max(most, Math.abs(value - read[i]!)), 0);
}

function context2d(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser has no canvas to unpack images on.');
  return context;
}
