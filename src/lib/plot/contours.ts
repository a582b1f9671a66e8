/** Lines of equal value of a grid (the order of `gridPoints`). */
import { contours as levels } from 'd3';
import { inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';

export interface Contours {
  values: ArrayLike<number>;
  columns: number;
  rows: number;
  thresholds: number[];
  colour: string;
  width?: number;
  dash?: number[];
  alpha?: number;
}

export function contours(pen: Pen, frame: Frame, data: Contours): void {
  const { values, columns, rows, thresholds, colour, width = 1, dash = [], alpha = 1 } = data;
  const { left, right, top, bottom } = inside(frame);
  const toX = (i: number) => left + (i / columns) * (right - left);
  const toY = (j: number) => bottom - (j / rows) * (bottom - top);
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.globalAlpha = alpha;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.rect(left, top, right - left, bottom - top);
  pen.clip();
  for (const { coordinates } of levels().size([columns, rows]).thresholds(thresholds)(Array.from(values))) {
    pen.beginPath();
    for (const ring of coordinates.flat()) {
      ring.forEach(([i = 0, j = 0], k) => (k === 0 ? pen.moveTo(toX(i), toY(j)) : pen.lineTo(toX(i), toY(j))));
    }
    pen.stroke();
  }
  pen.restore();
}
