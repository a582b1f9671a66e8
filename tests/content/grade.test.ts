import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gradeAnswer, parseAnswer } from '../../src/lib/book/grade.ts';

test.each([
  ['0.62246', 0.62246],
  [' 0,62246 ', 0.62246],
  ['.5', 0.5],
  ['5.', 5],
  ['1/3', 1 / 3],
  ['-1 / 3', -1 / 3],
  ['1,5/3', 0.5],
  ['\u22120.5', -0.5],
  ['+2', 2],
  ['6.2e-3', 0.0062],
  ['6,2E-3', 0.0062],
  ['6.2 x 10^-3', 0.0062],
  ['6.2 × 10^(-3)', 0.0062],
  ['6.2·10-3', 0.0062],
  ['62 %', 0.62],
  ['≈ 0.6', 0.6],
  ['1e300', 1e300],
])('%j is read as %d', (text, value) => {
  expect(parseAnswer(text)).toBeCloseTo(value, 12);
});

test.each([
  '',
  ' ',
  'abc',
  '1/0',
  '1/2/3',
  '0x10',
  '1e999',
  'NaN',
  'Infinity',
  '1.2.3',
  '1,2,3',
  '--1',
  '1 apple',
  '/2',
  '%',
])('%j is not a number', (text) => {
  expect(parseAnswer(text)).toBeNull();
});

test('whatever a reader types, the answer is a finite number or null', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const value = parseAnswer(text);
      expect(value === null || Number.isFinite(value)).toBe(true);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('every number that JavaScript prints is read back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseAnswer(String(value))! - value).toBe(0);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('the tolerance is absolute and includes its edge', () => {
  expect(gradeAnswer('0.6225', 0.6224, 1e-4)).toBe('right');
  expect(gradeAnswer('0.62251', 0.6224, 1e-4)).toBe('near');
});

test('a lost sign or a rounding error is near, the rest is wrong', () => {
  expect(gradeAnswer('-0.6224', 0.6224, 1e-4)).toBe('near');
  expect(gradeAnswer('0.64', 0.6224, 1e-4)).toBe('near');
  expect(gradeAnswer('0.7', 0.6224, 1e-4)).toBe('wrong');
  expect(gradeAnswer('one', 0.6224, 1e-4)).toBe('unreadable');
});

test('an answer of zero has no sign to lose', () => {
  expect(gradeAnswer('0', 0, 1e-3)).toBe('right');
  expect(gradeAnswer('0.5', 0, 1e-3)).toBe('wrong');
});
