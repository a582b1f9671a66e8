import { describe, expect, test } from 'vitest';
import { distort } from '../../../src/lib/experiments/distort.ts';
import { createRng } from '../../../src/lib/random.ts';

/** A blob around the middle of a 12 x 10 image. */
const [width, height] = [12, 10];
const blob = Float32Array.from({ length: width * height }, (_, at) =>
  Math.exp(-(((at % width) - 5.5) ** 2 + (Math.floor(at / width) - 4.5) ** 2) / 4),
);
function centre(image: Float32Array) {
  const mass = image.reduce((sum, v) => sum + v, 0);
  const mean = (coordinate: (at: number) => number) => image.reduce((sum, v, at) => sum + v * coordinate(at), 0) / mass;
  return { mass, x: mean((at) => at % width), y: mean((at) => Math.floor(at / width)) };
}

describe('a distorted image', () => {
  test('is the image itself for no shift', () => {
    expect(distort(blob, width, height, 0, createRng(1))).toEqual(blob);
  });

  test('moves both ways, by no more than the shift and a little, and keeps its light', () => {
    const rng = createRng(2);
    const all = Array.from({ length: 400 }, () => centre(distort(blob, width, height, 1.5, rng)));
    const before = centre(blob);
    for (const axis of ['x', 'y'] as const) {
      const moves = all.map((image) => image[axis] - before[axis]);
      expect(Math.max(...moves.map(Math.abs))).toBeLessThan(1.6);
      expect(Math.max(...moves)).toBeGreaterThan(1.2);
      expect(Math.min(...moves)).toBeLessThan(-1.2);
    }
    // Zooming by up to 8 % each way changes the area by up to 17 %.
    for (const { mass } of all) expect(Math.abs(mass / before.mass - 1)).toBeLessThan(0.2);
  });

  test('stays between empty and full', () => {
    const rng = createRng(3);
    for (let i = 0; i < 50; i++) {
      const image = distort(blob, width, height, 3, rng);
      expect(Math.min(...image)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...image)).toBeLessThanOrEqual(1);
    }
  });
});
