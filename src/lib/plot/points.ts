/** A cloud of points. */
import { inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';

export interface Points {
  /** [n, 2] flat, data coordinates. Points outside the frame, or not finite, are not drawn. */
  x: ArrayLike<number>;
  colour: string;
  radius?: number;
  alpha?: number;
  /** A thin rim in this colour keeps neighbours apart on a busy ground. */
  halo?: string;
}

export function points(pen: Pen, frame: Frame, { x, colour, radius = 1.8, alpha = 1, halo }: Points): void {
  if (halo) dots(pen, frame, x, radius + 0.8, halo, alpha * 0.8);
  dots(pen, frame, x, radius, colour, alpha);
}

function dots(pen: Pen, frame: Frame, x: ArrayLike<number>, radius: number, colour: string, alpha: number): void {
  const { left, right, top, bottom } = inside(frame);
  pen.save();
  pen.globalAlpha = alpha;
  pen.fillStyle = colour;
  pen.beginPath();
  for (let i = 0; i + 1 < x.length; i += 2) {
    const px = frame.x(x[i]!);
    const py = frame.y(x[i + 1]!);
    if (!(px >= left && px <= right && py >= top && py <= bottom)) continue;
    pen.moveTo(px + radius, py);
    pen.arc(px, py, radius, 0, 2 * Math.PI);
  }
  pen.fill();
  pen.restore();
}
