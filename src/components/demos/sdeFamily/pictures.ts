/** The five plots of the figure, drawn by any pen. */
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { uprightHistogram } from '../../../lib/plot/uprightHistogram.ts';
import { density } from '../../../lib/theory/mixture.ts';
import { plane, type Account, type Estimate } from './account.ts';
import { minus } from './narrate.ts';
import { frameOf, lawAt, limit, quantiles, reach, type Run } from './scene.ts';

const sides = { top: 22, bottom: 34 };
const lineTicks = [-3, -2, -1, 0, 1, 2, 3];
const whole = (v: number) => minus(String(v));

/** Paths from noise (left) to data (right) up to the time t, over the exact quantiles. `every`: draw each so many steps. */
export function paintPaths(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  { paths, t, every = 1 }: { paths: Float64Array[]; t: number; every?: number },
): string {
  const frame = createFrame({
    width,
    height,
    margin: { ...sides, left: 30, right: 10 },
    x: [1, 0],
    y: [-reach, reach],
  });
  const exact = quantiles();
  for (const x of exact.x) curve(pen, frame, { x: exact.t, y: x, colour: theme.band, width: 1, alpha: 0.75 });
  const steps = paths.length - 1;
  const last = Math.min(steps, Math.floor((1 - t) * steps + 1e-9));
  const at: number[] = [];
  for (let i = 0; i < last; i += every) at.push(i);
  at.push(last);
  const times = at.map((i) => 1 - i / Math.max(1, steps));
  const n = paths[0]?.length ?? 0;
  for (let j = 0; j < n; j++) {
    const y = at.map((i) => paths[i]![j]!);
    curve(pen, frame, { x: times, y, colour: theme.diffusion, width: 1, alpha: 0.6 });
  }
  curve(pen, frame, { x: [t, t], y: [-reach, reach], colour: theme.muted, width: 1, alpha: 0.6 });
  const now = paths[last];
  if (now) {
    const dots = Array.from(now).flatMap((v) => [times.at(-1)!, v]);
    points(pen, frame, { x: dots, colour: theme.diffusion, radius: 2.4, halo: theme.paper });
  }
  return axes(frame, {
    xTicks: [1, 0.75, 0.5, 0.25, 0],
    xFormat: String,
    yTicks: lineTicks,
    yFormat: whole,
    xLabel: 'time t: noise on the left, data on the right',
    yLabel: 'x; grey: exact quantiles',
    grid: false,
  });
}

/** As tall as the tallest bell, and a little. */
const most = 0.82;
const upright = Array.from({ length: 241 }, (_, i) => -reach + (i * 2 * reach) / 240);

/** The histogram at time t, turned so that it shares the vertical axis with the paths; the exact density is dashed. */
export function paintHistogram(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  { run, t }: { run: Run; t: number },
): string {
  const frame = createFrame({
    width,
    height,
    margin: { ...sides, left: 24, right: 10 },
    x: [0, most],
    y: [-reach, reach],
  });
  const index = frameOf(run, t);
  const values = run.frames[index]!.subarray(0, run.done);
  uprightHistogram(pen, frame, { values, range: [-reach, reach], bins: 54, colour: theme.diffusion });
  const law = lawAt(run.times[index]!);
  const exact = upright.map((x) => density(law, [x]));
  curve(pen, frame, { x: exact, y: upright, colour: theme.exact, width: 1.8, dash: [6, 4] });
  return axes(frame, {
    xTicks: [0, 0.2, 0.4, 0.6, 0.8],
    xFormat: String,
    yTicks: lineTicks,
    yFormat: whole,
    xLabel: 'density',
    yLabel: `t = ${run.times[index]!.toFixed(2)}; dashed: exact`,
    grid: false,
  });
}

/** Kolmogorov's distance at every moment, and what a perfect sample may have. */
export function gapChart(run: Run, theme: Theme, width: number): Chart {
  const finite = run.gaps.filter(Number.isFinite);
  const top = Math.max(0.07, 1.12 * Math.max(0, ...finite));
  return {
    x: [1, 0],
    y: [0, top],
    series: [{ x: run.times, y: run.gaps, colour: theme.diffusion, width: 2 }],
    levels: [{ value: limit, colour: theme.exact, dash: [6, 4] }],
    axes: {
      xTicks: [1, 0.75, 0.5, 0.25, 0],
      xFormat: String,
      yTicks: 4,
      xLabel: 'time t',
      yLabel:
        width < 500
          ? 'largest gap; dashed: allowed'
          : 'largest gap to the exact law; dashed: 19 of 20 perfect samples lie below',
    },
    margin: { left: 44, right: 10 },
  };
}

