import { describe, expect, it } from 'vitest';
import {
  demandSize,
  fewPoints,
  otherData,
  ownWays,
  pairOf,
  received,
  titleOf,
} from '../../../src/components/demos/race/ownWords.ts';
import { ownDatasetNames } from '../../../src/lib/data/dataset.ts';
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
    expect(received(400_000, null)).toBe('0.4 MB');
  });
  it('refuses a file that is too large before it is read', () => {
    expect(() => demandSize('a.csv', 100, 100)).not.toThrow();
    expect(() => demandSize('a.csv', 2_000_000, 1_000_000)).toThrow(
      'a.csv: it has 2,000,000 bytes; the limit is 1,000,000. Use a part of it.',
    );
  });
});

describe('the two files of MNIST', () => {
  const named = (...names: string[]) => {
    const { images, labels } = pairOf(names.map((name) => ({ name })));
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
