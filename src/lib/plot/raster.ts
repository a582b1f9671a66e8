/** A heat map: one value per cell of a grid, row by row from the bottom left (the order of `gridPoints`). */
import { inside, type Frame } from './frame.ts';
import type { Pen } from './pen.ts';
import { toRgb } from './theme.ts';

export type Rgba = [number, number, number, number];
/** A value to a colour, bytes 0..255. */
export type Colouring = (value: number) => Rgba;

export interface Raster {
  values: ArrayLike<number>;
  columns: number;
  rows: number;
  colouring: Colouring;
  /** Blend neighbouring cells (default) or show each as a square. */
  smooth?: boolean;
}

/** Pixels of the raster, top row first, as a canvas wants them. A value that is not a number is left transparent. */
export function rasterPixels({ values, columns, rows, colouring }: Raster): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const value = values[(rows - 1 - j) * columns + i]!;
      if (!Number.isNaN(value)) pixels.set(colouring(value), (j * columns + i) * 4);
    }
  }
  return pixels;
}

export function raster(pen: Pen, frame: Frame, data: Raster): void {
  const canvas = document.createElement('canvas');
  canvas.width = data.columns;
  canvas.height = data.rows;
  canvas.getContext('2d')!.putImageData(new ImageData(rasterPixels(data), data.columns, data.rows), 0, 0);
  const { left, right, top, bottom } = inside(frame);
  pen.save();
  pen.beginPath();
  pen.rect(left, top, right - left, bottom - top);
  pen.clip();
  pen.imageSmoothingEnabled = data.smooth ?? true;
  pen.drawImage(canvas, left, top, right - left, bottom - top);
  pen.restore();
}

/**
 * Two-sided: `low` at 0, clear at 1/2, `high` at 1. The further from the middle the more opaque, so that a discriminator
 * that cannot tell (1/2 everywhere) leaves the paper white.
 */
export function diverging(low: string, high: string, strength: number | readonly [number, number] = 0.5): Colouring {
  const [lowest, highest] = typeof strength === 'number' ? [strength, strength] : strength;
  const from = toRgb(low);
  const to = toRgb(high);
  return (value) => {
    const v = Math.min(1, Math.max(0, value));
    const [r, g, b] = v < 0.5 ? from : to;
    return [r, g, b, 255 * (v < 0.5 ? lowest : highest) * Math.abs(2 * v - 1)];
  };
}

/** One-sided: clear at 0, `colour` at `max`. */
export function sequential(colour: string, max = 1, strength = 0.8): Colouring {
  const [r, g, b] = toRgb(colour);
  return (value) => [r, g, b, 255 * strength * Math.min(1, Math.max(0, value / max))];
}
