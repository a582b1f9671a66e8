/** The pictures of the flow: its paths, where the points land, and how far that is from the data. */
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { uprightHistogram } from '../../../lib/plot/uprightHistogram.ts';
import { density } from '../../../lib/theory/mixture.ts';
import { evenly, lineTicks, pathAxes, pathFrame, sides, whole, type Measured } from './frames.ts';
import { bells, count, errorSteps, placeAt, reach, shownRows, starts, type Shown } from './scene.ts';

/** @param slid how far the partners have slid from the random ones (0) to those of the settings (1) */
export interface Slide {
  from: ArrayLike<number>;
  slid: number;
}

/** Lines between the pairs, grey, and over them the flow up to t. */
export function paintFlow(pen: Pen, width: number, height: number, theme: Theme, shown: Shown, slide?: Slide): string {
  const frame = pathFrame(width, height);
  const { frames, partners, settings } = shown;
  const partner = (row: number) =>
    slide ? (1 - slide.slid) * slide.from[row]! + slide.slid * partners[row]! : partners[row]!;
  for (const row of shownRows)
    curve(pen, frame, { x: [0, 1], y: [starts[row]!, partner(row)], colour: theme.data, width: 1, alpha: 0.7 });
  const n = frames.length - 1;
  const { t } = settings;
  const dots: number[] = [];
  for (const row of shownRows) {
    const whole = Math.min(n, Math.floor(t * n + 1e-9));
    const x = [...evenly(0, whole / n, Math.max(1, whole)), t];
    curve(pen, frame, {
      x,
      y: x.map((at) => placeAt(frames, row, at)),
      colour: theme.diffusion,
      width: 1.6,
      alpha: 0.9,
    });
    dots.push(t, placeAt(frames, row, t));
  }
  points(pen, frame, { x: dots, colour: theme.diffusion, radius: 2.6, halo: theme.paper });
  return pathAxes(frame);
}

const most = 1.05;
const upright = evenly(-reach, reach, 240);

/** Where all points are at t; at t = 1 next to the data's density. */
export function paintLanding(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  { frames, settings }: Shown,
): string {
  const margin = { ...sides, left: 24, right: 10 };
  const frame = createFrame({ width, height, margin, x: [0, most], y: [-reach, reach] });
  const values = Array.from({ length: count }, (_, row) => placeAt(frames, row, settings.t));
  uprightHistogram(pen, frame, { values, range: [-reach, reach], bins: 54, colour: theme.diffusion });
  const exact = upright.map((x) => density(bells, [x]));
  curve(pen, frame, { x: exact, y: upright, colour: theme.exact, width: 1.8, dash: [6, 4] });
  return axes(frame, {
    xTicks: [0, 0.5, 1],
    xFormat: String,
    yTicks: lineTicks,
    yFormat: whole,
    xLabel: 'density',
    yLabel: `t = ${settings.t.toFixed(2)}; dashed: data`,
    grid: false,
  });
}

function errorChart(shown: Shown, firstErrors: number[], theme: Theme, width: number): Chart {
  const { pairs, n } = shown.settings;
  const second = pairs === 'reflowed';
  return {
    x: [1, 50],
    y: [0.012, 2],
    logX: true,
    logY: true,
    series: [
      { x: errorSteps, y: firstErrors, colour: theme.diffusion, width: 2, alpha: second ? 0.4 : 1 },
      ...(second ? [{ x: [1, 50], y: [shown.oneStep, shown.error], colour: theme.diffusion, width: 2.4 }] : []),
      { x: [n, n], y: [0.012, 2], colour: theme.muted, width: 1, alpha: 0.6 },
    ],
    axes: {
      xTicks: [1, 2, 4, 8, 16, 32, 50],
      xFormat: String,
      yTicks: [0.02, 0.05, 0.1, 0.2, 0.5, 1],
      yFormat: String,
      xLabel: 'Euler steps n',
      yLabel:
        width < 500
          ? `W₁ to the data${second ? '; faint: before' : ''}`
          : `distance to the data, W₁${second ? '; faint: before reflow' : ', both axes logarithmic'}`,
    },
    margin: { left: 44, right: 12 },
  };
}
export function paintErrors(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  shown: Shown,
  measured: Measured,
): string {
  const chart = errorChart(shown, measured.firstErrors, theme, width);
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  const first = shown.settings.pairs === 'random';
  if (first)
    points(pen, frame, {
      x: errorSteps.flatMap((n, i) => [n, measured.firstErrors[i]!]),
      colour: theme.diffusion,
      radius: 2.4,
    });
  points(pen, frame, { x: [shown.settings.n, shown.error], colour: theme.diffusion, radius: 5, halo: theme.paper });
  return chartLabels(frame, chart);
}
