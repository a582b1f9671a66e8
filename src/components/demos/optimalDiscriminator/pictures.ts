/** The three plots: the densities with D and D*, the value over steps, the pull over the separation. To any pen. */
import { pair, pairExtent, separationRange } from '../../../lib/experiments/pair.ts';
import { axes } from '../../../lib/plot/axes.ts';
import { arrows } from '../../../lib/plot/arrows.ts';
import { area } from '../../../lib/plot/area.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { sigmoid } from '../../../lib/theory/logSumExp.ts';
import { exactPulls, line, shares, type Belief, type Game, type Reading } from './game.ts';

export interface ValueHistory {
  /** V of each minibatch, averaged over short stretches. */
  batches: { steps: readonly number[]; values: readonly number[] };
  /** V of D on the whole densities, by quadrature. */
  exact: { steps: readonly number[]; values: readonly number[] };
  /** The ceiling from each step on. */
  ceilings: readonly { step: number; value: number }[];
  steps: number;
}

/** Arrows on the samples of q: proportional for small pulls, never longer than 44 pixels. One scale for both losses. */
export const pullLength = (pull: number): number => 44 * (1 - Math.exp(-pull / 3));
const arrowCount = 9;
/** Neighbouring samples lie on three levels, so that their arrows do not cover each other. */
const levels = [0, -0.55, 0.55];

export function paintDensities(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  game: Game,
  belief: Belief | null,
): string {
  const strip = 28;
  const margin = { top: 20, right: 8, bottom: 30 + 2 * strip + 20, left: 34 };
  const frame = createFrame({ width, height, margin, x: [-pairExtent, pairExtent], y: [0, 1.03] });
  area(pen, frame, { x: line, y: game.p, colour: theme.data, alpha: 0.22 });
  area(pen, frame, { x: line, y: game.q, colour: theme.gan, alpha: 0.25 });
  curve(pen, frame, { x: line, y: game.p, colour: theme.data, width: 1.6 });
  curve(pen, frame, { x: line, y: game.q, colour: theme.gan, width: 1.6 });
  if (belief) curve(pen, frame, { x: line, y: belief.logit.map(sigmoid), colour: theme.discriminator, width: 2.6 });
  curve(pen, frame, { x: line, y: game.best, colour: theme.exact, width: 1.6, dash: [6, 4] });
  const above = axes(frame, {
    xTicks: width < 480 ? 5 : 9,
    yTicks: [0, 0.5, 1],
    yLabel: 'D(x), and the densities',
    xLabel: 'x',
  });

  const places = shares(game.q, arrowCount);
  const rows = [
    { name: width < 480 ? 'pull of log(1 − D)' : 'pull of log(1 − D) on samples of q', vectors: belief?.saturating },
    { name: 'pull of −log D', vectors: belief?.nonSaturating },
  ];
  const names = rows.map(({ name, vectors }, row) => {
    const middle = height - 2 * strip - 8 + strip * (row + 0.5);
    const level = createFrame({
      width,
      height,
      margin: { top: middle - strip / 2, bottom: height - middle - strip / 2, left: 34, right: 8 },
      x: [-pairExtent, pairExtent],
      y: [-1, 1],
    });
    const at = places.flatMap((i, k) => [line[i]!, levels[k % levels.length]!]);
    points(pen, level, { x: at, colour: theme.gan, radius: 2.2 });
    if (vectors) {
      arrows(pen, level, {
        at,
        vectors: places.flatMap((i) => [vectors[i]!, 0]),
        scale: pullLength,
        colour: theme.gan,
        width: 1.5,
        head: 4.5,
      });
    }
    const x = level.x(-pairExtent);
    return `<text class="tick" x="${x}" y="${middle.toFixed(1)}" dy="0.32em">${name}</text>`;
  });
  return above + names.join('');
}

const log4 = Math.log(4);

