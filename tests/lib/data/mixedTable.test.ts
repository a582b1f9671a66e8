import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnOf, splitRows, takeRows, type MixedTable } from '../../../src/lib/data/mixedTable.ts';
import { createRng } from '../../../src/lib/random.ts';

const table: MixedTable = {
  rows: 3,
  columns: [
    { name: 'x', kind: 'numeric', values: Float64Array.of(1, 2, 3) },
    { name: 'c', kind: 'categorical', categories: ['a', 'b'], values: Uint8Array.of(0, 1, 0) },
  ],
};

test('rows are taken in the order asked for', () => {
  const { rows, columns } = takeRows(table, [2, 1, 1]);
  expect([rows, [...columns[0]!.values], [...columns[1]!.values]]).toEqual([3, [3, 2, 2], [0, 1, 1]]);
  expect(columnOf(table, 'c').kind).toBe('categorical');
  expect(() => columnOf(table, 'z')).toThrow('The table has no column "z". It has x, c.');
});

test('a split puts every row on exactly one side, in the shares asked for, by seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 0, max: 99 }), (rows, seed) => {
      const { train, test } = splitRows(rows, 0.5, createRng(seed));
      expect(test).toHaveLength(Math.round(rows / 2));
      expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
      expect(splitRows(rows, 0.5, createRng(seed))).toEqual({ train, test });
    }),
    { seed: 1 },
  );
  for (const share of [0, 1, -1, NaN]) expect(() => splitRows(10, share, createRng(1))).toThrow(RangeError);
});

test('every row is as likely as any other to be tested', () => {
  const hits = new Array<number>(10).fill(0);
  const draws = 4000;
  for (let seed = 0; seed < draws; seed++) splitRows(10, 0.3, createRng(seed)).test.forEach((row) => hits[row]!++);
  for (const count of hits) expect(Math.abs(count / draws - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / draws));
});
