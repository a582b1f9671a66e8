/** The pictures of the figure, for the page and for print. */
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { createFrame, inside, type Frame } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { createSchedule, type NoiseSchedule } from '../../../lib/diffusion/schedule.ts';
import { x0Weights } from '../../../lib/theory/x0Weights.ts';
import { detailLevel, falling, handlesOf, handleRange, log10Snr, type Law, type Run, type Settings } from './scene.ts';

const reference = createSchedule('linear', 1000).alphasCumprod;
/** The level that the library's tests ask of every last alphaBar. */
const noiseLevel = -4;
const quarters = [0, 0.25, 0.5, 0.75, 1];

/** At most about 200 places t = 1 .. T, both ends among them. */
function thin(values: Float64Array): { x: number[]; y: number[] } {
  const T = values.length;
  const every = Math.max(1, Math.ceil(T / 200));
  const at = Array.from(values.keys()).filter((i) => i % every === 0 || i === T - 1);
  return { x: at.map((i) => i / Math.max(1, T - 1)), y: at.map((i) => values[i]!) };
}

const timeAxis = { xTicks: quarters, xFormat: (u: number) => ['t = 1', '¼', '½', '¾', 'T'][4 * u]! };

export function levelsChart(schedule: NoiseSchedule, law: Law, theme: Theme): Chart {
  return {
    x: [0, 1],
    y: [handleRange.min - 0.8, handleRange.max + 0.6],
    series: [
      { ...thin(reference.map(log10Snr)), colour: theme.band, width: 1.3 },
      { ...thin(schedule.alphasCumprod.map(log10Snr)), colour: theme.diffusion, width: 2.4 },
    ],
    levels: [
      { value: detailLevel(law), colour: theme.exact, dash: [5, 4] },
      { value: noiseLevel, colour: theme.exact, dash: [5, 4] },
    ],
    axes: { ...timeAxis, yTicks: [-8, -4, 0, 4], yFormat: (v) => String(v).replace('-', '−'), yLabel: 'log₁₀ snr' },
    margin: { left: 30, right: 16 },
  };
}

/** Where the handles are, in pixels of a plot of this size. */
export function handlePlaces(width: number, height: number, run: Pick<Run, 'schedule' | 'law'>, at: readonly number[]) {
  const frame = chartFrame(width, height, levelsChart(run.schedule, run.law, placeholder));
  return at.map((value, i) => ({ x: frame.x(quarters[i]!), y: frame.y(value) }));
}
/** The value that a handle has at a height, in pixels. */
export function handleValue(width: number, height: number, run: Pick<Run, 'schedule' | 'law'>, y: number): number {
  return chartFrame(width, height, levelsChart(run.schedule, run.law, placeholder)).y.invert(y);
}
/** Only the scales are asked for; no colour is used. */
const placeholder = {} as Theme;

export const handlesNow = (settings: Settings, schedule: NoiseSchedule): number[] =>
  settings.schedule === 'drawn' ? falling(settings.handles) : handlesOf(schedule);

export function paintLevels(pen: Pen, width: number, height: number, theme: Theme, run: Run): string {
  const { settings, schedule, law, t } = run;
  const chart = levelsChart(schedule, law, theme);
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  const { left, right } = inside(frame);
  const byHand = settings.schedule === 'drawn';
  const dots = handlesNow(settings, schedule).flatMap((value, i) => [quarters[i]!, value]);
  points(pen, frame, { x: dots, colour: theme.diffusion, radius: byHand ? 5.5 : 4, halo: theme.paper });
  if (!byHand) points(pen, frame, { x: dots, colour: theme.paper, radius: 2.2 });
  if (run.step > 0 && t > 0) {
    const here = [(t - 1) / Math.max(1, settings.T - 1), log10Snr(run.alphaBarAt(t))];
    points(pen, frame, { x: here, colour: theme.exact, radius: 4 });
  }
  const name = (text: string, x: number, y: number, anchor: string) =>
    `<text class="level-name" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${text}</text>`;
  return (
    chartLabels(frame, chart) +
    name('detail of the data', right, frame.y(detailLevel(law)) - 5, 'end') +
    name('noise', left + 3, frame.y(noiseLevel) - 5, 'start')
  );
}

export function signalChart(schedule: NoiseSchedule, theme: Theme): Chart {
  return {
    x: [0, 1],
    y: [0, 1.02],
    series: [
      { ...thin(reference), colour: theme.band, width: 1.3 },
      { ...thin(schedule.alphasCumprod), colour: theme.diffusion, width: 2.4 },
    ],
    axes: { ...timeAxis, yTicks: [0, 0.25, 0.5, 0.75, 1], yFormat: String, yLabel: 'ᾱ: signal’s variance left' },
    margin: { left: 34, right: 16 },
  };
}

