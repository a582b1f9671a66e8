/** The plots: the two planes, the bars over t, the training curve. To any pen. */
import { axes } from '../../../lib/plot/axes.ts';
import type { Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, inside, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { trajectories } from '../../../lib/plot/trajectories.ts';
import { roundUp } from '../race/charts.ts';
import type { Bin } from './bars.ts';
import { forwardAt, nearestComponents, split, type Cloud } from './points.ts';
import { indexAt, placesAt, type OfferedSampler, type Place } from './reverse.ts';

/** Paths that are drawn: fewer where each jumps about, by the sampler. */
export const paths: Record<OfferedSampler, number> = { ddim: 24, ancestral: 3 };

function plane(width: number, height: number, { dataset }: Cloud): Frame {
  // The standard normal reaches further than most data: room for nearly all of it.
  const extent = Math.max(dataset.extent, 2.9);
  return createFrame({ width, height, x: [-extent, extent], y: [-extent, extent] });
}

interface Look {
  marked: string;
  others: string;
}

function dots(
  pen: Pen,
  frame: Frame,
  x: Float32Array,
  components: Int32Array,
  cloud: Cloud,
  { marked, others }: Look,
): void {
  const parts = split(x, components, cloud);
  points(pen, frame, { x: parts.others, colour: others, radius: 1.7, alpha: 0.38 });
  points(pen, frame, { x: parts.marked, colour: marked, radius: 2.4 });
}

/** The paths of some points of the marked cluster. */
function marks(frames: readonly Float32Array[], components: Int32Array, cloud: Cloud): Float32Array[] {
  return frames.map((x) => split(x, components, cloud).marked);
}

export function paintForward(pen: Pen, width: number, height: number, theme: Theme, cloud: Cloud, t: number): string {
  const frame = plane(width, height, cloud);
  const frames = Array.from({ length: 33 }, (_, k) => forwardAt(cloud, (t * k) / 32));
  trajectories(pen, frame, {
    frames: marks(frames, cloud.nearest, cloud),
    count: paths.ddim,
    colour: theme.data,
    width: 0.8,
    alpha: 0.45,
  });
  dots(pen, frame, frames.at(-1)!, cloud.nearest, cloud, { marked: theme.ink, others: theme.data });
  return '';
}

export function paintReverse(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  cloud: Cloud,
  places: readonly Place[],
  t: number,
  sampler: OfferedSampler,
): string {
  const last = places.at(-1);
  if (!last) return '';
  const frame = plane(width, height, cloud);
  const components = nearestComponents(cloud.mixture, last.x); // where each point will land
  const frames = marks(
    places.map(({ x }) => x),
    components,
    cloud,
  );
  trajectories(pen, frame, {
    frames,
    count: paths[sampler],
    upTo: indexAt(places, t),
    colour: theme.diffusion,
    width: 0.8,
    alpha: 0.45,
  });
  dots(pen, frame, placesAt(places, t), components, cloud, { marked: theme.diffusion, others: theme.diffusion });
  return '';
}

export interface Bars {
  T: number;
  bins: readonly Bin[];
  /** The least possible, by bin. */
  floor: readonly number[];
  /** The net's, by bin; null before one is trained. */
  net: readonly number[] | null;
  /** Marked by a line. */
  t: number;
  yLabel: string;
  /** Fixed upper end of the axis; else it follows the values. */
  top?: number;
}

/** Grey up to the floor, blue from the floor to the net: what could still be learned. */
export function paintBars(pen: Pen, width: number, height: number, theme: Theme, bars: Bars): string {
  const { T, bins, floor, net, t, yLabel } = bars;
  const highest = Math.max(...floor, ...(net ?? []), 1e-9);
  const top = bars.top ?? roundUp(highest * 1.04);
  const margin = { top: 22, right: 14, bottom: 34, left: 34 };
  const frame = createFrame({ width, height, margin, x: [1, T + 1], y: [0, top], logX: true });
  const { bottom } = inside(frame);
  const fill = (values: (i: number) => [low: number, high: number], colour: string, alpha: number) => {
    pen.save();
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    pen.beginPath();
    bins.forEach(({ from, to }, i) => {
      const [low, high] = values(i);
      const [left, right] = [frame.x(from), frame.x(to)];
      const [y0, y1] = [frame.y(Math.min(low, top)), frame.y(Math.min(high, top))];
      if (y0 - y1 < 0.05) return;
      pen.rect(left + 0.5, y1, Math.max(0.6, right - left - 1), Math.min(bottom, y0) - y1);
    });
    pen.fill();
    pen.restore();
  };
  fill((i) => [0, floor[i]!], theme.band, 0.45);
  if (net) fill((i) => [floor[i]!, Math.max(floor[i]!, net[i]!)], theme.diffusion, 0.95);
  curve(pen, frame, {
    x: bins.flatMap(({ from, to }) => [from, to]),
    y: floor.flatMap((v) => [v, v]),
    colour: theme.exact,
    width: 1.2,
    dash: [4, 3],
  });
  if (t >= 1) curve(pen, frame, { x: [t + 0.5, t + 0.5], y: [0, top], colour: theme.ink, width: 1.2, alpha: 0.7 });
  const ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((tick) => tick <= T);
  const shown = width < 330 && T > 200 ? ticks.filter((tick) => /^10*$/.test(String(tick))) : ticks;
  return axes(frame, { xTicks: shown, xFormat: String, yTicks: 4, xLabel: 't (logarithmic)', yLabel });
}

export function lossChart(
  theme: Theme,
  losses: { steps: readonly number[]; values: readonly number[]; smooth: readonly number[] },
  floor: number,
  steps: number,
): Chart {
  return {
    x: [0, steps],
    y: [0, 1.12],
    series: [
      { x: losses.steps, y: losses.values, colour: theme.diffusion, width: 0.8, alpha: 0.3 },
      { x: losses.steps, y: losses.smooth, colour: theme.diffusion, width: 2 },
    ],
    levels: [{ value: floor, colour: theme.exact }],
    axes: {
      xTicks: 3,
      xFormat: (v) => (v >= 1000 ? `${v / 1000}k` : String(v)),
      yTicks: [0, 0.25, 0.5, 0.75, 1],
      yFormat: '.2f',
      xLabel: 'steps',
      yLabel: `Loss in training; floor ${floor.toFixed(3)}`,
    },
    margin: { left: 36, right: 14 },
  };
}
