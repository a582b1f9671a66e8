/** Paths of single points through a sequence of frames: how noise becomes data. */
import type { Frame } from './frame.ts';
import type { Pen } from './pen.ts';

export interface Trajectories {
  /** One [n, 2] flat array per frame, in order. */
  frames: readonly ArrayLike<number>[];
  /** Draw the first `count` points' paths only. */
  count: number;
  /** Up to this frame (may be fractional); all of them by default. */
  upTo?: number;
  colour: string;
  width?: number;
  alpha?: number;
}

export function trajectories(pen: Pen, frame: Frame, data: Trajectories): void {
  const { frames, count, upTo = frames.length - 1, colour, width = 0.8, alpha = 0.55 } = data;
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = 'round';
  pen.globalAlpha = alpha;
  pen.beginPath();
  const n = Math.min(count, (frames[0]?.length ?? 0) / 2);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < frames.length && k <= Math.ceil(upTo); k++) {
      const [x, y] = between(frames, i, Math.min(k, upTo));
      if (k === 0) pen.moveTo(frame.x(x), frame.y(y));
      else pen.lineTo(frame.x(x), frame.y(y));
    }
  }
  pen.stroke();
  pen.restore();
}

/** Point i at a fractional frame. */
export function between(frames: readonly ArrayLike<number>[], i: number, at: number): [number, number] {
  const k = Math.min(Math.floor(at), frames.length - 1);
  const a = frames[k]!;
  const b = frames[Math.min(k + 1, frames.length - 1)]!;
  const w = at - k;
  return [a[2 * i]! * (1 - w) + b[2 * i]! * w, a[2 * i + 1]! * (1 - w) + b[2 * i + 1]! * w];
}

/** All points at a fractional frame, [n, 2] flat. */
export function frameAt(frames: readonly ArrayLike<number>[], at: number): Float32Array {
  const length = frames[0]?.length ?? 0;
  const out = new Float32Array(length);
  const k = Math.max(0, Math.min(Math.floor(at), frames.length - 1));
  const a = frames[k];
  const b = frames[Math.min(k + 1, frames.length - 1)];
  const w = Math.max(0, at - k);
  for (let i = 0; i < length; i++) out[i] = a![i]! * (1 - w) + b![i]! * w;
  return out;
}
