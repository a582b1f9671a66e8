import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { csvRecords, csvText, separators } from '../../../src/lib/data/csv.ts';

const cellsOf = (text: string, separator: ',' | ';' | '\t' = ',') =>
  [...csvRecords(text, separator, 'a.csv')].map(({ cells }) => cells);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('CSV', () => {
  test('written by the rules is read as it was written, whatever the cells hold', () => {
    const piece = fc.constantFrom('"', ',', ';', '\t', '\n', '\r', '\r\n', ' ', 'a', '1', 'é', '💧');
    const cell = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...separators),
        fc.constantFrom('\n', '\r\n', '\r'),
        (rows, separator, end) => {
          const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const text = rows.map((row) => row.map(quote).join(separator) + end).join('');
          expect(cellsOf(text, separator)).toEqual(rows);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  test('needs no quotes for plain cells, no last line end, and skips empty lines and the byte-order mark', () => {
    expect(cellsOf('\ufeffx,y\r\n1, 2\r\n\r\n3,""')).toEqual([
      ['x', 'y'],
      ['1', ' 2'],
      ['3', ''],
    ]);
    expect(cellsOf('')).toEqual([]);
    expect(cellsOf('1,')).toEqual([['1', '']]);
    expect(cellsOf(',\n')).toEqual([['', '']]);
    expect(cellsOf('""\n')).toEqual([['']]);
  });

  test('knows the line that each record begins on', () => {
    const records = [...csvRecords('a,b\n\n"two\r\nlines",1\r\n"x",2\n', ',', 'a.csv')];
    expect(records.map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  test.each([
    ['a quote that never closes', 'x,y\n1,"2\n3,4\n', 'a.csv line 2: a quote (") is opened and never closed'],
    ['a quote within a value', 'x\n\n"a"b\n', 'a.csv line 3: a quote (") ends in the middle of a value'],
    ['a line without end', 'a,'.repeat(40_000), 'a.csv line 1: '],
    ['a long line', `1,2\n${'a'.repeat(70_000)}`, 'a.csv line 2: it is longer than 65,536 characters'],
    ['a long cell in quotes', `1\n"${'""'.repeat(70_000)}"`, 'a.csv line 2: a value in quotes is longer than 65,536'],
    ['too many columns', 'a,'.repeat(1024), 'a.csv line 1: more than 1,024 values'],
  ])('with %s is refused, and the line is named', (_, text, sentence) => {
    expect(() => cellsOf(text)).toThrow(BadInput);
    expect(() => cellsOf(text)).toThrow(sentence);
  });

  test.each([
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x31, 0, 0x2c, 0)],
    ['UTF-16 without a mark', Uint8Array.of(0x31, 0, 0x2c, 0)],
    ['Latin-1', Uint8Array.of(0x68, 0xf6, 0x68, 0x65)],
  ])('in %s is refused', (_, file) => {
    expect(() => csvText(file, 'a.csv')).toThrow('a.csv is not UTF-8 text. Save it as “CSV UTF-8”.');
  });

  test('in UTF-8 is text, with or without a byte-order mark', () => {
    expect(csvText(bytes('\ufeffhöhe'), 'a.csv')).toBe('höhe');
    expect(csvText(bytes('höhe'), 'a.csv')).toBe('höhe');
  });
});
