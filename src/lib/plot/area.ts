/** The area between a curve and a level: a density. */
import { area as shape } from 'd3';
import { inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';

export interface Area {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  colour: string;
  alpha?: number;
  /** The level it is filled down to; 0 by default. */
  base?: number;
}

export function area(pen: Pen, frame: Frame, { x, y, colour, alpha = 0.25, base = 0 }: Area): void {
  const { left, right, top, bottom } = inside(frame);
  pen.save();
  pen.beginPath();
  pen.rect(left, top, right - left, bottom - top);
  pen.clip();
  pen.fillStyle = colour;
  pen.globalAlpha = alpha;
  pen.beginPath();
  shape<number>()
    .x((_, i) => frame.x(x[i]!))
    .y0(frame.y(base))
    .y1((_, i) => frame.y(y[i]!))
    .context(pen as CanvasRenderingContext2D)(Array.from(x));
  pen.fill();
  pen.restore();
}
