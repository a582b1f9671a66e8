/** The three plots: the plane of both players, the eigenvalues of a step, the distance over the steps. To any pen. */
import { arrows } from '../../../lib/plot/arrows.ts';
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, inside, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { diracField } from '../../../lib/theory/diracGan.ts';
import { extent, settingsOf, type Forecast, type Setup, type Track } from './track.ts';

const planeMargin = { top: 22, right: 10, bottom: 34, left: 34 };
export const planeFrame = (width: number, height: number): Frame =>
  createFrame({ width, height, margin: planeMargin, x: [-extent, extent], y: [-extent, extent] });

/** Where the arrows stand, and the field there. */
export function fieldArrows(setup: Setup, across = 11): { at: number[]; vectors: number[] } {
  const field = diracField(setup.method, settingsOf(setup));
  const at: number[] = [];
  const vectors: number[] = [];
  for (let i = 0; i < across; i++)
    for (let j = 0; j < across; j++) {
      const z = [i, j].map((k) => extent * ((2 * k + 1) / across - 1)) as [number, number];
      at.push(...z);
      vectors.push(...field(z));
    }
  return { at, vectors };
}

const lastPoints = 4000;
const signs = (v: number) => String(v).replace('-', '−');

export function paintPlane(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  track: Track,
  field: { at: number[]; vectors: number[] },
): string {
  const frame = planeFrame(width, height);
  arrows(pen, frame, { ...field, scale: (v) => 18 * (1 - Math.exp(-v)), colour: theme.muted, width: 1, alpha: 0.5 });
  const from = Math.max(0, track.theta.length - lastPoints);
  const [x, y] = [track.theta.slice(from), track.psi.slice(from)];
  curve(pen, frame, { x, y, colour: theme.gan, width: 1.5 });
  // Single steps can be told apart only while there are few.
  if (track.step > 0 && track.step <= 60) points(pen, frame, { x: x.flatMap((v, i) => [v, y[i]!]), colour: theme.gan });
  points(pen, frame, { x: [0, 0], colour: theme.exact, radius: 3.5, halo: theme.paper });
  points(pen, frame, { x: [...track.now], colour: theme.gan, radius: 5.5, halo: theme.paper });
  return axes(frame, {
    xTicks: [-2, -1, 0, 1, 2],
    yTicks: [-2, -1, 0, 1, 2],
    xFormat: signs,
    yFormat: signs,
    xLabel: 'θ, where G puts its point',
    yLabel: 'ψ, the slope of D',
  });
}

const circle = Array.from({ length: 121 }, (_, i) => (2 * Math.PI * i) / 120);
const reach = 2;

export function paintEigenvalues(pen: Pen, width: number, height: number, theme: Theme, ahead: Forecast): string {
  const frame = createFrame({ width, height, margin: planeMargin, x: [-reach, reach], y: [-reach, reach] });
  curve(pen, frame, { x: [-reach, reach], y: [0, 0], colour: theme.rule, width: 1 });
  curve(pen, frame, { x: [0, 0], y: [-reach, reach], colour: theme.rule, width: 1 });
  curve(pen, frame, {
    x: circle.map(Math.cos),
    y: circle.map(Math.sin),
    colour: theme.exact,
    width: 1.4,
    dash: [6, 4],
  });
  const { left, top } = inside(frame);
  let note = '';
  if (ahead.eigenvalues) {
    // What lies beyond the picture is shown at its edge.
    const clamp = (v: number) => Math.min(reach - 0.02, Math.max(-reach + 0.02, v));
    for (const { re, im } of ahead.eigenvalues) {
      const at = [clamp(re), clamp(im)];
      points(pen, frame, { x: at, colour: theme.gan, radius: 5.5, halo: theme.paper });
      if (Math.hypot(re, im) > 1 + 1e-9) points(pen, frame, { x: at, colour: theme.paper, radius: 2.6 });
    }
  } else note = `<text class="tick" x="${left + 8}" y="${top + 16}">no eigenvalues: the field jumps</text>`;
  return (
    axes(frame, {
      xTicks: [-2, -1, 0, 1, 2],
      yTicks: [-2, -1, 0, 1, 2],
      xFormat: signs,
      yFormat: signs,
      grid: false,
      xLabel: 'real part',
      yLabel: 'imaginary part of an eigenvalue of a step',
    }) + note
  );
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const power = (value: number) => {
  const exponent = Math.round(Math.log10(value));
  if (exponent === 0) return '1';
  const digits = [...String(Math.abs(exponent))].map((d) => superscripts[Number(d)]).join('');
  return exponent === 1 ? '10' : `10${exponent < 0 ? '⁻' : ''}${digits}`;
};

/** The width of the chart grows in steps, so that it stands still most of the time. */
export const widthFor = (steps: number): number =>
  [200, 500, 1000, 2000, 5000, 10_000].find((w) => steps <= w) ?? 20_000;

export function radiusChart(track: Track, theme: Theme): Chart {
  const last = widthFor(track.step);
  const every = Math.max(1, Math.floor(track.radius.length / 600));
  const steps = track.radius.map((_, i) => i).filter((i) => i % every === 0 || i === track.step);
  const ahead = Array.from({ length: 101 }, (_, i) => (last * i) / 100);
  const expected = ahead.map((step) => track.expected(step));
  const seen = steps.map((i) => Math.max(1e-12, track.radius[i]!));
  const least = Math.min(0.3, ...seen) / 1.5;
  const lowest = 10 ** Math.floor(Math.log10(least));
  const decades = Math.round(-Math.log10(lowest)) + 1;
  const every10 = Math.max(1, Math.ceil(decades / 4));
  return {
    x: [0, last],
    y: [lowest, 10],
    logY: true,
    series: [
      { x: steps, y: seen, colour: theme.gan, width: 2, name: undefined },
      { x: ahead, y: expected, colour: theme.exact, width: 1.4, dash: [6, 4] },
    ],
    axes: {
      xTicks: 4,
      xFormat: (v) => (v >= 1000 ? `${v / 1000}k` : String(v)),
      yTicks: Array.from({ length: decades + 1 }, (_, i) => 10 ** (1 - i)).filter((_, i) => (i - 1) % every10 === 0),
      yFormat: power,
      xLabel: 'steps',
      yLabel: 'Distance from the equilibrium',
    },
    margin: { left: 40, right: 12 },
  };
}

export function paintRadius(pen: Pen, width: number, height: number, theme: Theme, track: Track): string {
  const chart = radiusChart(track, theme);
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  return chartLabels(frame, chart);
}
