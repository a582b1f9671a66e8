import { expect, test } from 'vitest';
import { fitEncoder, transactionTransforms } from '../../../src/lib/data/encoder.ts';
import { splitRows, takeRows } from '../../../src/lib/data/mixedTable.ts';
import { createTransactions } from '../../../src/lib/data/transactions.ts';
import { createRng } from '../../../src/lib/random.ts';

const { table } = createTransactions(0.02).sample(4000, createRng(1));
const { train } = splitRows(table.rows, 0.25, createRng(2));
const encoder = fitEncoder(takeRows(table, train), transactionTransforms);

test('a row becomes seventeen numbers, and each has a name', () => {
  expect(encoder.width).toBe(17);
  expect(encoder.names.slice(0, 7)).toEqual([
    'amount',
    'hour cos',
    'hour sin',
    'distance',
    'days',
    'merchant = groceries',
    'merchant = fuel',
  ]);
  expect(encoder.names).toHaveLength(17);
});

test('the training rows have mean 0 and variance 1 in every numeric column, and one 1 per category', () => {
  const x = encoder.encode(takeRows(table, train));
  for (let k = 0; k < 5; k++) {
    let [sum, squares] = [0, 0];
    for (let i = k; i < x.length; i += 17) [sum, squares] = [sum + x[i]!, squares + x[i]! ** 2];
    expect(Math.abs(sum / train.length), encoder.names[k]).toBeLessThan(1e-3);
    expect(Math.abs(squares / train.length - 1), encoder.names[k]).toBeLessThan(0.01);
  }
  for (let row = 0; row < train.length; row++) {
    const hot = [...x.subarray(row * 17 + 5, row * 17 + 17)];
    expect([hot.slice(0, 6), hot.slice(6, 9), hot.slice(9)].map((part) => part.reduce((a, b) => a + b))).toEqual([
      1, 1, 1,
    ]);
  }
});

test('what was encoded is decoded', () => {
  const back = encoder.decode(encoder.encode(table));
  table.columns.forEach((column, k) => {
    const other = back.columns[k]!;
    expect(other.name).toBe(column.name);
    if (column.kind === 'categorical') return expect(other).toEqual(column);
    const top = Math.max(...takeRows(table, train).columns[k]!.values);
    let worst = 0;
    column.values.forEach((value, row) => {
      if (column.name === 'days' && (value > 0.5 * top || value < 0.01)) return; // beyond the outermost quantiles: cut
      worst = Math.max(worst, Math.abs(other.values[row]! - value) / (1e-3 + value));
    });
    expect(worst, column.name).toBeLessThan(1e-3); // codes are float32
  });
});

test('whatever a network makes becomes a row that could be: positive amounts, hours of the day, known categories', () => {
  const rng = createRng(3);
  const { columns } = encoder.decode(rng.normals(17 * 500).map((v) => 5 * v));
  for (const column of columns) {
    if (column.kind === 'numeric') expect(column.values.every((v) => Number.isFinite(v) && v >= 0)).toBe(true);
    else expect(column.values.every((v) => v < column.categories.length)).toBe(true);
  }
  expect(columns[1]!.values.every((hour) => hour < 24)).toBe(true);
});

test('nothing of the test rows enters the encoder', () => {
  const doubled = structuredClone(table);
  const inTrain = new Set(train);
  for (const column of doubled.columns) {
    if (column.kind === 'numeric') column.values.forEach((v, row) => inTrain.has(row) || (column.values[row] = 9 * v));
  }
  const same = fitEncoder(takeRows(doubled, train), transactionTransforms);
  expect(same.encode(table)).toEqual(encoder.encode(table));
});

test('a matrix that does not fit is refused', () => {
  expect(() => encoder.decode([1, 2])).toThrow('A matrix of 17 columns cannot have 2 numbers.');
  expect(() => encoder.decode(new Float32Array(17).fill(NaN))).toThrow('Number 0 of the matrix is NaN');
  expect(() => encoder.encode({ rows: 1, columns: [] })).toThrow('The table has no column "amount".');
});
