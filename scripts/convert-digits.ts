/**
 * Writes public/data/digits-8x8.bin from scikit-learn's digits.csv (64 pixels of 0..16 and a label per row), gzipped or not.
 *
 *   npm run digits -- path/to/digits.csv.gz [out.bin]
 *
 * The layout of the file is documented, and checked on reading, in src/lib/data/digits.ts.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createDigits, digitsFile } from '../src/lib/data/digits.ts';

const { magic, version, side, header, count, white } = digitsFile;
const dim = side * side;

export function parseDigits(csv: string): { pixels: number[][]; labels: number[] } {
  const rows = csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map(Number));
  rows.forEach((row, i) => {
    const valid =
      row.length === dim + 1 &&
      row.every((value, j) => Number.isInteger(value) && value >= 0 && value <= (j < dim ? white : 9));
    if (!valid)
      throw new Error(
        `Line ${i + 1}: expected ${dim} pixels of 0..${white} and a label of 0..9; found ${row.length} fields: ${row.slice(0, 4).join(',')} ...`,
      );
  });
  return { pixels: rows.map((row) => row.slice(0, dim)), labels: rows.map((row) => row[dim]!) };
}

export function encodeDigits({ pixels, labels }: { pixels: number[][]; labels: number[] }): Uint8Array {
  const bytes = new Uint8Array(header + labels.length * (dim + 1));
  bytes.set([...magic].map((letter) => letter.charCodeAt(0)));
  bytes.set([version, side, labels.length & 255, labels.length >> 8], magic.length);
  bytes.set(pixels.flat(), header);
  bytes.set(labels, header + labels.length * dim);
  return bytes;
}

if (import.meta.main) {
  const [input, output = fileURLToPath(new URL('../public/data/digits-8x8.bin', import.meta.url))] =
    process.argv.slice(2);
  if (!input) {
    console.error('Usage: npm run digits -- path/to/digits.csv.gz [out.bin]');
    process.exit(2);
  }
  const file = readFileSync(input);
  const gzipped = file[0] === 0x1f && file[1] === 0x8b;
  const digits = parseDigits((gzipped ? gunzipSync(file) : file).toString('utf8'));
  if (digits.labels.length !== count)
    throw new Error(`Expected ${count} images; found ${digits.labels.length} in ${input}.`);
  const bytes = encodeDigits(digits);
  const { mean, scale } = createDigits(bytes);
  writeFileSync(output, bytes);
  console.log(
    `${output}: ${count} images, ${bytes.length} bytes; mean ${mean[0]!.toFixed(6)}, scale ${scale.toFixed(6)}`,
  );
}
