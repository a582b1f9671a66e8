import { describe, expect, test } from 'vitest';
import { bridges } from '../../../src/lib/metrics/bridges.ts';

/** Four modes on the corners of a square of side 2: sides are ways, diagonals are not. */
const square = {
  centres: [
    [0, 0],
    [2, 0],
    [0, 2],
    [2, 2],
  ],
  std: 0.1,
};

describe('bridges', () => {
  test('count what lies between neighbours, and not what lies in a mode or in the middle of nowhere', () => {
    const samples = [
      [0.05, 0.1], // in a mode
      [1, 0.2], // on a side
      [2.1, 1.3], // on another
      [1, 1], // the crossing of the diagonals
      [-0.5, 0], // beyond a mode
    ].flat();
    expect(bridges(samples, square)).toMatchObject({ outside: 4 / 5, onBridges: 2 / 4 });
  });

  test('know how much of the plane they cover', () => {
    // Per side a rectangle of 2 by 0.6, less the two half discs of radius 0.3 that are mode; over the box less four discs.
    const half = (Math.PI * 0.3 ** 2) / 2;
    // Where two sides meet the rectangles overlap in a square of 0.3 that lies in the mode but for its corner.
    const corner = 0.3 ** 2 - (Math.PI * 0.3 ** 2) / 4;
    const covered = 4 * (2 * 0.6 - 2 * half) - 4 * corner;
    const free = 2.6 ** 2 - 4 * Math.PI * 0.3 ** 2;
    expect(bridges([1, 1], square).byChance).toBeCloseTo(covered / free, 2);
  });

  test('are not asked for in three dimensions, nor of one mode', () => {
    expect(() => bridges([0, 0], { centres: [[0, 0]], std: 1 })).toThrow(/two or more modes in a plane; got 1 in 2/);
    expect(() => bridges([0, 0], { centres: [[0], [1]], std: 1 })).toThrow(/got 2 in 1/);
  });
});
