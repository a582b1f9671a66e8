import { describe, expect, it } from 'vitest';
import {
  alteredBy,
  demandKind,
  demandSize,
  fewPoints,
  otherData,
  ownWays,
  pairOf,
  received,
  titleOf,
} from '../../../src/components/demos/race/ownWords.ts';
import { ownDatasetNames, type OwnDatasetName } from '../../../src/lib/data/dataset.ts';
import { createDrawing } from '../../../src/lib/data/drawing.ts';

const line = (height: number) => ({
  dataset: createDrawing([
    [
      [0, 0],
      [1, height],
    ],
  ]),
});

describe('own data in words', () => {
  it('offers a way for every kind of data', () => {
    expect(ownWays.map(({ name }) => name).sort()).toEqual([...ownDatasetNames].sort());
  });
  it('names what was brought and how much it is', () => {
    expect(titleOf({ name: 'table' }, 1204)).toBe('Your table, 1,204 points');
    expect(titleOf({ name: 'drawing' }, 1)).toBe('Your drawing, 1 stroke');
    expect(titleOf({ name: 'mnist' }, 60_000)).toBe('MNIST digits, 60,000 images');
    const images = { width: 8, height: 8 } as NonNullable<Parameters<typeof titleOf>[0]['images']>;
    expect(titleOf({ name: 'images', images }, 40)).toBe('Your images, 40 of 8 × 8 pixels');
  });
  it('says how much has arrived, and of how much where that is known', () => {
    expect(received(1_234_567, 9_900_000)).toBe('1.2 of 9.9 MB');
    expect(received(4_000_000, null)).toBe('4.0 MB');
    expect(received(1400, 4542)).toBe('1.4 of 4.5 kB'); // MNIST's labels
    expect(received(0, null)).toBe('0.0 kB');
  });
  it('tells by how much a browser alters pixels', () => {
    expect(alteredBy(3)).toContain('by up to 3 of 255');
  });
  it('refuses a file that is too large before it is read', () => {
    expect(() => demandSize('a.csv', 100, 100)).not.toThrow();
    expect(() => demandSize('a.csv', 2_000_000, 1_000_000)).toThrow(
      'a.csv: it has 2,000,000 bytes; the limit is 1,000,000. Use a part of it.',
    );
  });
});

describe('dropped files', () => {
  const file = (name: string, type = '') => ({ name, type });
  const csv = file('points.csv', 'text/csv');
  const png = file('cat.png', 'image/png');
  const idx = file('t10k-labels-idx1-ubyte.gz', 'application/gzip');

  it('of the kind that is shown, or of none that can be told, are taken', () => {
    const fine: [OwnDatasetName, { name: string; type: string }[]][] = [
      ['table', [csv]],
      ['table', [file('points.TSV')]],
      ['table', [file('points.txt', 'text/plain')]],
      ['mnist', [idx, file('images')]],
      ['images', [png, png]],
      ['images', [csv, png]], // each file of images gets a sentence of its own
    ];
    for (const [way, files] of fine) expect(() => demandKind(way, files)).not.toThrow();
  });
  it.each<[OwnDatasetName, { name: string; type: string }[], string]>([
    ['table', [png], 'cat.png is an image: choose “Small images” above, then drop it again.'],
    ['mnist', [png, png], 'cat.png is an image: choose “Small images” above, then drop them again.'],
    ['images', [csv], 'points.csv is a table: choose “A table” above, then drop it again.'],
    ['mnist', [file('points.tsv')], 'points.tsv is a table: choose “A table” above, then drop it again.'],
    ['table', [idx], 't10k-labels-idx1-ubyte.gz is a file of MNIST: choose “MNIST” above, then drop it again.'],
    ['images', [file('a.idx')], 'a.idx is a file of MNIST: choose “MNIST” above, then drop it again.'],
    ['drawing', [png], 'A drawing is drawn here, with a pointer or the arrow keys; it is not a file.'],
    ['table', [csv, csv], 'You dropped 2 files. A table is one file: drop one of them.'],
    ['mnist', [idx, idx, idx], 'You dropped 3 files. MNIST is two: drop one of images and the one of their labels.'],
    ['table', [], 'No file was in what you dropped. Drop files, or choose them.'],
  ])('for %s that are something else are a sentence', (way, files, sentence) => {
    expect(() => demandKind(way, files)).toThrow(sentence);
  });
});

describe('the two files of MNIST', () => {
  const files = (...names: string[]) => names.map((name) => ({ name }));
  const named = (...names: string[]) => {
    const { images, labels } = pairOf(files(...names));
    return [images?.name ?? null, labels?.name ?? null];
  };
  it('are told apart by their names, in any order', () => {
    expect(named('t10k-labels-idx1-ubyte.gz', 't10k-images-idx3-ubyte.gz')).toEqual([
      't10k-images-idx3-ubyte.gz',
      't10k-labels-idx1-ubyte.gz',
    ]);
  });
  it('are taken in their order where the names say nothing', () => {
    expect(named('a', 'b')).toEqual(['a', 'b']);
    expect(named('b', 'labels')).toEqual(['b', 'labels']);
    expect(named('images')).toEqual(['images', null]);
    expect(named()).toEqual([null, null]);
  });
  it('may come one after the other', () => {
    const [a, b, labels] = files('a', 'b', 'labels') as [{ name: string }, { name: string }, { name: string }];
    expect(pairOf([b], { images: a })).toEqual({ images: a, labels: b });
    expect(pairOf([b], { labels: a })).toEqual({ images: b, labels: a });
    expect(pairOf([b], { images: a, labels })).toEqual({ images: b, labels });
    expect(pairOf([labels], { images: a, labels: b })).toEqual({ images: a, labels });
    expect(pairOf([labels])).toEqual({ images: undefined, labels });
  });
});

describe('a run that is taken up again', () => {
  it('knows the data that it learned from', () => {
    expect(fewPoints(line(1))).toHaveLength(64);
    expect(otherData(line(1), fewPoints(line(1)))).toBe('');
  });
  it('says so where it goes on with other data', () => {
    expect(otherData(line(-1), fewPoints(line(1)))).toMatch(/learned from other data/);
    expect(otherData(line(1), new Float32Array(3))).toMatch(/learned from other data/);
  });
});
