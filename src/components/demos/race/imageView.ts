/** Either half on images: a grid of samples. */
import type { Frame } from '../../../lib/plot/frame.ts';
import { images } from '../../../lib/plot/images.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import type { Theme } from '../../../lib/plot/theme.ts';

export const imageGrid = { columns: 8, rows: 6 };
/** Between two images, and around all of them, in image pixels. */
export const imageGap = 1;
export const imageCount = imageGrid.columns * imageGrid.rows;

export const sheetMargin = 2;

/** Size of the whole sheet in image pixels. */
export function imageSheet(side: number): { width: number; height: number } {
  const length = (count: number) => count * (side + imageGap) - imageGap + 2 * sheetMargin;
  return { width: length(imageGrid.columns), height: length(imageGrid.rows) };
}

export interface ImagePicture {
  /** [n, side * side] flat, standardised. */
  x: Float32Array;
  side: number;
  /** Standardised values of an empty and of a full pixel. */
  domain: readonly [number, number];
}

export function drawImages(pen: Pen, frame: Frame, theme: Theme, { x, side, domain }: ImagePicture, ink: string): void {
  images(pen, frame, { x, side, ...imageGrid, domain, paper: theme.paper, ink, gap: imageGap });
}
