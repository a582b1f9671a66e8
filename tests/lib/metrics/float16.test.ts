import { expect, test } from 'vitest';
import { decodeFloat16, encodeFloat16, fromFloat16, toFloat16 } from '../../../src/lib/metrics/float16.ts';
import { createRng } from '../../../src/lib/random.ts';

test('the limits are those of IEEE 754 binary16', () => {
  expect(fromFloat16(0x3c00)).toBe(1);
  expect(fromFloat16(0xc000)).toBe(-2);
  expect(fromFloat16(0x7bff)).toBe(65504);
  expect(fromFloat16(0x0001)).toBe(2 ** -24);
  expect(fromFloat16(0x0400)).toBe(2 ** -14);
  expect(fromFloat16(0x3555)).toBe(1365 / 4096); // the nearest to 1/3
  expect([fromFloat16(0x7c00), fromFloat16(0xfc00), fromFloat16(0x7e00)]).toEqual([Infinity, -Infinity, NaN]);
});

test('every float16 goes there and back', () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = fromFloat16(bits);
    if (!Number.isNaN(value)) expect(toFloat16(value)).toBe(bits);
  }
});

test('a number goes to the nearest float16, ties to the even one', () => {
  const step = 2 ** -10;
  expect(fromFloat16(toFloat16(1 + 0.49 * step))).toBe(1);
  expect(fromFloat16(toFloat16(1 + 0.51 * step))).toBe(1 + step);
  expect(fromFloat16(toFloat16(1 + 0.5 * step))).toBe(1);
  expect(fromFloat16(toFloat16(1 + 1.5 * step))).toBe(1 + 2 * step);
  expect(fromFloat16(toFloat16(0.5 * 2 ** -24))).toBe(0);
  expect(fromFloat16(toFloat16(1.5 * 2 ** -24))).toBe(2 * 2 ** -24);
  expect(fromFloat16(toFloat16(65519))).toBe(65504);
  expect(fromFloat16(toFloat16(65520))).toBe(Infinity);
  expect(fromFloat16(toFloat16(1e9))).toBe(Infinity);
  expect(fromFloat16(toFloat16(NaN))).toBeNaN();
});

test('weights keep three significant digits', () => {
  const weights = createRng(1).normals(1000);
  const bytes = encodeFloat16(weights);
  expect(bytes.length).toBe(2000);
  decodeFloat16(bytes).forEach((value, i) => expect(Math.abs(value / weights[i]! - 1)).toBeLessThan(2 ** -11 * 1.01));
});
