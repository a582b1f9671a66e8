import { expect, test } from 'vitest';
import { createFrame } from '../../../src/lib/plot/frame.ts';
import type { Pen } from '../../../src/lib/plot/pen.ts';
import { uprightHistogram } from '../../../src/lib/plot/uprightHistogram.ts';

/** The bars that are drawn for values on [0, 4] in four bins: pixels of a frame of 100 by 80 for densities up to 1. */
function bars(values: number[]): number[][] {
  const rects: number[][] = [];
  const nothing = () => {};
  const pen = {
    save: nothing,
    restore: nothing,
    beginPath: nothing,
    fill: nothing,
    rect: (...at: number[]) => rects.push(at),
  };
  const frame = createFrame({ width: 100, height: 80, x: [0, 1], y: [0, 4] });
  uprightHistogram(pen as unknown as Pen, frame, { values, range: [0, 4], bins: 4, colour: 'blue' });
  return rects;
}

test('a bar is as long as the density, upwards from the lowest value', () => {
  expect(bars([0.5, 0.5, 0.5, 2.5])).toEqual([
    [0, 60, 75, 19],
    [0, 20, 25, 19],
  ]);
});

test('values outside count in the whole, a bar ends with the frame, and nothing is drawn of nothing', () => {
  expect(bars([0.5, 9])).toEqual([[0, 60, 50, 19]]);
  expect(bars([4, -1])).toEqual([]); // the highest value belongs to no bin
  expect(bars([])).toEqual([]);
});
