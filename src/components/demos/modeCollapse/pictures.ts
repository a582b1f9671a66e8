/** The plots: samples over data, shares of the modes, each metric over the steps or over the study's losses. To any pen. */
import type { Dataset } from '../../../lib/data/dataset.ts';
import type { Band } from '../../../lib/metrics/index.ts';
import { axes } from '../../../lib/plot/axes.ts';
import { chartFrame, chartLabels, drawChart, type Chart } from '../../../lib/plot/chart.ts';
import { curve } from '../../../lib/plot/curve.ts';
import { createFrame, inside } from '../../../lib/plot/frame.ts';
import type { Pen } from '../../../lib/plot/pen.ts';
import { points } from '../../../lib/plot/points.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import { offeredArms, shortName } from './arms.ts';
import type { ModeMetric, Reading } from './reading.ts';
import { asMeasuredWith, type StudyView } from './studyView.ts';

export function paintSamples(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  dataset: Dataset,
  data: ArrayLike<number>,
  samples: ArrayLike<number> | null,
): string {
  const { extent } = dataset;
  const frame = createFrame({ width, height, x: [-extent, extent], y: [-extent, extent] });
  points(pen, frame, { x: data, colour: theme.data, radius: 2.2, alpha: 0.3 });
  if (samples) points(pen, frame, { x: samples, colour: theme.gan, radius: 1.7, alpha: 0.75 });
  return '';
}

/** A mode's share may be this many times its due before the bar is cut off. */
const tallest = 3.2;

export function paintShares(
  pen: Pen,
  width: number,
  height: number,
  theme: Theme,
  shares: ArrayLike<number> | null,
  K: number,
  /** Samples behind the shares. */
  n: number,
): string {
  const due = 1 / K;
  const margin = { top: 24, right: 12, bottom: 30, left: 44 };
  const frame = createFrame({ width, height, margin, x: [0, K], y: [0, tallest * due] });
  const { left, right, bottom, top } = inside(frame);
  const chance = 2 * Math.sqrt((due * (1 - due)) / n);
  const box = (from: number, to: number, low: number, high: number, colour: string, alpha: number) => {
    pen.save();
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    pen.beginPath();
    pen.rect(from, frame.y(high), to - from, frame.y(low) - frame.y(high));
    pen.fill();
    pen.restore();
  };
  const cut: number[] = [];
  for (let k = 0; shares && k < K; k++) {
    const share = shares[k]!;
    if (!(share > 0)) continue;
    if (share > tallest * due) cut.push(k);
    box(frame.x(k + 0.12), frame.x(k + 0.88), 0, Math.min(share, tallest * due), theme.gan, 0.9);
  }
  box(left, right, Math.max(0, due - chance), due + chance, theme.band, 0.35);
  curve(pen, frame, { x: [0, K], y: [due, due], colour: theme.exact, width: 1.4, dash: [6, 4] });
  const percent = (v: number) => `${(100 * v).toFixed(K > 10 ? 0 : 1).replace(/\.0$/, '')} %`;
  const above = axes(frame, {
    xTicks: [],
    yTicks: [0, due, 2 * due, 3 * due],
    yFormat: percent,
    xLabel: `the ${K} modes`,
    yLabel: 'Share of each mode; dashed: its due',
  });
  // What does not fit is written on its bar.
  const over = cut.map(
    (k) =>
      `<text class="reading" x="${frame.x(k + 0.5).toFixed(1)}" y="${(top + 13).toFixed(1)}" text-anchor="middle">${Math.round(100 * shares![k]!)} %</text>`,
  );
  const missing = Array.from({ length: K }, (_, k) =>
    shares && !(shares[k]! > 0)
      ? `<text class="tick" x="${frame.x(k + 0.5).toFixed(1)}" y="${(bottom + 13).toFixed(1)}" text-anchor="middle">×</text>`
      : '',
  );
  return above + missing.join('') + over.join('');
}