export function valueChart(history: ValueHistory, theme: Theme): Chart {
  const { batches, exact, ceilings, steps } = history;
  // A staircase: each ceiling holds until the next.
  const stairs = ceilings.flatMap(({ step, value }, i) => [
    [step, value] as const,
    [ceilings[i + 1]?.step ?? steps, value] as const,
  ]);
  return {
    x: [0, steps],
    y: [-2, 0.12],
    series: [
      { x: batches.steps, y: batches.values, colour: theme.discriminator, width: 0.8, alpha: 0.35 },
      { x: exact.steps, y: exact.values, colour: theme.discriminator, width: 2.2 },
      { x: stairs.map(([x]) => x), y: stairs.map(([, y]) => y), colour: theme.exact, width: 1.4, dash: [6, 4] },
    ],
    levels: [{ value: -log4, colour: theme.muted, dash: [1.5, 3] }],
    axes: {
      xTicks: 4,
      xFormat: (v) => (v >= 1000 ? `${v / 1000}k` : String(v)),
      yTicks: [-2, -log4, -1, -0.5, 0],
      yFormat: (v) => (v === -log4 ? '−log 4' : String(v).replace('-', '−')),
      xLabel: 'steps',
      yLabel: 'V, and its ceiling −log 4 + 2 JS (dashed)',
    },
    margin: { left: 46, right: 10 },
  };
}

export function paintChart(pen: Pen, width: number, height: number, chart: Chart): string {
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  return chartLabels(frame, chart);
}

/** The exact pulls over the whole range of the control. */
export interface PullCurves {
  separations: number[];
  saturating: number[];
  nonSaturating: number[];
}

export function pullCurves(points = 81): PullCurves {
  const { min, max } = separationRange;
  const separations = Array.from({ length: points }, (_, i) => min + ((max - min) * i) / (points - 1));
  const pulls = separations.map((separation) => {
    const { p, q } = pair(separation);
    return exactPulls(p, q);
  });
  return { separations, saturating: pulls.map((v) => v.saturating), nonSaturating: pulls.map((v) => v.nonSaturating) };
}

const leastPull = 1e-9;
const power = (value: number) => {
  const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const exponent = Math.round(Math.log10(value));
  const digits = [...String(Math.abs(exponent))].map((d) => superscripts[Number(d)]).join('');
  return exponent === 0 ? '1' : `10${exponent < 0 ? '⁻' : ''}${digits}`;
};

export function paintPulls(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  curves: PullCurves,
  game: Game,
  reading: Reading | null,
): string {
  const chart: Chart = {
    x: [separationRange.min, separationRange.max],
    y: [leastPull, 300],
    logY: true,
    series: [
      { x: curves.separations, y: curves.saturating, colour: theme.exact, width: 1.4, dash: [6, 4] },
      { x: curves.separations, y: curves.nonSaturating, colour: theme.exact, width: 1.4, dash: [1.5, 3] },
    ],
    axes: {
      xTicks: [0, 2, 4, 6, 8],
      yTicks: [1e-8, 1e-6, 1e-4, 1e-2, 1, 100],
      yFormat: power,
      xLabel: 'distance of the centres',
      yLabel: 'Mean pull on samples of q (dashed: if D were D*)',
    },
    margin: { left: 42, right: 10 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  const x = game.separation;
  curve(pen, frame, { x: [x, x], y: [leastPull, 300], colour: theme.muted, width: 1, alpha: 0.5 });
  const dot = (pull: number, filled: boolean) => {
    const at = [x, Math.max(leastPull, pull)];
    points(pen, frame, { x: at, colour: theme.gan, radius: 5 });
    if (!filled) points(pen, frame, { x: at, colour: theme.paper, radius: 2.8 });
  };
  if (reading) {
    dot(reading.pulls.saturating, true);
    dot(reading.pulls.nonSaturating, false);
  }
  // Each curve's name below it, where both run free.
  const place = Math.round(0.66 * (curves.separations.length - 1));
  const name = (text: string, values: number[], dx: number, dy: number) =>
    `<text class="tick" x="${(frame.x(curves.separations[place]!) + dx).toFixed(1)}" y="${(frame.y(values[place]!) + dy).toFixed(1)}" text-anchor="end">${text}</text>`;
  const names = name('log(1 − D)', curves.saturating, -8, 12) + name('−log D', curves.nonSaturating, 10, 15);
  return chartLabels(frame, chart) + names;
}
