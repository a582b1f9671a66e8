/**
 * Handwritten digits, 8 x 8 pixels: UCI Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak 1998), the test
 * part, 1,797 images. The file's layout, written by scripts/convert-digits.ts:
 *
 *   bytes 0..3  "DGTS"          byte 4  version          byte 5  side          bytes 6..7  count, little-endian
 *   then count x side^2 pixels of 0..16, row by row, image by image; then count labels of 0..9.
 */
import type { Dataset } from './dataset.ts';
import { imageDataset } from './imageDataset.ts';

export const digitsFile = {
  magic: 'DGTS',
  version: 1,
  side: 8,
  count: 1797,
  header: 8,
  white: 16,
  classes: 10,
} as const;

const remedy =
  'Run "npm run digits -- <digits.csv.gz>" to write it anew (public/data/README.md says where the numbers come from).';

/**
 * Reads the digits. One mean and one scale over all pixels of all images: an image stays an image.
 * @throws Error with what was expected, what was found, and what to do, if the bytes are not such a file.
 */
export function createDigits(bytes: Uint8Array): Dataset {
  const { magic, version, side, header, white, classes } = digitsFile;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (found !== magic) {
    throw new Error(`A digits file begins with "${magic}"; this one begins with ${JSON.stringify(found)}. ${remedy}`);
  }
  if (bytes.length < header)
    throw new Error(`A digits file has ${header} bytes of header; found ${bytes.length}. ${remedy}`);
  if (bytes[4] !== version)
    throw new Error(`Expected version ${version} of the digits file; found ${bytes[4]}. ${remedy}`);
  if (bytes[5] !== side) throw new Error(`Expected images ${side} pixels wide; found ${bytes[5]}. ${remedy}`);
  const count = view.getUint16(6, true);
  const dim = side * side;
  const size = header + count * (dim + 1);
  if (count === 0 || bytes.length !== size) {
    throw new Error(`A digits file of ${count} images has ${size} bytes; found ${bytes.length}. ${remedy}`);
  }
  const raw = bytes.subarray(header, header + count * dim);
  const labels = bytes.slice(header + count * dim);
  if (raw.some((value) => value > white) || labels.some((label) => label >= classes)) {
    throw new Error(`A digits file has pixels of 0..${white} and labels of 0..${classes - 1}; found others. ${remedy}`);
  }
  if (raw.every((value) => value === raw[0])) throw new Error(`All pixels of this digits file are equal. ${remedy}`);
  return imageDataset({
    name: 'digits',
    title: 'Handwritten digits',
    width: side,
    height: side,
    raw,
    white,
    labels,
    classes: Array.from({ length: classes }, (_, k) => String(k)),
  });
}
