/** Ten thousand damaged files of each format: each is read, or refused with one of our sentences, and none takes long. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isBadInput } from '../../../src/lib/data/badInput.ts';
import { createDigits } from '../../../src/lib/data/digits.ts';
import { gunzip } from '../../../src/lib/data/gunzip.ts';
import { parseIdx } from '../../../src/lib/data/idx.ts';
import { readImageHeader } from '../../../src/lib/data/imageHeader.ts';
import { createMnist } from '../../../src/lib/data/mnist.ts';
import { createPoints } from '../../../src/lib/data/tableDataset.ts';
import { createRng } from '../../../src/lib/random.ts';
import { idxFile, smallMnist } from '../../helpers/idx.ts';
import { mutate } from '../../helpers/mutate.ts';
import { picture, pictureKinds, type PictureKind } from '../../helpers/pictures.ts';

const files = 10_000;
/** Longest time for one small file, on a machine that has other things to do. */
const longest = 2000;

interface Tally {
  read: number;
  /** How often each sentence was said, with its numbers and quotations left out. */
  refused: Map<string, number>;
}

/** Reads the k-th damaged file for every k. Throws on any error that is not a sentence for the reader. */
async function fuzz(
  seed: number,
  originals: Uint8Array[],
  read: (bytes: Uint8Array) => unknown,
  together = 1,
): Promise<Tally> {
  const rng = createRng(seed);
  const tally: Tally = { read: 0, refused: new Map() };
  let slowest = 0;
  const one = async (k: number) => {
    const bytes = mutate(originals[k % originals.length]!, rng);
    const start = performance.now();
    try {
      const pending = read(bytes);
      if (pending instanceof Promise) await pending;
      tally.read++;
    } catch (error) {
      const ours = isBadInput(error) || (error instanceof Error && error.message.includes('npm run digits'));
      if (!ours)
        throw new Error(`File ${k} of seed ${seed}: ${Buffer.from(bytes).toString('base64')}`, { cause: error });
      const sentence = (error as Error).message.replace(/“[^”]*”|"[^"]*"|[\d,]+/g, '#');
      tally.refused.set(sentence, (tally.refused.get(sentence) ?? 0) + 1);
    }
    slowest = Math.max(slowest, performance.now() - start);
  };
  for (let k = 0; k < files; k += together) await Promise.all(Array.from({ length: together }, (_, i) => one(k + i)));
  expect(slowest).toBeLessThan(longest * together);
  return tally;
}

const text = (content: string) => new TextEncoder().encode(content);
const { images, labels } = smallMnist(2);

test('IDX files', async () => {
  const originals = [
    idxFile([3], [1, 2, 3]),
    idxFile([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], 0x0d),
    idxFile([1, 1, 2, 3], [1, 2, 3, 4, 5, 6], 0x0b),
  ];
  const { read, refused } = await fuzz(1, originals, (bytes) => parseIdx(bytes, 'a.idx'));
  expect(read).toBeGreaterThan(100); // values that changed are values
  expect(refused.size).toBeGreaterThan(5);
});

test('pairs of IDX files as MNIST', async () => {
  const { read, refused } = await fuzz(2, [labels], (bytes) => createMnist(images, bytes));
  expect(read).toBeGreaterThan(100);
  expect(refused.size).toBeGreaterThan(5);
});

test('gzip files', async () => {
  const originals = [
    text('a'.repeat(500)),
    Uint8Array.from({ length: 300 }, (_, i) => (i * i) % 251),
    new Uint8Array(0),
  ];
  const packed = originals.map((bytes) => new Uint8Array(gzipSync(bytes)));
  const { read, refused } = await fuzz(3, packed, (bytes) => gunzip(bytes, { limit: 10_000 }), 100);
  expect(read).toBeGreaterThan(10); // the header's time and system do not matter
  expect(refused.size).toBeGreaterThan(1);
});

test('tables', async () => {
  const rows = (line: (i: number) => string) => text(Array.from({ length: 24 }, (_, i) => line(i)).join('\n'));
  const originals = [
    rows((i) => (i === 0 ? 'x,y' : `${i},${i * i}.5`)),
    rows((i) => (i === 0 ? '"x";"y""z"' : `"${i},25";${-i}`)),
    rows((i) => `${i}\t1e${i}\tword ${i}`),
    rows((i) => `\ufeff${i},NaN,${i}\r`),
  ];
  const { read, refused } = await fuzz(4, originals, (bytes) => createPoints(bytes, { name: 'a.csv' }));
  expect(read).toBeGreaterThan(500);
  expect(refused.size).toBeGreaterThan(8);
});

test.each([
  ['PNG', ['png', 'png16']],
  ['JPEG', ['jpeg', 'progressive', 'cmyk']],
  ['WebP', ['webp', 'lossless', 'extended', 'animatedWebp']],
  ['GIF', ['gif', 'animatedGif']],
] as [string, PictureKind[]][])('headers of %s images', async (_, kinds) => {
  expect(kinds.every((kind) => pictureKinds.includes(kind))).toBe(true);
  const { read, refused } = await fuzz(5, kinds.map(picture), (bytes) => {
    const { width, height } = readImageHeader(bytes, 'a.img');
    if (!(width * height > 0 && width * height <= 16_000_000))
      throw new Error(`${width} x ${height} passed the limits.`);
  });
  expect(read).toBeGreaterThan(500);
  expect(refused.size).toBeGreaterThan(2);
});

test('the digits file', async () => {
  const whole = new Uint8Array(readFileSync('public/data/digits-8x8.bin'));
  const small = Uint8Array.from([
    ...whole.subarray(0, 6),
    3,
    0,
    ...whole.subarray(8, 8 + 3 * 64),
    ...whole.subarray(-3),
  ]);
  const { read, refused } = await fuzz(6, [small], (bytes) => {
    const { labels, images, scale } = createDigits(bytes);
    const usable = scale > 0 && images!.pixels.every(Number.isFinite);
    if (!usable || images!.labels.some((label) => label >= labels!.count))
      throw new Error('Unusable digits were read.');
  });
  expect(read).toBeGreaterThan(100);
  expect(refused.size).toBeGreaterThan(5);
});