export function weightChart(schedule: NoiseSchedule, theme: Theme): Chart {
  const over = (weight: (snr: number) => number) => {
    const { x, y } = thin(schedule.alphasCumprod.map((a) => weight(a / (1 - a))));
    return { x, y: y.map((w) => Math.min(1e6, Math.max(1e-8, w))) };
  };
  return {
    x: [0, 1],
    y: [1e-8, 1e6],
    logY: true,
    series: [
      { ...over(x0Weights.x0), colour: theme.data, width: 1.6, name: 'x₀' },
      { ...over(x0Weights.minSnr), colour: theme.exact, width: 1.3, dash: [5, 4] },
      { ...over(x0Weights.eps), colour: theme.diffusion, width: 2.4, name: 'ε' },
      { ...over(x0Weights.v), colour: theme.diffusion, width: 1.8, dash: [2, 3], name: 'v' },
    ],
    axes: {
      ...timeAxis,
      yTicks: [1e-8, 1e-4, 1, 1e4],
      yFormat: (v) => (v === 1 ? '1' : `10${[...String(Math.round(Math.log10(v)))].map((c) => raised[c]!).join('')}`),
      yLabel: 'weight of an error of x₀',
    },
    margin: { left: 38, right: 24 },
  };
}
const raised: Record<string, string> = { '-': '⁻', '0': '⁰', '4': '⁴', '8': '⁸' };

function paintChart(pen: Pen, width: number, height: number, chart: Chart): string {
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  return chartLabels(frame, chart);
}
export const paintSignal = (pen: Pen, width: number, height: number, theme: Theme, { schedule }: Run): string =>
  paintChart(pen, width, height, signalChart(schedule, theme));
export const paintWeights = (pen: Pen, width: number, height: number, theme: Theme, { schedule }: Run): string =>
  paintChart(pen, width, height, weightChart(schedule, theme));

/** The part of the plane that is shown at t: all of it, or, of one mode, what moves and shrinks with the true x_t. */
export function view(run: Run, t: number): { centre: number[]; half: number } {
  const { modes, data } = run.law;
  const wide = Math.max(3, data.extent);
  if (run.settings.data !== 'mode') return { centre: [0, 0], half: t > 0.8 * run.settings.T ? wide : data.extent };
  const a = run.alphaBarAt(t);
  const centre = modes.centres[0]!.map((c) => Math.sqrt(a) * c);
  return { centre, half: Math.min(wide, deviationsShown * Math.sqrt(a * modes.std ** 2 + 1 - a)) };
}
const deviationsShown = 6.5;

function planeFrame(width: number, height: number, { centre, half }: { centre: number[]; half: number }): Frame {
  const tall = (half * height) / width;
  return createFrame({
    width,
    height,
    x: [centre[0]! - half, centre[0]! + half],
    y: [centre[1]! - tall, centre[1]! + tall],
  });
}

function discs(pen: Pen, frame: Frame, theme: Theme, run: Run, t: number): void {
  const { centres, std } = run.law.modes;
  const a = run.alphaBarAt(t);
  const radius = 3 * Math.sqrt(a * std ** 2 + 1 - a);
  const pixels = frame.x(radius) - frame.x(0);
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, frame.width, frame.height);
  pen.clip();
  pen.fillStyle = theme.data;
  for (const [x, y] of centres) {
    pen.globalAlpha = centres.length === 1 ? 0.2 : 0.22 * a;
    pen.beginPath();
    const [px, py] = [frame.x(Math.sqrt(a) * x!), frame.y(Math.sqrt(a) * y!)];
    pen.moveTo(px + pixels, py);
    pen.arc(px, py, pixels, 0, 2 * Math.PI - 1e-4);
    pen.fill();
  }
  pen.restore();
}

/** Where sampling starts, over where it should. */
export function paintStart(pen: Pen, width: number, height: number, theme: Theme, run: Run): string {
  const frame = planeFrame(width, height, { centre: [0, 0], half: Math.max(3, run.law.data.extent) });
  points(pen, frame, { x: run.trueEnd, colour: theme.data, radius: 2, alpha: 0.55 });
  points(pen, frame, { x: run.startPoints, colour: theme.diffusion, radius: 1.7, alpha: 0.75 });
  return '';
}

/** The samples on their way, over the true x_t. */
export function paintSamples(pen: Pen, width: number, height: number, theme: Theme, run: Run): string {
  const frame = planeFrame(width, height, view(run, run.t));
  discs(pen, frame, theme, run, run.t);
  points(pen, frame, { x: run.truth(run.t), colour: theme.data, radius: 1.6, alpha: 0.45 });
  points(pen, frame, { x: run.points, colour: theme.diffusion, radius: 1.8, alpha: 0.85 });
  return '';
}
