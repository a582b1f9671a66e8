import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { parseTable } from '../../../src/lib/data/table.ts';

const values = (text: string, options = {}) =>
  parseTable(text, 'points.csv', options).columns.map(({ values }) => values && [...values]);

describe('a table', () => {
  test.each([
    ['commas', 'x,y\n1.5,2\n3,4.25\n', ',', '.'],
    ['semicolons', 'x;y\n1.5;2\n3;4.25\n', ';', '.'],
    ['semicolons and decimal commas', 'x;y\n1,5;2\n3;4,25\n', ';', ','],
    ['tabs and decimal commas', 'x\ty\n1,5\t2\n3\t4,25\n', '\t', ','],
    ['commas and decimal commas in quotes', 'x,y\n"1,5",2\n3,"4,25"\n', ',', ','],
    ['old line ends', 'x,y\r1.5,2\r3,4.25', ',', '.'],
  ])('with %s is read alike', (_, text, separator, decimal) => {
    const table = parseTable(text, 'points.csv');
    expect([table.separator, table.decimal, table.header, table.rows]).toEqual([separator, decimal, true, 2]);
    expect(table.columns.map(({ name, values }) => [name, [...values!]])).toEqual([
      ['x', [1.5, 3]],
      ['y', [2, 4.25]],
    ]);
  });

  test('without headings has numbered columns; empty and repeated headings are made different', () => {
    expect(parseTable('1,2\n3,4').columns.map(({ name }) => name)).toEqual(['column 1', 'column 2']);
    expect(parseTable('x,x,,__proto__\n1,2,3,4').columns.map(({ name }) => name)).toEqual([
      'x',
      'x (2)',
      'column 3',
      '__proto__',
    ]);
  });

  test('takes the reader’s word over its own guess', () => {
    expect(values('1,2\n3,4', { header: true })).toEqual([[3], [4]]);
    expect(parseTable('x,y\n1,2', 'a', { header: false }).columns[0]!.bad).toEqual({ line: 1, text: 'x' });
    expect(values('1,5\n2,5', { separator: ';', decimal: ',' })).toEqual([[1.5, 2.5]]);
  });

  test('keeps a column of words apart, with the place of the first', () => {
    const { columns } = parseTable('city,x\nRome,1\nOslo,2\n3,3\n');
    expect(columns[0]).toEqual({ name: 'city', values: null, bad: { line: 2, text: 'Rome' } });
    expect([...columns[1]!.values!]).toEqual([1, 2, 3]);
  });

  test('has NaN where a number is missing or infinite', () => {
    expect(values('x,y\n1,\nNA,2\ninf,1e999\n3,4')).toEqual([
      [1, NaN, NaN, 3],
      [NaN, 2, NaN, 4],
    ]);
  });

  test('names the line that has more or fewer values than the first', () => {
    expect(() => parseTable('x,y\n1,2\n\n3,4,5\n', 'points.csv')).toThrow(BadInput);
    expect(() => parseTable('x,y\n1,2\n\n3,4,5\n', 'points.csv')).toThrow('points.csv line 4: 3 values, expected 2.');
    expect(() => parseTable('x,y\n1,2\n3\n', 'points.csv')).toThrow('points.csv line 3: 1 value, expected 2.');
  });

  test('without anything is refused', () => {
    expect(() => parseTable('', 'points.csv')).toThrow('points.csv has no rows.');
    expect(() => parseTable('\n\r\n  \n', 'points.csv')).toThrow('points.csv has no rows.');
  });

  test('of more than a million rows is refused', () => {
    expect(() => parseTable('1,2\n'.repeat(1_000_001), 'points.csv')).toThrow(
      'points.csv has more than 1,000,000 rows.',
    );
  });
});
