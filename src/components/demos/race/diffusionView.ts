/** Diffusion's half: data, samples on their way from noise, their paths, and the field that removes noise. */
import { arrows } from '../../../lib/plot/arrows.ts';
import { gridPoints, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import { dot } from './dot.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { frameAt, trajectories } from '../../../lib/plot/trajectories.ts';
import { epsilonStar, type GaussianMixture } from '../../../lib/theory/mixture.ts';

export const fieldGrid = 19;
const paths = 60;

export interface Way {
  t: number;
  x: Float32Array;
}

export interface DiffusionPicture {
  data: Float32Array;
  /** The samples' way from noise to data. */
  frames: readonly Way[];
  /** Where on the way they are drawn: 0 is noise, frames.length - 1 is data; may be fractional. */
  at: number;
  /** Minus epsilon on the field grid, learned and exact. */
  field: Float32Array | null;
  exact: Float32Array | null;
}

export interface DiffusionLayers {
  data: boolean;
  samples: boolean;
  field: boolean;
  exact: boolean;
  paths: boolean;
}

export const fieldPoints = (frame: Frame) => gridPoints(frame, fieldGrid);

/** Arrows of length |epsilon|, in grid cells: one unit of noise is 0.55 cells, nothing is longer than 0.95. */
export function fieldLength(frame: Frame): (eps: number) => number {
  const cell = (frame.width - frame.margin.left - frame.margin.right) / fieldGrid;
  return (eps) => cell * 0.95 * (1 - Math.exp(-eps / 1.4));
}

/** The direction that removes noise, exactly: minus epsilon* at each point. */
export function exactField(mixture: GaussianMixture, alphaBar: number, at: Float32Array): Float32Array {
  const out = new Float32Array(at.length);
  for (let i = 0; i < at.length; i += 2) {
    const eps = epsilonStar(mixture, alphaBar, [at[i]!, at[i + 1]!]);
    out[i] = -eps[0]!;
    out[i + 1] = -eps[1]!;
  }
  return out;
}

export function drawDiffusion(
  pen: Pen,
  frame: Frame,
  theme: Theme,
  picture: DiffusionPicture,
  layers: DiffusionLayers,
): void {
  const { data, frames, at, field, exact } = picture;
  if (layers.data) points(pen, frame, { x: data, colour: theme.data, radius: 1.3 * dot(frame), alpha: 0.5 });
  const where = fieldPoints(frame);
  const scale = fieldLength(frame);
  if (layers.exact && exact)
    arrows(pen, frame, { at: where, vectors: exact, scale, colour: theme.exact, width: 1, alpha: 0.8, dash: [2.5, 2] });
  if (layers.field && field)
    arrows(pen, frame, {
      at: where,
      vectors: field,
      scale,
      colour: theme.diffusion,
      width: 1.2,
      alpha: layers.exact ? 0.9 : 0.6,
    });
  const positions = frames.map(({ x }) => x);
  if (layers.paths && positions.length > 1) {
    trajectories(pen, frame, { frames: positions, count: paths, upTo: at, colour: theme.diffusion });
  }
  if (layers.samples && positions.length > 0) {
    points(pen, frame, {
      x: frameAt(positions, at),
      colour: theme.diffusion,
      radius: 2 * dot(frame),
      halo: theme.paper,
    });
  }
}

/** The noise level at a fractional place of the way. */
export function levelAt(frames: readonly Way[], at: number): number {
  if (frames.length === 0) return 0;
  const k = Math.min(Math.floor(at), frames.length - 1);
  const a = frames[k]!.t;
  const b = frames[Math.min(k + 1, frames.length - 1)]!.t;
  return a + (b - a) * (at - k);
}
