import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { createMnist, readMnist } from '../../../src/lib/data/index.ts';
import { createRng } from '../../../src/lib/random.ts';
import { idxFile, smallMnist } from '../../helpers/idx.ts';

const { images, labels } = smallMnist(25);
const mnist = createMnist(images, labels);
const names = { images: 'images.idx', labels: 'labels.idx' };
const gzip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));

describe('MNIST from the reader’s files', () => {
  test('is standardised over all pixels', () => {
    const { pixels } = mnist.images!;
    expect(pixels).toHaveLength(25 * 784);
    const mean = pixels.reduce((a, b) => a + b, 0) / pixels.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(pixels.reduce((a, b) => a + (b - mean) ** 2, 0) / pixels.length).toBeCloseTo(1, 5);
    const raw = images.subarray(16);
    pixels.forEach((value, i) => expect(Math.abs(value * mnist.scale + mnist.mean[0]! - raw[i]!)).toBeLessThan(1e-4));
    expect(mnist.images!.black * mnist.scale + mnist.mean[0]!).toBeCloseTo(0, 12);
    expect(mnist.images!.white * mnist.scale + mnist.mean[0]!).toBeCloseTo(255, 12);
    expect([mnist.dim, mnist.images!.width, mnist.images!.height]).toEqual([784, 28, 28]);
  });

  test('is drawn whole, with its labels', () => {
    const { x, labels: drawn } = mnist.labels!.sample(300, createRng(2));
    expect(x).toEqual(mnist.sample(300, createRng(2)));
    const { pixels } = mnist.images!;
    const byImage = new Map(
      Array.from({ length: 25 }, (_, k) => [pixels.subarray(784 * k, 784 * (k + 1)).join(), k % 10]),
    );
    drawn.forEach((label, row) => expect(byImage.get(x.subarray(784 * row, 784 * (row + 1)).join())).toBe(label));
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  });

  test('may be compressed, one file or both', async () => {
    for (const [a, b] of [
      [gzip(images), labels],
      [images, gzip(labels)],
      [gzip(images), gzip(labels)],
    ] as const) {
      expect((await readMnist(a, b)).sample(3, createRng(1))).toEqual(mnist.sample(3, createRng(1)));
    }
    await expect(readMnist(gzip(images), labels, { limit: 1000, names })).rejects.toThrow(
      'images.idx: it expands past 1,000 bytes',
    );
  });

  test.each([
    ['exchanged files', labels, images, 'are exchanged'],
    [
      'labels twice',
      labels,
      labels,
      'images.idx: it has Uint8 values in 1 dimension; images are bytes in 3 dimensions',
    ],
    [
      'images twice',
      images,
      images,
      'labels.idx: it has Uint8 values in 3 dimensions; labels are bytes in 1 dimension',
    ],
    ['floats', idxFile([1, 28, 28], new Float32Array(784), 0x0d), labels, 'it has Float32 values'],
    ['other counts', images, smallMnist(24).labels, '25 images but 24 labels'],
    ['small images', idxFile([1, 8, 9], new Uint8Array(72)), idxFile([1], [0]), 'its images are 9 × 8 pixels; 28 × 28'],
    ['letters', images, idxFile([25], new Uint8Array(25).fill(11, 3)), 'label 4 is 11; labels of 0 to 9'],
    ['empty images', idxFile([25, 28, 28], new Uint8Array(25 * 784)), labels, 'all pixels are equal'],
    ['a page', new TextEncoder().encode('<!doctype html>'), labels, 'the first bytes 3C 21 64 6F are not IDX'],
  ])('refuses %s with a sentence', (_, a, b, sentence) => {
    expect(() => createMnist(a, b, names)).toThrow(BadInput);
    expect(() => createMnist(a, b, names)).toThrow(sentence);
  });
});