export function paintGap(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  { run, t }: { run: Run; t: number },
): string {
  const chart = gapChart(run, theme, width);
  const frame = chartFrame(width, height, chart);
  curve(pen, frame, { x: [t, t], y: [...chart.y], colour: theme.muted, width: 1, alpha: 0.6 });
  drawChart(pen, frame, chart);
  const index = frameOf(run, t);
  const gap = run.gaps[index]!;
  if (Number.isFinite(gap)) {
    points(pen, frame, { x: [run.times[index]!, gap], colour: theme.diffusion, radius: 4, halo: theme.paper });
  }
  return chartLabels(frame, chart);
}

/** Half the width of the plane that is drawn. */
export const planeReach = 2.9;

export function planeFrame(width: number, height: number): Frame {
  const tall = (planeReach * height) / width;
  return createFrame({ width, height, x: [-planeReach, planeReach], y: [-tall, tall] });
}

/** How much of the way is shown, by time: 1 is all of it. */
export interface Shown {
  account: Account;
  upTo: number;
}
const shownNodes = ({ account, upTo }: Shown): number =>
  Math.max(1, account.times.filter((t) => t <= upTo + 1e-9).length);

/** Three bells as discs of one and two deviations, and the curve of the flow from the point to its place in the noise. */
export function paintPlane(pen: Pen, width: number, height: number, theme: Theme, shown: Shown): string {
  const frame = planeFrame(width, height);
  const unit = width / (2 * planeReach);
  pen.save();
  pen.fillStyle = theme.data;
  plane.means.forEach(([x, y], k) => {
    for (const deviations of [2, 1]) {
      const radius = deviations * plane.stds[k]! * unit;
      pen.globalAlpha = 0.05 + 0.2 * plane.weights[k]!;
      pen.beginPath();
      pen.moveTo(frame.x(x!) + radius, frame.y(y!));
      pen.arc(frame.x(x!), frame.y(y!), radius, 0, 2 * Math.PI - 1e-4);
      pen.fill();
    }
  });
  pen.restore();
  const path = shown.account.path.slice(0, shownNodes(shown));
  curve(pen, frame, { x: path.map((p) => p[0]), y: path.map((p) => p[1]), colour: theme.diffusion, width: 2.2 });
  points(pen, frame, { x: path[0]!, colour: theme.diffusion, radius: 5.5, halo: theme.paper });
  if (path.length > 1) points(pen, frame, { x: path.at(-1)!, colour: theme.diffusion, radius: 3.2, halo: theme.paper });
  return '';
}

export function accountChart(
  { account, estimate }: Shown & { estimate: Estimate },
  nodes: number,
  theme: Theme,
): Chart {
  const t = account.times.slice(0, nodes);
  const lines = estimate.lines.map((line) => ({
    x: t,
    y: line.slice(0, nodes),
    colour: theme.diffusion,
    width: 1,
    alpha: Math.max(0.14, 0.5 / Math.sqrt(estimate.lines.length)),
  }));
  const starts = estimate.lines.map((line) => line[0]!);
  const values = [...account.exact, ...estimate.mean, ...account.byFlow];
  const spread = estimate.standardError * Math.sqrt(estimate.lines.length);
  const low = Math.min(...values, Math.max(Math.min(...starts), account.exact[0]! - 2.5 * spread), -3);
  const high = Math.max(...values, Math.min(Math.max(...starts), account.exact[0]! + 2.5 * spread), -1);
  const edge = 0.06 * (high - low);
  return {
    x: [0, 1],
    y: [low - edge, high + edge],
    series: [
      ...lines,
      { x: t, y: estimate.mean.slice(0, nodes), colour: theme.diffusion, width: 1.4, dash: [2, 3] },
      { x: t, y: account.byFlow.slice(0, nodes), colour: theme.diffusion, width: 3 },
      { x: t, y: account.exact.slice(0, nodes), colour: theme.exact, width: 1.4, dash: [6, 4] },
    ],
    axes: {
      xTicks: [0, 0.25, 0.5, 0.75, 1],
      xFormat: String,
      yTicks: 5,
      yFormat: whole,
      xLabel: 'time t: data on the left, noise on the right',
      yLabel: 'log density along the curve; dashed: exact',
    },
    margin: { left: 36, right: 10 },
  };
}

export function paintAccount(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  shown: Shown & { estimate: Estimate },
): string {
  const chart = accountChart(shown, shownNodes(shown), theme);
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  const first = shown.account.exact[0]!;
  points(pen, frame, { x: [0, first], colour: theme.exact, radius: 3 });
  return chartLabels(frame, chart);
}
