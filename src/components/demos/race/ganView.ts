/** The GAN's half: data, samples, what D believes, and the pull of the loss that G descends. */
import { arrows } from '../../../lib/plot/arrows.ts';
import { contours } from '../../../lib/plot/contours.ts';
import { gridPoints, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import { dot } from './dot.ts';
import { diverging, raster } from '../../../lib/plot/raster.ts';
import type { Theme } from '../../../lib/plot/theme.ts';

export const grid = 40;

export interface GanPicture {
  data: Float32Array;
  samples: Float32Array | null;
  /** D on the grid, in [0, 1]. */
  belief: Float32Array | null;
  /** D* on the grid. */
  best: Float32Array | null;
  /** The pull on the first samples, [m, 2] flat. */
  force: Float32Array | null;
}

export interface GanLayers {
  data: boolean;
  samples: boolean;
  belief: boolean;
  best: boolean;
  force: boolean;
}

export const beliefGrid = (frame: Frame) => gridPoints(frame, grid);

/** Length of an arrow in pixels: proportional for small pulls, never longer than 34. The same scale throughout a run. */
export const pullLength = (force: number) => 34 * (1 - Math.exp(-force / 1.2));

export function drawGan(pen: Pen, frame: Frame, theme: Theme, picture: GanPicture, layers: GanLayers): void {
  const { data, samples, belief, best, force } = picture;
  const shown = layers.best && best ? best : layers.belief ? belief : null;
  if (shown)
    raster(pen, frame, {
      values: shown,
      columns: grid,
      rows: grid,
      colouring: diverging(theme.gan, theme.discriminator, [0.3, 0.55]),
    });
  if (layers.data) points(pen, frame, { x: data, colour: theme.data, radius: 1.3 * dot(frame), alpha: 0.5 });
  if (layers.samples && samples)
    points(pen, frame, { x: samples, colour: theme.gan, radius: 2 * dot(frame), halo: theme.paper });
  const half = { columns: grid, rows: grid, thresholds: [0.5] };
  if (layers.best && best) {
    contours(pen, frame, { ...half, values: best, colour: theme.exact, width: 1.1, dash: [4, 3], alpha: 0.8 });
    if (layers.belief && belief)
      contours(pen, frame, { ...half, values: belief, colour: theme.discriminator, width: 1.6 });
  }
  if (layers.force && force && samples) {
    const at = samples.subarray(0, force.length);
    arrows(pen, frame, { at, vectors: force, scale: pullLength, colour: theme.ink, width: 1, alpha: 0.75, head: 3 });
  }
}
