/** The plane with D*, samples and arrows, and the two charts. To any pen. */
import { arrows as drawArrows } from '../../../lib/plot/arrows.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { contours as bandsOf } from 'd3';
import { contours } from '../../../lib/plot/contours.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import { diverging, raster } from '../../../lib/plot/raster.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { generatorLosses, pullWeights, type GeneratorLoss } from '../../../lib/theory/scoreDifference.ts';
import { lastTime, type FlowHistory } from './flow.ts';
import { lossNames } from './narrate.ts';
import { arrowPoints, dataOnGrid, extent, grid, type Arrows, type Plane, type Scene, type Sweep } from './scene.ts';

export interface View {
  scene: Scene;
  loss: GeneratorLoss;
  x: Float64Array;
  plane: Plane;
  arrows: Arrows;
  /** Where the handle of q's centre lies; null while the samples move. */
  handle: readonly [number, number] | null;
}

export const planeFrame = (width: number, height: number): Frame =>
  createFrame({ width, height, x: [-extent, extent], y: [-extent, extent] });

/** Pixels of an arrow: in proportion to small pulls, never longer than the cells of the grid of arrows. One scale for all losses. */
export const arrowLength = (width: number) => (pull: number) => (width / 17) * 1.1 * (1 - Math.exp(-pull / 5));

/** w times the score difference at each place. */
export function weigh(loss: GeneratorLoss, { vectors, logits }: Arrows): Float64Array {
  const weight = pullWeights[loss];
  return vectors.map((v, i) => v * weight(logits[i >> 1]!));
}

const peak = dataOnGrid.reduce((most, v) => Math.max(most, v), 0);

/** The cell of the grid that each arrow stands in. */
const arrowPlaces = Array.from({ length: arrowPoints.length / 2 }, (_, i) => {
  const along = (v: number) => Math.min(grid - 1, Math.floor(((v + extent) / (2 * extent)) * grid));
  return along(arrowPoints[2 * i + 1]!) * grid + along(arrowPoints[2 * i]!);
});

/** The heat in a few steps, for the picture made at build time, where there is no canvas. */
function paintBands(pen: Pen, frame: Frame, belief: Float32Array, theme: Theme): void {
  const cell = frame.width / grid;
  pen.save();
  for (const [values, colour, alpha] of [
    [Array.from(belief), theme.discriminator, 0.1],
    [Array.from(belief, (d) => 1 - d), theme.gan, 0.075],
  ] as const) {
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    for (const { coordinates } of bandsOf().size([grid, grid]).thresholds([0.55, 0.7, 0.85, 0.95])(values)) {
      pen.beginPath();
      for (const ring of coordinates.flat()) {
        ring.forEach(([i = 0, j = 0], k) =>
          k === 0 ? pen.moveTo(i * cell, frame.height - j * cell) : pen.lineTo(i * cell, frame.height - j * cell),
        );
        pen.closePath();
      }
      pen.fill();
    }
  }
  pen.restore();
}

/** @param still at build time, where there is no canvas for the heat: bands stand for it */
export function paintPlane(pen: Pen, width: number, height: number, theme: Theme, view: View, still = false): string {
  const { loss, x, plane, arrows, handle } = view;
  const frame = planeFrame(width, height);
  const cells = { columns: grid, rows: grid };
  if (still) paintBands(pen, frame, plane.belief, theme);
  else
    raster(pen, frame, {
      ...cells,
      values: plane.belief,
      colouring: diverging(theme.gan, theme.discriminator, [0.3, 0.4]),
    });
  contours(pen, frame, {
    ...cells,
    values: dataOnGrid,
    thresholds: [0.6 * peak, 0.135 * peak],
    colour: theme.data,
    width: 1.4,
    alpha: 0.85,
  });
  contours(pen, frame, {
    ...cells,
    values: plane.belief,
    thresholds: [0.5],
    colour: theme.discriminator,
    width: 1.6,
    dash: [5, 3],
  });
  // What is far from all data and all samples pulls on nobody: D is defined there, and that is all.
  const vectors = weigh(loss, arrows);
  const inhabited = arrowPlaces.map((cell) => plane.mass[cell]! > 1e-3 * peak);
  for (const [shown, alpha] of [
    [true, 0.8],
    [false, 0.16],
  ] as const) {
    drawArrows(pen, frame, {
      at: arrowPoints,
      vectors: vectors.map((v, i) => (inhabited[i >> 1] === shown ? v : 0)),
      scale: arrowLength(width),
      colour: theme.ink,
      width: 1.1,
      alpha,
      head: 3.5,
    });
  }
  points(pen, frame, { x, colour: theme.gan, radius: width < 380 ? 1.9 : 2.4, halo: theme.paper });
  if (handle) {
    points(pen, frame, { x: handle, colour: theme.paper, radius: 9.5, alpha: 0.9 });
    points(pen, frame, { x: handle, colour: theme.gan, radius: 7.5 });
    points(pen, frame, { x: handle, colour: theme.paper, radius: 3 });
  }
  return '';
}

