/** The sheet, the table, and the plane of diversity and confidence, to any pen. */
import { axes } from '../../../lib/plot/axes.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame } from '../../../lib/plot/frame.ts';
import { images } from '../../../lib/plot/images.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { grid, table, type Reading } from './lab.ts';

export interface ImageSet {
  x: ArrayLike<number>;
  side: number;
  /** Values of an empty and of a full pixel. */
  range: readonly [number, number];
}

function paintImages(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  set: ImageSet,
  columns: number,
  rows: number,
) {
  const frame = createFrame({ width, height, x: [0, 1], y: [0, 1] });
  const { x, side, range } = set;
  images(pen, frame, { x, side, columns, rows, domain: range, paper: theme.paper, ink: theme.ink, gap: 1 });
  return '';
}
export const paintSheet = (pen: Pen, width: number, height: number, theme: Theme, set: ImageSet): string =>
  paintImages(pen, width, height, theme, set, grid.columns, grid.rows);

export const paintTable = (pen: Pen, width: number, height: number, theme: Theme, set: ImageSet): string =>
  paintImages(pen, width, height, theme, set, table.fine + 1, table.coarse + 1);

export interface Plane {
  recorded: readonly Reading[];
  /** The reader's own, in the order of psi. */
  trail: readonly Reading[];
  now: Reading | null;
  real: { confidence: number };
}
const least = 0.8;

export function paintPlane(pen: Pen, width: number, height: number, theme: Theme, scene: Plane): string {
  const { recorded, trail, now, real } = scene;
  const margin = { top: 24, right: 14, bottom: 38, left: 42 };
  const frame = createFrame({ width, height, margin, x: [0, 1.2], y: [least, 1.01] });
  const way = (readings: readonly Reading[]) => ({
    x: readings.map(({ diversity }) => diversity),
    y: readings.map(({ confidence }) => Math.max(least, confidence)),
  });
  curve(pen, frame, { ...way(recorded), colour: theme.band, width: 1.6 });
  curve(pen, frame, { ...way(trail), colour: theme.gan, width: 2 });
  const marks = trail.length > 1 ? trail : [];
  points(pen, frame, { x: marks.flatMap((r) => [r.diversity, r.confidence]), colour: theme.gan, radius: 2 });
  const [rx, ry] = [frame.x(1), frame.y(real.confidence)];
  pen.save();
  pen.fillStyle = theme.data;
  pen.beginPath();
  pen.rect(rx - 4, ry - 4, 8, 8);
  pen.fill();
  pen.restore();
  if (now) {
    const at = [now.diversity, Math.max(least, now.confidence)];
    points(pen, frame, { x: at, colour: theme.gan, radius: 5, halo: theme.paper });
  }
  const named = recorded.filter(({ psi }) => [0.1, 0.5, 1, 1.5].some((p) => Math.abs(psi - p) < 1e-9));
  const words = named.map(
    ({ psi, diversity, confidence }) =>
      `<text class="tick" x="${frame.x(diversity).toFixed(1)}" y="${(frame.y(confidence) + (psi > 1 ? -8 : 18)).toFixed(1)}" text-anchor="middle">ψ = ${psi}</text>`,
  );
  const label = `<text class="tick" x="${(rx - 9).toFixed(1)}" y="${ry.toFixed(1)}" dy="0.35em" text-anchor="end">real digits</text>`;
  const above = axes(frame, {
    xTicks: [0, 0.25, 0.5, 0.75, 1],
    yTicks: [0.8, 0.85, 0.9, 0.95, 1],
    xFormat: String,
    yFormat: (v) => v.toFixed(2),
    xLabel: 'diversity, real digits = 1',
    yLabel: 'Confidence of the classifier',
  });
  return above + words.join('') + label;
}
