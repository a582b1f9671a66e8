/** A curve through (x, y), a level line, a band between two levels. */
import { line } from 'd3';
import { inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';

export interface Curve {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  colour: string;
  width?: number;
  dash?: number[];
  alpha?: number;
}

function clipped(pen: Pen, frame: Frame, draw: () => void): void {
  const { left, right, top, bottom } = inside(frame);
  pen.save();
  pen.beginPath();
  pen.rect(left, top - 1, right - left + 1, bottom - top + 2);
  pen.clip();
  draw();
  pen.restore();
}

/** Values that are not finite leave a gap. */
export function curve(pen: Pen, frame: Frame, { x, y, colour, width = 1.5, dash = [], alpha = 1 }: Curve): void {
  clipped(pen, frame, () => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.lineJoin = 'round';
    pen.globalAlpha = alpha;
    pen.setLineDash(dash);
    pen.beginPath();
    line<number>()
      .defined((_, i) => Number.isFinite(x[i]!) && Number.isFinite(y[i]!))
      .x((_, i) => frame.x(x[i]!))
      .y((_, i) => frame.y(y[i]!))
      .context(pen as CanvasRenderingContext2D)(Array.from(x));
    pen.stroke();
  });
}

/** A level that a curve is read against: an equilibrium, a floor. */
export function level(
  pen: Pen,
  frame: Frame,
  { value, colour, dash = [5, 4], width = 1.2 }: { value: number; colour: string; dash?: number[]; width?: number },
): void {
  const x = frame.x.domain();
  curve(pen, frame, { x, y: x.map(() => value), colour, dash, width });
}

/** Everything between two levels: what a perfect sampler scores. */
export function band(
  pen: Pen,
  frame: Frame,
  { low, high, colour, alpha = 0.28 }: { low: number; high: number; colour: string; alpha?: number },
): void {
  clipped(pen, frame, () => {
    const { left, right } = inside(frame);
    const top = frame.y(high);
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    pen.beginPath();
    pen.rect(left, top, right - left, Math.max(1.5, frame.y(low) - top)); // a band of no width stays visible
    pen.fill();
  });
}
