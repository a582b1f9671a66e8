import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shrink, type Picture } from '../../../src/lib/data/shrink.ts';

const paint = (width: number, height: number, colour: (x: number, y: number) => number[]): Picture => {
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set(colour(x, y), 4 * (y * width + x));
  return { width, height, rgba };
};
const grey = (value: number) => [value, value, value, 255];

test('an image of the right size stays as it is', () => {
  const picture = paint(8, 8, (x, y) => grey(20 * x + 3 * y));
  expect([...shrink(picture, 8)]).toEqual(Array.from({ length: 64 }, (_, i) => 20 * (i % 8) + 3 * Math.floor(i / 8)));
});

test('each cell is the average of the pixels under it, also where they do not divide evenly', () => {
  // A ramp along x: the average over a cell is the ramp at the cell's middle, whatever the sizes.
  for (const size of [9, 16, 20, 29, 100, 127]) {
    const out = shrink(
      paint(size, size, (x) => grey(2 * x)),
      8,
    );
    out.forEach((value, i) => {
      const middle = ((i % 8) + 0.5) * (size / 8);
      expect(Math.abs(value - 2 * (middle - 0.5))).toBeLessThanOrEqual(0.5 + (size % 8 === 0 ? 0 : 0.6));
    });
  }
});

test('the mean is kept, exactly up to rounding, for any square', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
      (size, stream) => {
        const values = [...stream.take(size * size)];
        const out = shrink(
          paint(size, size, (x, y) => grey(values[y * size + x]!)),
          28,
        );
        const mean = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => a + b, 0) / list.length;
        expect(Math.abs(mean(out) - mean(values))).toBeLessThan(0.5);
      },
    ),
    { numRuns: 100, seed: 1 },
  );
});

test('an oblong gives its middle square', () => {
  const inside = (x: number) => x >= 12 && x < 28;
  const wide = paint(40, 16, (x) => grey(inside(x) ? 200 : 0));
  const high = paint(16, 40, (_, y) => grey(inside(y) ? 200 : 0));
  for (const picture of [wide, high]) expect([...shrink(picture, 8)]).toEqual(new Array(64).fill(200));
});

test('colours become luminance, and what is transparent is white paper', () => {
  const colour = (...rgba: number[]) =>
    shrink(
      paint(8, 8, () => rgba),
      8,
    )[0];
  expect(colour(255, 0, 0, 255)).toBe(Math.round(0.2126 * 255));
  expect(colour(0, 255, 0, 255)).toBe(Math.round(0.7152 * 255));
  expect(colour(0, 0, 255, 255)).toBe(Math.round(0.0722 * 255));
  expect(colour(255, 255, 255, 255)).toBe(255);
  expect(colour(0, 0, 0, 0)).toBe(255);
  expect(colour(0, 0, 0, 51)).toBe(204);
});
