/** The three plots of each view, drawn by any pen. */
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, inside, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { density } from '../../../lib/theory/mixture.ts';
import type { Gap } from './gaps.ts';
import { kernelDensities, noisyDensity } from './kernel.ts';
import { fixed } from './narrate.ts';
import {
  bells,
  count,
  countOf,
  curves,
  drawn,
  errorSteps,
  guess,
  jump,
  placeAt,
  reach,
  shownRows,
  starts,
  stepOf,
  type Jumps,
  type Settings,
  type Shown,
} from './scene.ts';

const sides = { top: 22, bottom: 34 };
const lineTicks = [-2, -1, 0, 1, 2];
const whole = (v: number) => fixed(v, 0);
const evenly = (from: number, to: number, n: number) =>
  Array.from({ length: n + 1 }, (_, i) => from + ((to - from) * i) / n);

/** What the build measured once and every picture needs. */
export interface Measured {
  gaps: Gap[];
  firstErrors: number[];
  guessErrors: { t: number[]; error: number[] };
}

const pathFrame = (width: number, height: number): Frame =>
  createFrame({ width, height, margin: { ...sides, left: 30, right: 10 }, x: [0, 1], y: [-reach, reach] });
const pathAxes = (frame: Frame) =>
  axes(frame, {
    xTicks: [0, 0.25, 0.5, 0.75, 1],
    xFormat: String,
    yTicks: lineTicks,
    yFormat: whole,
    xLabel: 'time t: noise on the left, data on the right',
    yLabel: 'x',
    grid: false,
  });

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

/** Exact curves, and from their points at t the jump to the end and the denoiser's guess. */
export function paintJumps(pen: Pen, width: number, height: number, theme: Theme, jumps: Jumps): string {
  const frame = pathFrame(width, height);
  const frames = curves();
  const times = frames.map((_, i) => i / (frames.length - 1));
  const { t, from, jumped, guessed } = jumps;
  for (let j = 0; j < drawn; j++)
    curve(pen, frame, { x: times, y: frames.map((x) => x[j]!), colour: theme.band, width: 1, alpha: 0.8 });
  curve(pen, frame, { x: [t, t], y: [-reach, reach], colour: theme.muted, width: 1, alpha: 0.6 });
  from.forEach((x, j) => {
    curve(pen, frame, { x: [t, 1], y: [x, jumped[j]!], colour: theme.diffusion, width: 1.3, alpha: 0.8 });
    if (j % 3 === 0)
      curve(pen, frame, { x: [t, 1], y: [x, guessed[j]!], colour: theme.exact, width: 1, dash: [4, 4], alpha: 0.6 });
  });
  const dots = (at: number, y: number[]) => y.flatMap((v) => [at, v]);
  points(pen, frame, { x: dots(1, guessed), colour: theme.exact, radius: 2 });
  points(pen, frame, { x: dots(t, from), colour: theme.diffusion, radius: 2.6, halo: theme.paper });
  points(pen, frame, { x: dots(1, jumped), colour: theme.diffusion, radius: 2.6, halo: theme.paper });
  return pathAxes(frame);
}

export const kernelReach = 2.5;
export const kernelFrame = (width: number, height: number): Frame =>
  createFrame({
    width,
    height,
    margin: { ...sides, left: 30, right: 10 },
    x: [-kernelReach, kernelReach],
    y: [0, 1],
  });

/** Heights are shares of the tallest: the widths of the laws differ a hundredfold. */
export function paintKernel(pen: Pen, width: number, height: number, theme: Theme, settings: Settings): string {
  const frame = kernelFrame(width, height);
  const T = countOf(settings.T);
  const step = stepOf(T, settings.moment);
  const { kernel, best } = kernelDensities(T, step, settings.xt);
  const noisy = noisyDensity(T, step);
  const x = evenly(-kernelReach, kernelReach, 500);
  const [y, fit, law] = [x.map(kernel), x.map(best), x.map(noisy)];
  const top = 1.06 * Math.max(...y, ...fit);
  const low = 2.6 * Math.max(...law);
  curve(pen, frame, { x, y: law.map((v) => v / low), colour: theme.data, width: 1.4, alpha: 0.8 });
  curve(pen, frame, { x, y: fit.map((v) => v / top), colour: theme.exact, width: 1.6, dash: [6, 4] });
  curve(pen, frame, { x, y: y.map((v) => v / top), colour: theme.diffusion, width: 2.2 });
  curve(pen, frame, {
    x: [settings.xt, settings.xt],
    y: [0, noisy(settings.xt) / low],
    colour: theme.data,
    width: 1.4,
  });
  points(pen, frame, { x: [settings.xt, noisy(settings.xt) / low], colour: theme.data, radius: 6, halo: theme.paper });
  return axes(frame, {
    xTicks: lineTicks,
    xFormat: whole,
    yTicks: [],
    xLabel:
      width < 500
        ? 'grey: noisier, drag; blue: cleaner; dashed: bell'
        : 'grey: the noisier end, drag the dot; blue: the cleaner end, given it; dashed: best Gaussian',
    yLabel: `step ${step} of ${T}: densities, each set to fit`,
    grid: false,
  });
}

