/** The plots: the densities with their handles and an integrand, and each distance over the distance of the centres. To any pen. */
import { area } from '../../../lib/plot/area.ts';
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart, type Series } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, inside, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import type { DistanceName } from '../../../lib/theory/distancesOnLine.ts';
import { distanceTitles, integrandTitles } from './narrate.ts';
import { farthest, line, type Knob, type Measured, type Sweep } from './scene.ts';

/** Half the length of the line that is drawn. */
export const shown = 8;
const left = 40;
const right = 10;
/** Height of a rail: a finger must find it. */
const rail = 30;

/** The cells that lie in the picture. */
const first = line.findIndex((x) => x > -shown);
const visible = line.subarray(first, line.length - first);
const inView = (values: Float64Array) => values.subarray(first, line.length - first);

/** From the top: the densities, a rail of handles for each, the integrand. */
function layout(width: number, height: number) {
  const top = 22;
  const rails = Math.round(top + 0.47 * (height - 2 * rail - top - 34));
  return { top, rails, below: rails + 2 * rail + 30, width, height };
}

const strip = (width: number, height: number, from: number, to: number, y: readonly [number, number]): Frame =>
  createFrame({ width, height, margin: { top: from, bottom: height - to, left, right }, x: [-shown, shown], y });

/** A few ceilings rather than one that follows the curve: the picture should not breathe while it is dragged. */
const ceilingFor = (...curves: Float64Array[]): number => {
  const top = 1.05 * curves.reduce((most, values) => values.reduce((m, v) => Math.max(m, v), most), 0);
  return [0.5, 0.75, 1, 1.4].find((ceiling) => ceiling >= top) ?? top;
};

interface Handle {
  knob: Knob;
  /** Data coordinate, and the row of the rail. */
  x: number;
  y: number;
}

/** Where the handles lie, in pixels. */
export function handles(width: number, height: number, { scene }: Pick<Measured, 'scene'>): Handle[] {
  const { rails } = layout(width, height);
  const frame = strip(width, height, 0, height, [0, 1]);
  const row = (centre: number, w: number, y: number, c: Knob, k: Knob): Handle[] => [
    { knob: c, x: frame.x(centre), y },
    { knob: k, x: frame.x(centre - w), y },
    { knob: k, x: frame.x(centre + w), y },
  ];
  return [
    ...row(scene.cp, scene.wp, rails + 0.5 * rail, 'cp', 'wp'),
    ...row(scene.cq, scene.wq, rails + 1.5 * rail, 'cq', 'wq'),
  ];
}

export const toLine = (width: number, height: number, x: number): number =>
  strip(width, height, 0, height, [0, 1]).x.invert(x);

/** What a press at (x, y) takes hold of: on a rail a handle, above it the density that is the larger there. */
export function grab(width: number, height: number, measured: Measured, x: number, y: number): Knob | null {
  const { rails } = layout(width, height);
  if (y > rails + 2 * rail) return null;
  if (y < rails) {
    const at = Math.min(
      line.length - 1,
      Math.max(0, Math.round((toLine(width, height, x) - line[0]!) / (line[1]! - line[0]!))),
    );
    if (Math.max(measured.p[at]!, measured.q[at]!) < 1e-3) return null;
    return measured.p[at]! >= measured.q[at]! ? 'cp' : 'cq';
  }
  const row = y < rails + rail ? 'p' : 'q';
  const near = handles(width, height, measured)
    .filter(({ knob }) => knob.endsWith(row))
    // Of two at the same distance the centre comes first.
    .sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]!;
  return Math.abs(near.x - x) < 40 ? near.knob : null;
}

