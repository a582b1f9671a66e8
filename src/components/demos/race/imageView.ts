/** Either half on images: a grid of samples. */
import type { Frame } from '../../../lib/plot/frame.ts';
import { images } from '../../../lib/plot/images.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import type { Theme } from '../../../lib/plot/theme.ts';

export const imageGrid = { columns: 7, rows: 7 };
export const imageCount = imageGrid.columns * imageGrid.rows;

export interface ImagePicture {
  /** [n, side * side] flat, standardised. */
  x: Float32Array;
  side: number;
  /** Standardised values of an empty and of a full pixel. */
  domain: readonly [number, number];
}

export function drawImages(pen: Pen, frame: Frame, theme: Theme, { x, side, domain }: ImagePicture, ink: string): void {
  images(pen, frame, { x, side, ...imageGrid, domain, paper: theme.paper, ink, gap: 1 });
}
