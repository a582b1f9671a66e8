import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { greyPng, sheet } from '../../src/lib/book/png.ts';
import { readImageHeader } from '../../src/lib/data/imageHeader.ts';

describe('a grey picture', () => {
  const pixels = Uint8Array.of(0, 50, 100, 150, 200, 255);
  const bytes = greyPng(pixels, 3, 2);

  test('has the header that the reader of headers understands', () => {
    expect(readImageHeader(bytes, 'picture.png')).toMatchObject({ width: 3, height: 2 });
  });

  test('has its pixels, row by row, behind a filter of none', () => {
    const at = Buffer.from(bytes).indexOf('IDAT');
    const length = new DataView(bytes.buffer).getUint32(at - 4);
    expect([...inflateSync(bytes.subarray(at + 4, at + 4 + length))]).toEqual([0, 0, 50, 100, 0, 150, 200, 255]);
  });

  test('refuses a wrong number of pixels', () => {
    expect(() => greyPng(pixels, 2, 2)).toThrow('2 x 2 pixels are 4; found 6.');
  });
});

test('a sheet lays images out in rows, a pixel apart, and clips what is out of range', () => {
  const { pixels, width, height } = sheet([-1, 0, 1, 2, 1, 1, 1, 1, 0.5, 0, 0, 0], 2, 2, 0, 1);
  expect([width, height]).toEqual([5, 5]);
  expect([...pixels.subarray(0, 5)]).toEqual([0, 0, 0, 255, 255]);
  expect([...pixels.subarray(5, 10)]).toEqual([255, 255, 0, 255, 255]);
  expect(pixels[15]).toBe(128);
});
