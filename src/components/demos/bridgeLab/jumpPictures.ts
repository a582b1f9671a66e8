/** The pictures of one jump: from the exact curves to their end, as a function of the place, and how good a single guess is. */
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { evenly, lineTicks, pathAxes, pathFrame, sides, whole, type Measured } from './frames.ts';
import { curves, drawn, guess, jump, reach, type Jumps } from './scene.ts';

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
