/** The race's charts: losses against equilibrium or floor, metrics against what a perfect sampler scores. */
import type { Opened } from '../../../lib/session/types.ts';
import type { MetricName } from '../../../lib/metrics/index.ts';
import type { Chart, Series } from '../../../lib/plot/chart.ts';
import type { Theme } from '../../../lib/plot/theme.ts';
import type { History } from './history.ts';

export type Against = 'steps' | 'seconds';

export interface ChartContext {
  history: History;
  opened: Pick<Opened, 'references' | 'bands'>;
  theme: Theme;
  /** The last step of the axis. */
  steps: number;
  against: Against;
  /** How many modes there are; 0 for data without separate modes. */
  modes: number;
}

const compactNumber = (value: number) => (Math.abs(value) >= 1000 ? `${value / 1000}k` : String(value));
const margin = { right: 34 };

function xAxis({ against, steps, history }: ChartContext): {
  x: [number, number];
  xFormat: (v: number) => string;
  xLabel: string;
} {
  if (against === 'steps') return { x: [0, Math.max(1, steps)], xFormat: compactNumber, xLabel: 'steps' };
  const most = Math.max(1, ...Object.values(history.seconds));
  return { x: [0, roundUp(most)], xFormat: String, xLabel: 'seconds of its own training' };
}

/** 1, 2, 3, 5 times a power of ten: an axis that grows seldom. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (([1, 1.5, 2, 3, 5, 7, 10] as const).find((m) => m * power >= value * (1 - 1e-9)) ?? 10) * power;
}

/** A faint line of every recorded value and a strong one of the trend. */
function lossSeries(context: ChartContext, key: string, colour: string, name: string): Series[] {
  const series = context.history.losses[key];
  if (!series || series.values.length === 0) return [];
  const model = key.split('.')[0]!;
  const perStep = (context.history.seconds[model] ?? 0) / Math.max(1, series.steps.at(-1) ?? 1);
  const x = context.against === 'steps' ? series.steps : series.steps.map((s) => s * perStep);
  return [
    { x, y: series.values, colour, width: 0.8, alpha: 0.28 },
    { x, y: series.smooth(), colour, width: 1.9, name },
  ];
}

/** The range of the trends and the reference lines, not of single noisy batches. */
function range(series: readonly Series[], also: readonly number[]): [number, number] {
  const values = [
    ...series
      .filter(({ name }) => name)
      .flatMap(({ y }) => Array.from(y).slice(Math.min(20, Math.floor(y.length / 4)))),
    ...also,
  ];
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + 0.1);
  return [low < 0 ? -roundUp(-low * 1.05) : 0, roundUp(high * 1.1)];
}

export function ganLossChart(context: ChartContext): Chart {
  const { theme, opened } = context;
  const { x, ...text } = xAxis(context);
  const series = [
    ...lossSeries(context, 'gan.d', theme.discriminator, 'D'),
    ...lossSeries(context, 'gan.g', theme.gan, 'G'),
  ];
  const levels = [
    { key: 'gan.d', colour: theme.discriminator },
    { key: 'gan.g', colour: theme.gan },
  ].flatMap(({ key, colour }) => (opened.references[key] ? [{ value: opened.references[key].value, colour }] : []));
  return {
    x,
    y: range(
      series,
      levels.map(({ value }) => value),
    ),
    series,
    levels,
    margin,
    axes: { ...text, xTicks: 4, yTicks: 4, yLabel: 'Loss of each player; dashed: at the equilibrium' },
  };
}

export function diffusionLossChart(context: ChartContext): Chart {
  const { theme, opened } = context;
  const { x, ...text } = xAxis(context);
  const series = lossSeries(context, 'ddpm.eps', theme.diffusion, 'ε');
  const floor = opened.references['ddpm.eps']?.value;
  const levels = floor === undefined ? [] : [{ value: floor, colour: theme.exact }];
  return {
    x,
    y: [0, Math.max(1.1, range(series, [])[1])],
    series,
    levels,
    margin,
    axes: {
      ...text,
      xTicks: 4,
      yTicks: 4,
      yLabel: floor === undefined ? 'Noise loss per dimension' : `Noise loss; dashed: its floor, ${floor.toFixed(3)}`,
    },
  };
}

export interface MetricPanel {
  name: MetricName;
  title: (context: ChartContext) => string;
  y: (context: ChartContext) => [number, number];
  logY?: boolean;
  yTicks?: number | number[];
}

const highest = (name: MetricName) => (context: ChartContext) => {
  const values = ['gan', 'ddpm'].flatMap((model) =>
    (context.history.readings[model] ?? []).map(({ values: v }) => v[name] ?? 0),
  );
  // The untrained models' first reading may be off the chart: the race is what follows.
  return [0, roundUp(Math.min(Math.max(0.05, ...values), 2) * 1.05)] as [number, number];
};

export const metricPanels: MetricPanel[] = [
  { name: 'modes', title: ({ modes }) => `Modes hit, of ${modes}`, y: ({ modes }) => [0, modes * 1.06], yTicks: 4 },
  { name: 'hq', title: () => 'Samples inside a mode (3 σ)', y: () => [0, 1.06], yTicks: [0, 0.5, 1] },
  {
    name: 'swd',
    title: () => 'Sliced Wasserstein distance',
    y: () => [0.03, 2],
    logY: true,
    yTicks: [0.03, 0.1, 0.3, 1],
  },
  { name: 'mmd', title: () => 'Kernel distance (MMD²)', y: highest('mmd'), yTicks: 3 },
];

/** The panels that this data set has, at most three. */
export function panelsFor(bands: Opened['bands']): MetricPanel[] {
  return metricPanels.filter(({ name }) => bands[name]).slice(0, 3);
}

export function metricChart(panel: MetricPanel, context: ChartContext): Chart {
  const { history, theme, opened, against } = context;
  const { x, ...text } = xAxis(context);
  const one = (model: 'gan' | 'ddpm', colour: string, name: string): Series => {
    const readings = history.readings[model] ?? [];
    return {
      x: readings.map((r) => (against === 'steps' ? r.step : r.seconds)),
      y: readings.map(({ values }) => values[panel.name] ?? NaN),
      colour,
      width: 2,
      dash: model === 'gan' ? [] : [7, 2],
      name,
    };
  };
  const band = opened.bands[panel.name];
  return {
    x,
    y: panel.y(context),
    logY: panel.logY,
    series: [one('gan', theme.gan, 'GAN'), one('ddpm', theme.diffusion, 'Diff.')],
    bands: band ? [{ low: band.low, high: band.high, colour: theme.band }] : [],
    margin: { right: 40 },
    axes: {
      ...text,
      xTicks: 4,
      yTicks: panel.yTicks ?? 3,
      yFormat: panel.logY ? String : undefined,
      yLabel: panel.title(context),
    },
  };
}
