/** A histogram turned so that it shares its vertical axis with the paths beside it. */
import { inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';

export interface UprightHistogram {
  values: ArrayLike<number>;
  /** From the lowest to the highest value that is counted; those outside still count in the whole. */
  range: readonly [number, number];
  bins: number;
  colour: string;
}

/** Lengths are densities: a bar's area is the share of the values in it. None is longer than the frame. */
export function uprightHistogram(pen: Pen, frame: Frame, { values, range, bins, colour }: UprightHistogram): void {
  const [low, high] = range;
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i]! - low) / (high - low)) * bins);
    if (bin >= 0 && bin < bins) counts[bin]! += 1;
  }
  const perCount = bins / (high - low) / Math.max(1, values.length);
  const { left, right } = inside(frame);
  pen.save();
  pen.fillStyle = colour;
  pen.globalAlpha = 0.38;
  pen.beginPath();
  counts.forEach((n, bin) => {
    if (n === 0) return;
    const top = frame.y(low + ((bin + 1) * (high - low)) / bins);
    const bottom = frame.y(low + (bin * (high - low)) / bins);
    pen.rect(left, top, Math.min(right, frame.x(n * perCount)) - left, Math.max(0.5, bottom - top - 1));
  });
  pen.fill();
  pen.restore();
}
