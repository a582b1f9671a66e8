/** Arrows: a vector at each point. */
import { inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';

export interface Arrows {
  /** Where, [n, 2] flat. */
  at: ArrayLike<number>;
  /** Whither, [n, 2] flat, data coordinates. */
  vectors: ArrayLike<number>;
  /** Pixels per unit of a vector's length, or a function from its length to pixels. `arrowScale` fits a set of them. */
  scale: number | ((length: number) => number);
  /** No arrow is drawn longer than this, in pixels. */
  longest?: number;
  colour: string;
  width?: number;
  alpha?: number;
  dash?: number[];
  head?: number;
}

export function arrows(pen: Pen, frame: Frame, data: Arrows): void {
  const { at, vectors, scale, longest = Infinity, colour, width = 1.2, alpha = 1, dash = [], head = 3.5 } = data;
  const { left, right, top, bottom } = inside(frame);
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.globalAlpha = alpha;
  pen.lineCap = 'round';
  pen.setLineDash(dash);
  const heads: [number, number, number, number][] = [];
  pen.beginPath();
  for (let i = 0; i + 1 < at.length; i += 2) {
    const x = frame.x(at[i]!);
    const y = frame.y(at[i + 1]!);
    const u = vectors[i]!;
    const v = -vectors[i + 1]!; // pixels grow downwards
    const norm = Math.hypot(u, v);
    const length = Math.min(typeof scale === 'number' ? norm * scale : scale(norm), longest);
    if (!(length >= 1 && x >= left && x <= right && y >= top && y <= bottom)) continue;
    const [tipX, tipY] = [x + (u / norm) * length, y + (v / norm) * length];
    pen.moveTo(x, y);
    pen.lineTo(tipX, tipY);
    heads.push([tipX, tipY, Math.atan2(v, u), Math.min(head, length * 0.6)]);
  }
  pen.stroke();
  pen.setLineDash([]);
  pen.beginPath();
  for (const [x, y, angle, size] of heads) {
    pen.moveTo(x - size * Math.cos(angle - 0.5), y - size * Math.sin(angle - 0.5));
    pen.lineTo(x, y);
    pen.lineTo(x - size * Math.cos(angle + 0.5), y - size * Math.sin(angle + 0.5));
  }
  pen.stroke();
  pen.restore();
}

/** Pixels per unit such that the q-quantile of the vectors' lengths is drawn `pixels` long. */
export function arrowScale(vectors: ArrayLike<number>, pixels: number, q = 0.9): number {
  const lengths: number[] = [];
  for (let i = 0; i + 1 < vectors.length; i += 2) {
    const length = Math.hypot(vectors[i]!, vectors[i + 1]!);
    if (Number.isFinite(length)) lengths.push(length);
  }
  lengths.sort((a, b) => a - b);
  const typical = lengths[Math.min(lengths.length - 1, Math.floor(q * lengths.length))] ?? 0;
  return typical > 0 ? pixels / typical : 0;
}
