/** A grid of small grey images, each row-major from its top left. */
import { inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';
import { toRgb } from './theme.ts';

export interface Images {
  /** [n, side * side] flat. */
  x: ArrayLike<number>;
  side: number;
  columns: number;
  rows: number;
  /** The values that are drawn as paper and as full ink. */
  domain: readonly [number, number];
  paper: string;
  ink: string;
  /** Empty cells between images, in image pixels. */
  gap?: number;
}

/** Pixels of the whole grid and its size. Missing images are left transparent. */
export function imagePixels(data: Images): { pixels: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } {
  const { x, side, columns, rows, domain, gap = 1 } = data;
  const [from, to] = [toRgb(data.paper), toRgb(data.ink)];
  const width = columns * (side + gap) - gap;
  const height = rows * (side + gap) - gap;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const n = Math.min(columns * rows, Math.floor(x.length / (side * side)));
  for (let k = 0; k < n; k++) {
    const left = (k % columns) * (side + gap);
    const top = Math.floor(k / columns) * (side + gap);
    for (let p = 0; p < side * side; p++) {
      const w = Math.min(1, Math.max(0, (x[k * side * side + p]! - domain[0]) / (domain[1] - domain[0])));
      const at = ((top + Math.floor(p / side)) * width + left + (p % side)) * 4;
      for (let c = 0; c < 3; c++) pixels[at + c] = from[c]! * (1 - w) + to[c]! * w;
      pixels[at + 3] = 255;
    }
  }
  return { pixels, width, height };
}

export function images(pen: Pen, frame: Frame, data: Images): void {
  const { pixels, width, height } = imagePixels(data);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
  const { left, right, top, bottom } = inside(frame);
  const zoom = Math.min((right - left) / width, (bottom - top) / height);
  pen.save();
  pen.imageSmoothingEnabled = false;
  pen.drawImage(canvas, left + (right - left - width * zoom) / 2, top, width * zoom, height * zoom);
  pen.restore();
}
