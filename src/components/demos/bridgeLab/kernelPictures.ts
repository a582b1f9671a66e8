/** The pictures of the true denoising law: beside its best Gaussian, step by step, and all steps together. */
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { evenly, lineTicks, sides, whole } from './frames.ts';
import type { Gap } from './gaps.ts';
import { kernelDensities, noisyDensity } from './kernel.ts';
import { countOf, stepOf, type Settings } from './scene.ts';

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