interface Look {
  label: (K: number) => string;
  y: (K: number) => [number, number];
  ticks: (K: number) => number[];
  log?: boolean;
  format?: (v: number) => string;
}
/** Below this a KL is drawn at the foot of its axis. */
const leastKl = 1e-4;
export const looks: Record<ModeMetric, Look> = {
  modes: {
    label: (K) => `Modes hit, of ${K}`,
    y: (K) => [0, K * 1.06],
    ticks: (K) => (K > 10 ? [0, 5, 10, 15, 20, 25] : [0, 2, 4, 6, 8]),
  },
  hq: { label: () => 'Quality: samples in a mode', y: () => [0, 1.06], ticks: () => [0, 0.5, 1] },
  spread: { label: () => 'Width of the modes, true = 1', y: () => [0, 1.8], ticks: () => [0, 0.5, 1, 1.5] },
  modeKl: {
    label: () => 'KL of the shares, nats',
    y: () => [leastKl, 5],
    ticks: () => [1e-4, 1e-3, 1e-2, 0.1, 1],
    log: true,
    format: (v) => (v < 1e-3 ? '10⁻⁴' : String(v)),
  },
};

export interface Curves {
  name: string;
  readings: readonly Reading[];
  /** The run that is being trained, or was last. */
  current: boolean;
}

export interface MetricScene {
  metric: ModeMetric;
  K: number;
  arm: string;
  /** Curves over steps; none of them, and the study's losses stand side by side. */
  curves: readonly Curves[];
  steps: number;
  study: StudyView | null;
  band: Band | undefined;
  /** Samples behind each value of the curves. */
  n: number;
  /** Exact target or floor for so many. */
  target: number;
}

const onAxis = (metric: ModeMetric, value: number) => (metric === 'modeKl' ? Math.max(leastKl, value) : value);

export function paintMetric(pen: Pen, width: number, height: number, theme: Theme, scene: MetricScene): string {
  const { metric, K, arm, curves, steps, study, band, n, target } = scene;
  const { label, y, ticks, log, format } = looks[metric];
  const live = curves.length > 0;
  const comparable = (value: number) => (study ? asMeasuredWith(study, metric, value, K, n) : value);
  const exact = study?.ceiling?.values[metric];
  const ceiling = exact === undefined ? undefined : comparable(exact);
  const reference = { top: band?.high ?? NaN, low: band?.low ?? NaN };
  const chart: Chart = {
    x: live ? [0, Math.max(1, steps)] : [0, offeredArms.length],
    y: y(K),
    ...(log && { logY: true }),
    bands: Number.isFinite(reference.low)
      ? [{ low: onAxis(metric, reference.low), high: onAxis(metric, reference.top), colour: theme.band }]
      : [],
    levels: [
      ...(ceiling === undefined ? [] : [{ value: onAxis(metric, ceiling), colour: theme.diffusion, dash: [] }]),
      { value: target, colour: theme.exact },
    ],
    series: curves.map(({ name, readings, current }) => ({
      x: readings.map(({ step }) => step),
      y: readings.map((reading) => onAxis(metric, reading[metric])),
      colour: theme.gan,
      width: current ? 2.2 : 1.2,
      alpha: current ? 1 : 0.5,
      name,
    })),
    axes: {
      xTicks: live ? 3 : [],
      ...(live && { xFormat: (v: number) => (v >= 1000 ? `${v / 1000}k` : String(v)) }),
      yTicks: ticks(K),
      yFormat: format ?? String,
      ...(live && { xLabel: 'steps' }),
      yLabel: label(K),
    },
    margin: { left: 34, right: live ? 34 : 8 },
  };
  const frame = chartFrame(width, height, chart);
  drawChart(pen, frame, chart);
  // The study's last values: of this loss beside the curves, of all losses where there are none.
  const dot = (x: number, value: number, strong: boolean) => {
    if (!Number.isFinite(value)) return;
    const at = [x, onAxis(metric, comparable(value))];
    points(pen, frame, { x: at, colour: theme.gan, radius: strong ? 4 : 3, alpha: strong ? 1 : 0.55 });
    if (live) points(pen, frame, { x: at, colour: theme.paper, radius: 2.3 });
  };
  for (const run of study?.runs ?? []) {
    if (live && run.arm === arm) dot(steps, run.values[metric], true);
    if (!live) dot(offeredArms.indexOf(run.arm) + 0.5, run.values[metric], run.arm === arm);
  }
  const { bottom } = inside(frame);
  const names = live
    ? ''
    : offeredArms
        .map((name, i) => {
          const weight = name === arm ? ' font-weight="700"' : '';
          return `<text class="tick" x="${frame.x(i + 0.5).toFixed(1)}" y="${bottom + 7}" dy="0.71em" text-anchor="middle"${weight}>${shortName(name)}</text>`;
        })
        .join('');
  return chartLabels(frame, chart) + names;
}