const bins = 54;
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
  const counts = new Float64Array(bins);
  for (let row = 0; row < count; row++) {
    const bin = Math.floor(((placeAt(frames, row, settings.t) + reach) / (2 * reach)) * bins);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  const perCount = bins / (2 * reach) / count;
  const { left } = inside(frame);
  pen.save();
  pen.fillStyle = theme.diffusion;
  pen.globalAlpha = 0.38;
  pen.beginPath();
  counts.forEach((n, bin) => {
    if (n === 0) return;
    const top = frame.y(-reach + ((bin + 1) * 2 * reach) / bins);
    const bottom = frame.y(-reach + (bin * 2 * reach) / bins);
    pen.rect(left, top, frame.x(Math.min(most, n * perCount)) - left, Math.max(0.5, bottom - top - 1));
  });
  pen.fill();
  pen.restore();
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

/** The consistency function and the denoiser at one time, as functions of x. */
export function paintFunctions(pen: Pen, width: number, height: number, theme: Theme, { t }: Jumps): string {
  const margin = { ...sides, left: 28, right: 10 };
  const frame = createFrame({ width, height, margin, x: [-2.4, 2.4], y: [-reach, reach] });
  const x = evenly(-2.4, 2.4, 160);
  curve(pen, frame, { x, y: x.map((v) => guess(v, t)), colour: theme.exact, width: 1.6, dash: [6, 4] });
  curve(pen, frame, { x, y: x.map((v) => jump(v, t)), colour: theme.diffusion, width: 2.2 });
  return axes(frame, {
    xTicks: lineTicks,
    xFormat: whole,
    yTicks: lineTicks,
    yFormat: whole,
    xLabel: `x at t = ${t.toFixed(2)}`,
    yLabel: 'jump; dashed: denoiser',
  });
}

/** What Gaussians miss in each of the T steps. */
export function paintBars(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  settings: Settings,
  gaps: Gap[],
): string {
  const T = countOf(settings.T);
  const { steps } = gaps.find((gap) => gap.T === T)!;
  const step = stepOf(T, settings.moment);
  const top = 1.1 * Math.max(...steps);
  const frame = createFrame({
    width,
    height,
    margin: { ...sides, left: 44, right: 10 },
    x: [0.5, T + 0.5],
    y: [0, top],
  });
  const gap = Math.min(4, 60 / T);
  for (const chosen of [false, true]) {
    pen.save();
    pen.fillStyle = theme.diffusion;
    pen.globalAlpha = chosen ? 1 : 0.4;
    pen.beginPath();
    steps.forEach((value, i) => {
      if ((i + 1 === step) !== chosen) return;
      const left = frame.x(i + 0.5) + gap / 2;
      const right = frame.x(i + 1.5) - gap / 2;
      pen.rect(left, frame.y(value), Math.max(1, right - left), Math.max(1, frame.y(0) - frame.y(value)));
    });
    pen.fill();
    pen.restore();
  }
  return axes(frame, {
    xTicks: T <= 8 ? steps.map((_, i) => i + 1) : [1, T / 2, T],
    xFormat: String,
    yTicks: 4,
    xLabel: 'step, data on the left',
    yLabel: 'nats missed in each step',
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

export function paintGuesses(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  { t, guessError }: Jumps,
  { guessErrors }: Measured,
): string {
  const chart: Chart = {
    x: [0, 1],
    y: [-0.04, 1.3],
    series: [
      { x: guessErrors.t, y: guessErrors.error, colour: theme.exact, width: 1.8, dash: [6, 4] },
      { x: [0, 1], y: [0, 0], colour: theme.diffusion, width: 2.2 },
      { x: [t, t], y: [-0.04, 1.3], colour: theme.muted, width: 1, alpha: 0.6 },
    ],
    axes: {
      xTicks: [0, 0.25, 0.5, 0.75, 1],
      xFormat: String,
      yTicks: [0, 0.5, 1],
      xLabel: 'time t from which one answer is given',
      yLabel: 'W₁ to the data: jump, and denoiser (dashed)',
    },
    margin: { left: 36, right: 12 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  points(pen, frame, { x: [t, guessError], colour: theme.exact, radius: 4, halo: theme.paper });
  points(pen, frame, { x: [t, 0], colour: theme.diffusion, radius: 4, halo: theme.paper });
  return chartLabels(frame, chart);
}

export function paintSums(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  settings: Settings,
  gaps: Gap[],
): string {
  const T = countOf(settings.T);
  const chart: Chart = {
    x: [1, 64],
    y: [0.008, 2.6],
    logX: true,
    logY: true,
    series: [{ x: gaps.map((gap) => gap.T), y: gaps.map(({ sum }) => sum), colour: theme.diffusion, width: 2 }],
    levels: [{ value: 0.05, colour: theme.exact, dash: [2, 4] }],
    axes: {
      xTicks: gaps.map((gap) => gap.T),
      xFormat: String,
      yTicks: [0.01, 0.05, 0.1, 0.5, 1],
      yFormat: String,
      xLabel: 'steps T',
      yLabel: width < 500 ? 'nats missed in all steps' : 'nats that Gaussians miss in all steps, both axes logarithmic',
    },
    margin: { left: 44, right: 12 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  points(pen, frame, { x: gaps.flatMap((gap) => [gap.T, gap.sum]), colour: theme.diffusion, radius: 2.6 });
  points(pen, frame, {
    x: [T, gaps.find((gap) => gap.T === T)!.sum],
    colour: theme.diffusion,
    radius: 5.5,
    halo: theme.paper,
  });
  return chartLabels(frame, chart);
}
