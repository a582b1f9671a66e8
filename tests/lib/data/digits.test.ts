import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { encodeDigits, parseDigits } from '../../../scripts/convert-digits.ts';
import { createDigits, loadDataset } from '../../../src/lib/data/index.ts';
import { createRng } from '../../../src/lib/random.ts';

const file = 'public/data/digits-8x8.bin';
const bytes = new Uint8Array(readFileSync(file));
const digits = createDigits(bytes);
const altered = (change: (copy: Uint8Array) => void) => {
  const copy = bytes.slice();
  change(copy);
  return copy;
};

describe('the digits', () => {
  test('are 1,797 images of 64 pixels with the label counts of the original', () => {
    // python3 -c "from sklearn.datasets import load_digits; import numpy as np; d = load_digits(); print(np.bincount(d.target))"
    const counts = new Array<number>(10).fill(0);
    digits.images!.labels.forEach((label) => counts[label]!++);
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect(digits.images!.pixels).toHaveLength(1797 * 64);
  });

  test('are standardised over all pixels: mean 4.884165 and deviation 6.016788 of 0..16', () => {
    // numpy: d.data.mean(), d.data.std()
    expect(digits.mean[0]).toBeCloseTo(4.884164579855314, 12);
    expect(digits.scale).toBeCloseTo(6.016787548672236, 12);
    const { pixels } = digits.images!;
    expect(pixels.reduce((a, b) => a + b, 0) / pixels.length).toBeCloseTo(0, 5);
    expect(pixels.reduce((a, b) => a + b * b, 0) / pixels.length).toBeCloseTo(1, 5);
  });

  test('begin with the zero that the original begins with', () => {
    const first = [...digits.images!.pixels.subarray(0, 8)].map((v) => Math.round(v * digits.scale + digits.mean[0]!));
    expect(first).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
    expect(digits.images!.labels[0]).toBe(0);
    expect(digits.images!.black * digits.scale + digits.mean[0]!).toBeCloseTo(0, 12);
    expect(digits.images!.white * digits.scale + digits.mean[0]!).toBeCloseTo(16, 12);
  });

  test('are sampled whole, with replacement, by seed', () => {
    const x = digits.sample(200, createRng(3));
    expect(x).toEqual(digits.sample(200, createRng(3)));
    const images = new Set<string>();
    for (let i = 0; i < 1797; i++) images.add(digits.images!.pixels.subarray(i * 64, i * 64 + 64).join());
    for (let row = 0; row < 200; row++) expect(images.has(x.subarray(row * 64, row * 64 + 64).join())).toBe(true);
  });

  test('load from a folder, with and without a slash, and from a file: URL', async () => {
    for (const assets of ['public/', 'public', pathToFileURL('public').href]) {
      expect((await loadDataset('digits', assets)).dim).toBe(64);
    }
    await expect(loadDataset('digits', 'nowhere/')).rejects.toThrow('nowhere/data/digits-8x8.bin');
  });

  test.each([
    [
      'a page instead of the file',
      new TextEncoder().encode('<!doctype html><title>404</title>'),
      'begins with "DGTS"; this one begins with "<!do"',
    ],
    ['nothing', new Uint8Array(0), 'begins with "DGTS"; this one begins with ""'],
    ['half a header', bytes.slice(0, 6), '8 bytes of header; found 6'],
    ['another version', altered((b) => (b[4] = 2)), 'Expected version 1 of the digits file; found 2'],
    ['another size of image', altered((b) => (b[5] = 28)), 'Expected images 8 pixels wide; found 28'],
    ['a cut file', bytes.slice(0, 5000), '1797 images has 116813 bytes; found 5000'],
    ['no images', bytes.slice(0, 8).fill(0, 6), '0 images'],
  ])('refuse %s with a sentence that says what to do', (_, wrong, sentence) => {
    expect(() => createDigits(wrong)).toThrow(sentence);
    expect(() => createDigits(wrong)).toThrow('npm run digits');
  });

  test('are read correctly from the middle of a larger buffer', () => {
    const padded = new Uint8Array(bytes.length + 5);
    padded.set(bytes, 5);
    expect(createDigits(padded.subarray(5)).images!.labels).toEqual(digits.images!.labels);
  });
});

describe('the converter', () => {
  const row = [...Array.from({ length: 64 }, (_, i) => i % 17), 7].join(',');

  test('reads rows, writes what the loader reads', () => {
    const parsed = parseDigits(`${row}\r\n${row}\n`);
    expect(parsed.labels).toEqual([7, 7]);
    const loaded = createDigits(encodeDigits(parsed));
    expect(loaded.images!.labels).toEqual(Uint8Array.of(7, 7));
    const back = [...loaded.images!.pixels.subarray(64)].map((v) => Math.round(v * loaded.scale + loaded.mean[0]!));
    expect(back).toEqual(parsed.pixels[1]);
  });

  test('writes the shipped file again, byte for byte, from its pixels and labels', () => {
    const raw = Array.from({ length: 1797 }, (_, i) => [...bytes.subarray(8 + 64 * i, 72 + 64 * i)]);
    const again = encodeDigits({ pixels: raw, labels: [...digits.images!.labels] });
    expect(Buffer.compare(again, bytes)).toBe(0);
  });

  test('names the line that is not an image', () => {
    expect(() => parseDigits(`${row}\n1,2,3`)).toThrow(
      'Line 2: expected 64 pixels of 0..16 and a label of 0..9; found 3 fields',
    );
    expect(() => parseDigits(row.replace(/7$/, '10'))).toThrow('Line 1');
    expect(() => parseDigits(row.replace('16', '17'))).toThrow('Line 1');
  });

  test('takes a gzipped file and refuses one with another number of images', () => {
    const folder = mkdtempSync(join(tmpdir(), 'digits-'));
    const input = join(folder, 'two.csv.gz');
    writeFileSync(input, gzipSync(`${row}\n${row}\n`));
    const run = () =>
      execFileSync(process.execPath, ['scripts/convert-digits.ts', input, join(folder, 'out.bin')], { stdio: 'pipe' });
    expect(run).toThrow('Expected 1797 images; found 2');
  });
});