export function paintLine(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  measured: Measured,
  chosen: DistanceName,
): string {
  const { top, rails, below } = layout(width, height);
  const { p, q, scene } = measured;
  const upper = strip(width, height, top, rails, [0, ceilingFor(p, q)]);
  const [seenP, seenQ] = [inView(p), inView(q)];
  for (const [y, colour] of [
    [seenP, theme.data],
    [seenQ, theme.gan],
  ] as const) {
    area(pen, upper, { x: visible, y, colour, alpha: 0.22 });
    curve(pen, upper, { x: visible, y, colour, width: 1.8 });
  }
  const all = handles(width, height, measured);
  const pixels = createFrame({ width, height, x: [0, width], y: [height, 0] });
  for (const [row, colour] of [
    [all.slice(0, 3), theme.data],
    [all.slice(3), theme.gan],
  ] as const) {
    const [centre, from, to] = row as [Handle, Handle, Handle];
    curve(pen, pixels, { x: [from.x, to.x], y: [from.y, to.y], colour, width: 2 });
    points(pen, pixels, { x: [from.x, from.y, to.x, to.y], colour, radius: 5 });
    points(pen, pixels, { x: [from.x, from.y, to.x, to.y], colour: theme.paper, radius: 3 });
    points(pen, pixels, { x: [centre.x, centre.y], colour, radius: 7.5 });
  }
  const integrand = inView(measured.integrands[chosen]);
  const finite = integrand.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, v) : most), 0);
  const least = integrand.reduce((m, v) => Math.min(m, v), 0);
  const most = 1.12 * Math.max(finite, 0.02, integrand.includes(Infinity) ? 0.5 : 0);
  const lower = strip(width, height, below, height - 34, [1.12 * least, most]);
  // What is infinite fills its place up to the edge.
  const clamped = integrand.map((v) => Math.min(v, most));
  area(pen, lower, { x: visible, y: clamped.map((v) => Math.max(0, v)), colour: theme.exact, alpha: 0.2 });
  area(pen, lower, { x: visible, y: clamped.map((v) => Math.min(0, v)), colour: theme.discriminator, alpha: 0.3 });
  curve(pen, lower, { x: visible, y: clamped, colour: theme.exact, width: 1.8 });
  const ticks = width < 480 ? [-8, -4, 0, 4, 8] : [-8, -6, -4, -2, 0, 2, 4, 6, 8];
  const signed = (v: number) => String(Number(v.toPrecision(2))).replace('-', '−');
  const name = (handle: Handle, text: string) => {
    const beyond = Math.max(...all.filter(({ y }) => y === handle.y).map(({ x }) => x)) + 13;
    const [x, anchor] = beyond > width - 70 ? [handle.x - (beyond - handle.x), 'end'] : [beyond, 'start'];
    return `<text class="tick" x="${x.toFixed(1)}" y="${handle.y.toFixed(1)}" dy="0.32em" text-anchor="${anchor}">${text}</text>`;
  };
  const edge = integrand.indexOf(Infinity);
  return (
    axes(upper, { xTicks: [], yTicks: 3, yFormat: signed, yLabel: 'density' }) +
    axes(lower, {
      xTicks: ticks,
      xFormat: signed,
      yTicks: 3,
      yFormat: signed,
      xLabel: 'x',
      yLabel: `what ${distanceTitles[chosen]}${chosen === 'w2' ? '²' : ''} adds up: ${integrandTitles[chosen]}`,
    }) +
    name(all[0]!, `p, ${scene.cp.toFixed(2).replace('-', '−')}`) +
    name(all[3]!, `q, ${scene.cq.toFixed(2).replace('-', '−')}`) +
    (edge < 0
      ? ''
      : `<text class="tick" x="${(lower.x(visible[edge]!) + 4).toFixed(1)}" y="${inside(lower).top + 12}">∞</text>`)
  );
}

type Which = 'bounded' | 'unbounded';

const lookOf = (theme: Theme): Record<DistanceName, Pick<Series, 'colour' | 'dash' | 'width'>> => ({
  kl: { colour: theme.data, width: 2 },
  reverseKl: { colour: theme.gan, width: 2, dash: [7, 3] },
  js: { colour: theme.exact, width: 2.4 },
  tv: { colour: theme.exact, width: 1.6, dash: [2, 3] },
  w1: { colour: theme.exact, width: 2.4 },
  w2: { colour: theme.exact, width: 1.8, dash: [2, 3] },
});
export const drawnIn: Record<Which, readonly DistanceName[]> = {
  bounded: ['js', 'tv'],
  unbounded: ['kl', 'reverseKl', 'w1', 'w2'],
};

/** Each distance up to the present place in full, what lies farther out faintly, and a dot where it is now. */
export function sweepChart(which: Which, found: Sweep, theta: number, theme: Theme): Chart {
  const looks = lookOf(theme);
  const bounded = which === 'bounded';
  const near = found.thetas.filter((t) => t <= theta + 1e-9).length;
  return {
    x: [0, farthest],
    y: bounded ? [0, 1.12] : [0, 10],
    series: drawnIn[which].flatMap((name) => [
      { x: found.thetas, y: found.values[name], ...looks[name], alpha: 0.3, name: distanceTitles[name] },
      { x: found.thetas.slice(0, near), y: found.values[name].slice(0, near), ...looks[name] },
    ]),
    levels: bounded ? [Math.LN2, 1].map((value) => ({ value, colour: theme.muted, dash: [1.5, 3] })) : [],
    axes: {
      xTicks: [0, 2, 4, 6, 8],
      yTicks: bounded ? [0, 0.25, 0.5, Math.LN2, 1] : [0, 2, 4, 6, 8, 10],
      yFormat: (v) => (v === Math.LN2 ? 'log 2' : String(v)),
      xLabel: 'distance θ of the centres',
      yLabel: bounded ? 'JS and TV have a bound' : 'KL and W have none',
    },
    margin: { left: 44, right: bounded ? 30 : 52 },
  };
}

export function paintSweep(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  which: Which,
  found: Sweep,
  measured: Pick<Measured, 'scene' | 'values'>,
): string {
  const theta = Math.abs(measured.scene.cq - measured.scene.cp);
  const chart = sweepChart(which, found, theta, theme);
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  const looks = lookOf(theme);
  if (theta <= farthest) {
    curve(pen, frame, { x: [theta, theta], y: [...chart.y], colour: theme.muted, width: 1, alpha: 0.5 });
    for (const name of drawnIn[which]) {
      points(pen, frame, { x: [theta, measured.values[name]], colour: looks[name].colour, radius: 4.5 });
    }
  }
  return chartLabels(frame, chart);
}