const least = 1e-2;
const most = 30;
type Look = { dash?: number[]; width: number };
const looks: Record<GeneratorLoss, Look> = {
  saturating: { dash: [6, 4], width: 1.8 },
  nonSaturating: { width: 2.6 },
  logit: { dash: [1.5, 3], width: 1.8 },
};
const plain = (v: number) => String(v);

export function paintPulls(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  sweep: Sweep,
  now: { quality: number; means: Record<GeneratorLoss, number> } | null,
): string {
  const chart: Chart = {
    x: [0, 1],
    y: [least, most],
    logY: true,
    series: generatorLosses.map((loss) => ({
      x: sweep.qualities,
      y: sweep.means[loss].map((v) => Math.max(least, v)),
      colour: theme.gan,
      ...looks[loss],
    })),
    axes: {
      xTicks: [0, 0.25, 0.5, 0.75, 1],
      xFormat: plain,
      yTicks: [0.01, 0.1, 1, 10],
      yFormat: plain,
      xLabel: 'quality of G',
      yLabel: 'mean pull on the samples',
    },
    margin: { left: 38, right: 12 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  if (now) {
    curve(pen, frame, { x: [now.quality, now.quality], y: [least, most], colour: theme.muted, width: 1, alpha: 0.5 });
    for (const loss of generatorLosses) {
      const at = [now.quality, Math.max(least, now.means[loss])];
      points(pen, frame, { x: at, colour: theme.gan, radius: 4.5 });
    }
  }
  const i = Math.min(3, sweep.qualities.length - 1);
  const name = (loss: GeneratorLoss, dy: number) =>
    i < 0
      ? ''
      : `<text class="tick" x="${frame.x(0.03).toFixed(1)}" y="${(frame.y(Math.max(least, sweep.means[loss][i]!)) + dy).toFixed(1)}">${lossNames[loss]}</text>`;
  return chartLabels(frame, chart) + name('saturating', 16) + name('nonSaturating', 16) + name('logit', -7);
}

export function paintHistory(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  runs: Partial<Record<GeneratorLoss, FlowHistory>>,
  chosen: GeneratorLoss,
  fair: number,
): string {
  const chart: Chart = {
    x: [0, lastTime],
    y: [0, 0.72],
    series: generatorLosses.flatMap((loss) => {
      const run = runs[loss];
      if (!run) return [];
      const alpha = loss === chosen ? 1 : 0.45;
      return [{ x: run.times, y: run.js, colour: theme.gan, ...looks[loss], alpha, name: lossNames[loss] }];
    }),
    levels: [
      { value: Math.LN2, colour: theme.muted, dash: [1.5, 3] },
      { value: fair, colour: theme.exact, dash: [6, 4] },
    ],
    axes: {
      xTicks: [0, 1, 2, 3],
      xFormat: plain,
      yTicks: [0, 0.2, 0.4, Math.LN2],
      yFormat: (v) => (v === Math.LN2 ? 'log 2' : String(v)),
      xLabel: 'time since release',
      yLabel: 'JS of the samples (dashed: of as many fair draws)',
    },
    margin: { left: 38, right: 62 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  return chartLabels(frame, chart);
}
