/** The pictures of the figure, for the page and for print. */
import { chartFrame, chartLabels, drawChart, type Chart, type Series } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { frameAt, trajectories } from '../../../lib/plot/trajectories.ts';
import type { Paths } from './paths.ts';
import type { Band, Mark, Results } from './race.ts';
import { dataOf, rows, solverNames, titles, type Metric, type Settings, type SolverName } from './scene.ts';

/** How the line of each solver is drawn; the legend in the page draws them too. */
export const strokes: Record<SolverName, { dash: number[]; width: number; alpha: number }> = {
  ddpm: { dash: [1.5, 3], width: 2, alpha: 1 },
  ddim: { dash: [], width: 5, alpha: 0.35 },
  euler: { dash: [7, 4], width: 1.7, alpha: 1 },
  heun: { dash: [], width: 2.2, alpha: 1 },
  churn: { dash: [9, 3, 2, 3], width: 1.7, alpha: 0.75 },
};

export interface Plane {
  settings: Settings;
  solver: SolverName;
  paths: Paths;
  /** How far the points have come, from 0 to 1. */
  travelled: number;
  /** Whether the exact flow's ends mean something to this solver. */
  follows: boolean;
}

/** The modes, the ways of the points, and where they are; rings where the exact flow ends. */
export function paintPlane(pen: Pen, width: number, height: number, theme: Theme, plane: Plane): string {
  const { data } = dataOf(plane.settings.data);
  const { extent } = data;
  const frame = createFrame({ width, height, x: [-extent, extent], y: [-extent, extent] });
  const { centres, std } = data.modes!;
  pen.save();
  pen.fillStyle = theme.data;
  pen.globalAlpha = 0.2;
  pen.beginPath();
  const radius = Math.max(2.5, (2 * std * width) / (2 * extent));
  for (const [x, y] of centres as [number, number][]) {
    pen.moveTo(frame.x(x) + radius, frame.y(y));
    pen.arc(frame.x(x), frame.y(y), radius, 0, 2 * Math.PI - 1e-4);
  }
  pen.fill();
  pen.restore();
  const frames = plane.paths.frames[plane.solver];
  if (!frames) return '';
  const at = plane.travelled * (frames.length - 1);
  // Noisy ways are told by a few of them; all together would cover the plane.
  const paths = plane.follows ? 40 : 10;
  trajectories(pen, frame, { frames, count: paths, upTo: at, colour: theme.diffusion, width: 0.8, alpha: 0.5 });
  const { ends } = plane.paths;
  if (ends && plane.follows) {
    pen.save();
    pen.strokeStyle = theme.exact;
    pen.lineWidth = 1;
    pen.setLineDash([2, 1.5]);
    pen.beginPath();
    for (let i = 0; i < ends.length; i += 2) {
      const [x, y] = [frame.x(ends[i]!), frame.y(ends[i + 1]!)];
      pen.moveTo(x + 4, y);
      pen.arc(x, y, 4, 0, 2 * Math.PI - 1e-4);
    }
    pen.stroke();
    pen.restore();
  }
  points(pen, frame, { x: frameAt(frames, at), colour: theme.diffusion, radius: 2, halo: theme.paper });
  return '';
}

const series = (
  marks: readonly Mark[],
  solver: SolverName,
  theme: Theme,
  y: (mark: Mark) => number | null,
): Series => ({
  x: marks.map(({ evaluations }) => evaluations),
  y: marks.map((mark) => y(mark) ?? NaN),
  colour: theme.diffusion,
  ...strokes[solver],
  name: titles[solver],
});

const ticks = { values: [5, 10, 30, 100, 250] };
const x = [4.4, 290] as const;
const margin = { left: 46, right: 52 };

function paint(pen: Pen, width: number, height: number, chart: Chart, theme: Theme, evaluations: number): string {
  const frame = chartFrame(width, height, chart);
  curve(pen, frame, { x: [evaluations, evaluations], y: chart.y, colour: theme.muted, width: 1, alpha: 0.5 });
  drawChart(pen, frame, chart);
  for (const { x: at, y, colour, alpha, name } of chart.series) {
    if (!name || alpha === strokes.ddim.alpha) continue; // guides have none, and the broad line's would hide others
    points(pen, frame, { x: Array.from(at).flatMap((v, i) => [v, y[i]!]), colour, radius: 2.2 });
  }
  return chartLabels(frame, chart);
}

/** From `from` on, a straight line of the given order through (at, error), a little below it. */
function guide(theme: Theme, order: number, marks: readonly Mark[]): Chart['series'] {
  const last = marks.findLast(({ error }) => error);
  if (!last || marks.length < 4) return [];
  const from = rows[3]!;
  const y = (n: number) => 0.5 * last.error! * (n / last.evaluations) ** -order;
  return [
    { x: [from, last.evaluations], y: [y(from), y(last.evaluations)], colour: theme.exact, width: 1, dash: [5, 4] },
  ];
}

/** The median error of those solvers that follow the flow. */
export function paintErrors(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  results: Results,
  evaluations: number,
): string {
  const drawn = solverNames.filter((name) => results[name].some(({ error }) => error !== null));
  const chart: Chart = {
    x,
    y: [5e-5, 10],
    logX: true,
    logY: true,
    series: [
      ...guide(theme, 1, results.euler),
      ...guide(theme, 2, results.heun),
      ...drawn.map((name) => series(results[name], name, theme, ({ error }) => error)),
    ],
    axes: {
      xTicks: ticks.values,
      xFormat: String,
      yTicks: [1e-4, 1e-3, 1e-2, 0.1, 1, 10],
      yFormat: (v) => (v < 0.01 ? `10${v < 5e-4 ? '⁻⁴' : '⁻³'}` : String(v)),
      xLabel: 'evaluations',
      yLabel: 'median distance; dashed: slopes 1 and 2',
    },
    margin,
  };
  return paint(pen, width, height, chart, theme, evaluations);
}

const scales: Record<Metric, Pick<Chart, 'y' | 'logY'> & { yTicks: number[]; label: string }> = {
  swd: { y: [0.04, 5], logY: true, yTicks: [0.05, 0.1, 0.3, 1, 3], label: 'sliced W₂ distance from the data' },
  hq: { y: [0.5, 1.01], yTicks: [0.5, 0.6, 0.7, 0.8, 0.9, 1], label: 'part of the points in modes' },
  spread: { y: [0.1, 2.1], yTicks: [0.5, 1, 1.5, 2], label: 'width in modes / true width' },
};

/** One measure of the whole cloud for all solvers, over the band of a perfect sampler. */
export function paintQuality(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  results: Results,
  metric: Metric,
  band: Band | undefined,
  evaluations: number,
): string {
  const { y, logY, yTicks, label } = scales[metric];
  const chart: Chart = {
    x,
    y,
    logX: true,
    ...(logY ? { logY } : {}),
    bands: band ? [{ ...band[metric], colour: theme.band }] : [],
    series: solverNames.map((name) => series(results[name], name, theme, (mark) => mark[metric])),
    axes: {
      xTicks: ticks.values,
      xFormat: String,
      yTicks,
      yFormat: String,
      xLabel: 'evaluations',
      yLabel: `${label}; grey: perfect`,
    },
    margin,
  };
  return paint(pen, width, height, chart, theme, evaluations);
}
