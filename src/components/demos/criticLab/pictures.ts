/** The three plots: the critic over the line, its gap over the steps, and the gap that it ends with over the distance. To any pen. */
import { arrows } from '../../../lib/plot/arrows.ts';
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { straightGap, thetaRange, type Lab, type Setup } from './lab.ts';

const reach = 2.4;
const margin = { top: 22, right: 12, bottom: 34, left: 38 };
const signed = (v: number) => String(v).replace('-', '−');

/** A few ceilings rather than one that follows the curve: the picture should not breathe. */
const ceiling = (value: number): number => [1.5, 3, 6, 12, 16, 24, 48, 96].find((top) => top >= value) ?? 96;

export const lineFrame = (width: number, height: number, top = 1): Frame =>
  createFrame({ width, height, margin, x: [-reach, reach], y: [-top, top] });

/** Which distance a pointer at this x asks for. */
export const thetaAt = (width: number, x: number): number => 2 * Math.abs(lineFrame(width, 1).x.invert(x));

const grid = Array.from({ length: 241 }, (_, i) => reach * (i / 120 - 1));

export function paintLine(pen: Pen, width: number, height: number, theme: Theme, lab: Lab): string {
  const { critic, setup, expected } = lab;
  const half = setup.theta / 2;
  const finite = Number.isFinite(expected) ? expected / 2 : 0;
  const top = ceiling(1.25 * Math.max(1, finite, Math.abs(critic.T(half)), Math.abs(critic.T(-half))));
  const frame = lineFrame(width, height, top);
  for (const x of [-half, half]) curve(pen, frame, { x: [x, x], y: [-top, top], colour: theme.rule, width: 1 });
  curve(pen, frame, { x: [-reach, reach], y: [-reach, reach], colour: theme.band, width: 1.4 });
  if (Number.isFinite(expected)) {
    const slope = expected / setup.theta;
    curve(pen, frame, {
      x: [-reach, reach],
      y: [-reach * slope, reach * slope],
      colour: theme.exact,
      width: 1.4,
      dash: [6, 4],
    });
  }
  curve(pen, frame, { x: grid, y: grid.map((x) => critic.T(x)), colour: theme.discriminator, width: 2.4 });
  const { pull } = lab.read();
  arrows(pen, frame, {
    at: [-half, critic.T(-half)],
    vectors: [pull, 0],
    scale: (v) => (0.3 * width * v) / (1 + v),
    colour: theme.gan,
    width: 2.4,
    head: 7,
  });
  points(pen, frame, { x: [half, critic.T(half)], colour: theme.data, radius: 7, halo: theme.paper });
  points(pen, frame, { x: [-half, critic.T(-half)], colour: theme.gan, radius: 7, halo: theme.paper });
  return axes(frame, {
    xTicks: [-2, -1, 0, 1, 2],
    yTicks: [-top, -top / 2, 0, top / 2, top],
    xFormat: signed,
    yFormat: signed,
    xLabel: 'x',
    yLabel: 'critic T(x)',
  });
}

/** The width of the chart grows in steps, so that it stands still most of the time. */
export const widthFor = (steps: number): number =>
  [300, 1000, 3000, 10_000, 30_000].find((width) => steps <= width) ?? 60_000;

const thousands = (v: number) => (v >= 1000 ? `${v / 1000}k` : String(v));

export function gapChart(lab: Lab, theme: Theme): Chart {
  const last = widthFor(lab.step);
  const every = Math.max(1, Math.floor(lab.gaps.length / 500));
  const steps = lab.gaps.map((_, i) => i).filter((i) => i % every === 0 || i === lab.step);
  const { theta } = lab.setup;
  const finite = Number.isFinite(lab.expected) ? lab.expected : 0;
  const recent = lab.gaps.slice(-1000);
  const top = ceiling(1.1 * Math.max(theta, finite, lab.gap, 1, ...recent));
  return {
    x: [0, last],
    y: [0, top],
    series: [
      { x: steps, y: steps.map((i) => lab.gaps[i]!), colour: theme.discriminator, width: 2.2 },
      { x: [0, last], y: [theta, theta], colour: theme.band, width: 1.4, name: 'W₁', textColour: theme.muted },
      ...(finite > 0
        ? [{ x: [0, last], y: [finite, finite], colour: theme.exact, width: 1.4, dash: [6, 4], name: 'theory' }]
        : []),
    ],
    axes: { xTicks: 3, xFormat: thousands, yTicks: 4, xLabel: 'steps of the critic', yLabel: 'Gap T(real) − T(fake)' },
    margin: { left: 38, right: 42 },
  };
}

/** 80 distances. */
const thetas = Array.from({ length: 80 }, (_, i) => ((i + 1) * thetaRange.max) / 80);

export const sweepOf = (setup: Setup): { theta: number[]; gap: number[] } => ({
  theta: thetas,
  gap: thetas.map((theta) => straightGap({ ...setup, theta })),
});

export function sweepChart(lab: Lab, theme: Theme): Chart {
  const { gap } = sweepOf(lab.setup);
  const most = gap.reduce((top, v) => (Number.isFinite(v) ? Math.max(top, v) : top), thetaRange.max);
  return {
    x: [0, thetaRange.max],
    y: [0, ceiling(1.05 * Math.max(Math.min(most, 96), lab.gap))],
    series: [
      {
        x: [0, thetaRange.max],
        y: [0, thetaRange.max],
        colour: theme.band,
        width: 1.4,
        name: 'W₁',
        textColour: theme.muted,
      },
      { x: thetas, y: gap, colour: theme.exact, width: 1.4, dash: [6, 4], name: 'theory' },
    ],
    axes: { xTicks: [0, 1, 2, 3, 4], yTicks: 4, xLabel: 'distance θ', yLabel: 'Gap in the end, over the distance' },
    margin: { left: 38, right: 42 },
  };
}

export function paintGap(pen: Pen, width: number, height: number, theme: Theme, lab: Lab): string {
  const chart = gapChart(lab, theme);
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  return chartLabels(frame, chart);
}

export function paintSweep(pen: Pen, width: number, height: number, theme: Theme, lab: Lab): string {
  const chart = sweepChart(lab, theme);
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  points(pen, frame, { x: [lab.setup.theta, lab.gap], colour: theme.discriminator, radius: 5.5, halo: theme.paper });
  return chartLabels(frame, chart);
}
