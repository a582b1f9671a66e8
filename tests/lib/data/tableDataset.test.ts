import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { createPoints, type PointsOptions } from '../../../src/lib/data/tableDataset.ts';
import { createRng } from '../../../src/lib/random.ts';

const read = (text: string, options: PointsOptions = {}) =>
  createPoints(new TextEncoder().encode(text), { name: 'points.csv', ...options });
const rows = (n: number, row: (i: number) => string, head = 'x,y') =>
  [head, ...Array.from({ length: n }, (_, i) => row(i))].join('\n');
const wave = (i: number) => `${i},${10 * Math.sin(i)}`;

function moments(x: Float32Array) {
  const n = x.length / 2;
  return [0, 1].map((axis) => {
    let [sum, squares] = [0, 0];
    for (let i = axis; i < x.length; i += 2) [sum, squares] = [sum + x[i]!, squares + x[i]! ** 2];
    return { mean: sum / n, variance: squares / n - (sum / n) ** 2 };
  });
}

describe('points from a table', () => {
  const { dataset, axes, notes } = read(rows(40, wave));

  test('are the rows, standardised with one scale, and the way back is known', () => {
    const sample = dataset.sample(5000, createRng(1));
    const seen = new Set<number>();
    for (let i = 0; i < 5000; i++) {
      const [x, y] = axes.map(({ mean, scale }, k) => sample[2 * i + k]! * scale + mean) as [number, number];
      const row = Math.round(x);
      seen.add(row);
      expect(Math.abs(x - row)).toBeLessThan(1e-4);
      expect(Math.abs(y - 10 * Math.sin(row))).toBeLessThan(1e-4);
    }
    expect(seen.size).toBe(40);
    expect(axes[0]!.scale).toBe(axes[1]!.scale);
    expect([dataset.mean, dataset.scale]).toEqual([[axes[0]!.mean, axes[1]!.mean], axes[0]!.scale]);
    expect(notes).toEqual(['The first line is read as headings.']);
    const [a, b] = moments(dataset.sample(200_000, createRng(2)));
    expect(Math.abs(a!.mean) + Math.abs(b!.mean)).toBeLessThan(0.02);
    expect(Math.abs((a!.variance + b!.variance) / 2 - 1)).toBeLessThan(0.02);
  });

  test('of unlike units are scaled each on its own', () => {
    const far = read(rows(40, (i) => `${1e6 * i},${Math.sin(i)}`));
    moments(far.dataset.sample(100_000, createRng(3))).forEach(({ mean, variance }) => {
      expect(Math.abs(mean)).toBeLessThan(0.03);
      expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    });
    expect(far.notes).toContain('The two columns have very different spreads, so each is scaled on its own.');
  });

  test('may be any two numeric columns, by name', () => {
    const text = rows(30, (i) => `Rome,${i},${i ** 2},${i % 7}`, 'city,a,b,c');
    expect(read(text).axes.map(({ column }) => column)).toEqual(['a', 'b']);
    expect(read(text).numeric).toEqual(['a', 'b', 'c']);
    expect(read(text, { columns: ['c', 'a'] }).axes.map(({ column }) => column)).toEqual(['c', 'a']);
    expect(() => read(text, { columns: ['a', 'city'] })).toThrow(
      'points.csv line 2, column “city”: “Rome” is not a number. (The first line is read as headings.)',
    );
    expect(() => read(text, { columns: ['a', 'd'] })).toThrow('has no column “d”. It has “city”, “a”, “b”, “c”.');
    expect(() => read(text, { columns: ['a', 'a'] })).toThrow('choose two different columns');
  });

  test('leave rows out that lack a number, and count those that repeat', () => {
    const text = rows(50, (i) => (i === 3 ? '3,' : i === 4 ? 'inf,1' : `${i % 24},${(i % 24) ** 2}`));
    expect(read(text).notes).toContain('2 rows with missing or infinite values were left out.');
    expect(read(text).notes).toContain('24 rows repeat another.');
    expect(read(rows(25, (i) => `${i % 24},1${i % 24}`)).notes).toContain('1 row repeats another.');
  });

  test('keep small differences between large numbers', () => {
    const { dataset } = read(rows(100, (i) => `${1e9 + i * 1e-3},${Math.cos(i)}`));
    expect(moments(dataset.sample(50_000, createRng(4)))[0]!.variance).toBeGreaterThan(0.9);
  });

  test('are drawn around an outlier, not shrunk by it', () => {
    expect(read(rows(2000, (i) => (i === 0 ? '1e5,0' : wave(i % 31)))).dataset.extent).toBe(2.4);
  });

  test.each([
    ['few rows', rows(3, wave), 'points.csv: 3 rows with two numbers; at least 20 are needed.'],
    ['one row', 'x,y\n1,2', 'points.csv: 1 row with two numbers'],
    ['one column', rows(30, String, 'x'), 'points.csv has one column of numbers (“x”); two are needed'],
    [
      'a word',
      rows(30, (i) => (i === 0 ? '1,abc' : wave(i))),
      'line 2, column “y”: “abc” is not a number. (The first line is',
    ],
    ['a constant', rows(30, (i) => `5,${i}`), 'points.csv: column “x” never changes.'],
    ['missing values only', rows(30, (i) => `${i},NA`), 'one column of numbers (“x”)'],
    ['huge numbers', rows(30, (i) => `${i}e200,${i}`), 'column “x”: it has numbers beyond 1e150'],
    ['tiny differences', rows(30, (i) => `${i}e-200,${i}`), 'column “x” hardly changes'],
    ['a line too long for a sentence', rows(30, (i) => `${'a\tb'.repeat(60)},${i}`, 'x,y'), '“a�ba�ba�b'],
    ['nothing', '', 'points.csv has no rows.'],
  ])('with %s are refused with a sentence', (_, text, sentence) => {
    expect(() => read(text, { separator: ',' })).toThrow(BadInput);
    expect(() => read(text, { separator: ',' })).toThrow(sentence);
  });

  test('of half a million rows are read in seconds', () => {
    const text = Array.from({ length: 500_000 }, (_, i) => `${i},${(i * 7919) % 1000}`).join('\n');
    const { dataset, notes } = read(text);
    expect(dataset.sample(1, createRng(1))).toHaveLength(2);
    expect(notes).toEqual([expect.stringContaining('very different spreads')]); // no row repeats
  });
});
