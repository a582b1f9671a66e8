import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDecimal, parseNumeral } from '../../../src/lib/data/numerals.ts';

test('every finite number is read back, with a point and with a comma', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      expect(parseNumeral(String(x), '.')).toBe(x + 0); // -0 is written as 0
      expect(parseNumeral(String(x).replace('.', ','), ',')).toBe(x + 0);
    }),
    { seed: 1 },
  );
});

test.each([
  [' 1.5 ', '.', 1.5],
  ['−3', '.', -3],
  ['1.234,5', ',', 1234.5],
  ['1.5', ',', 1.5],
  ['.5', '.', 0.5],
  ['', '.', NaN],
  ['NA', '.', NaN],
  ['NaN', ',', NaN],
  ['-Infinity', '.', -Infinity],
  ['inf', '.', Infinity],
  ['1e400', '.', Infinity],
  ['1,5', '.', null],
  ['0x10', '.', null],
  ['1_000', '.', null],
  ['abc', '.', null],
  ['1.2.3', '.', null],
  ['e5', '.', null],
  ['.', '.', null],
] as const)('%j with the decimal sign %j is %d', (cell, decimal, value) => {
  expect(parseNumeral(cell, decimal)).toBe(value);
});

test.each([
  [['1,5', '2'], ';', ','],
  [['1,500', '2,250'], ';', ','],
  [['1,500', '2,250'], ',', '.'], // in quotes: may be thousands, so it is not guessed
  [['1,50', '2,250'], ',', ','],
  [['1.5', '2,5'], ';', '.'],
  [['1', '2'], ';', '.'],
  [['1.234,5', '2,0'], ';', ','],
] as const)('%j separated by %j have the decimal sign %j', (cells, separator, decimal) => {
  expect(findDecimal(cells, separator)).toBe(decimal);
});
