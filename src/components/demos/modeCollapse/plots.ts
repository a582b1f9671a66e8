/** What each plot shows of the figure's present state, to the eye, to a screen reader, and as columns of numbers. */
import type { Dataset } from '../../../lib/data/dataset.ts';
import type { MetricBands } from '../../../lib/metrics/index.ts';
import type { Panel } from '../panels.ts';
import { titleOf, type Setup } from './arms.ts';
import { paintMetric, paintSamples, paintShares, type Curves } from './pictures.ts';
import { metricNames, targets, type ModeMetric, type ModeValues, type Reading } from './reading.ts';
import type { StudyView } from './studyView.ts';

export interface View {
  setup: Setup;
  dataset: Dataset;
  data: Float32Array;
  samples: ArrayLike<number> | null;
  shares: Float64Array | null;
  values: ModeValues | null;
  /** Samples behind the shares, and behind the values. */
  counted: number;
  measured: number;
  curves: Curves[];
  readings: readonly Reading[];
  steps: number;
  study: StudyView | null;
  bands: MetricBands;
}
export type PlotName = 'samples' | 'shares' | ModeMetric;

export const modesOf = ({ modes }: Dataset): number => modes!.centres.length;

export function metricPanel(view: () => View, metric: ModeMetric): Panel {
  return {
    paint: (pen, width, height, theme) => {
      const { setup, dataset, curves, steps, study, bands, measured } = view();
      const K = modesOf(dataset);
      return paintMetric(pen, width, height, theme, {
        metric,
        K,
        arm: setup.arm,
        curves,
        steps,
        study,
        band: bands[metric],
        n: measured,
        target: targets(K, measured)[metric],
      });
    },
    describe: () => {
      const { values, dataset, measured } = view();
      const K = modesOf(dataset);
      const target = targets(K, measured)[metric];
      const names = { modes: 'Modes hit', hq: 'Samples in a mode', spread: 'Width of the modes over the true one', modeKl: 'KL of the shares' }; // prettier-ignore
      const value = values?.[metric];
      const now = value !== undefined && Number.isFinite(value) ? `${value.toPrecision(3)}; a` : 'no value yet; a';
      return `${names[metric]}: ${now} perfect sampler scores ${target.toPrecision(3)}.`;
    },
  };
}

export function plots(view: () => View): Record<PlotName, Panel> {
  return {
    samples: {
      paint: (pen, width, height, theme) => {
        const { dataset, data, samples } = view();
        return paintSamples(pen, width, height, theme, dataset, data, samples);
      },
      heading: () => `Samples, ${titleOf(view().setup.arm)}`,
      describe: () => `Samples of the generator over the data, ${titleOf(view().setup.arm)}.`,
    },
    shares: {
      paint: (pen, width, height, theme) => {
        const { shares, dataset, counted } = view();
        return paintShares(pen, width, height, theme, shares, modesOf(dataset), counted);
      },
      describe: () => {
        const { values, dataset } = view();
        return `The share of each mode among the samples; ${values?.modes ?? 'none'} of ${modesOf(dataset)} modes are hit.`;
      },
    },
    ...(Object.fromEntries(metricNames.map((metric) => [metric, metricPanel(view, metric)])) as Record<
      ModeMetric,
      Panel
    >),
  };
}

export function columns({ readings, shares }: View): Record<string, ArrayLike<number>> {
  return {
    step: readings.map(({ step }) => step),
    ...Object.fromEntries(metricNames.map((name) => [name, readings.map((reading) => reading[name])])),
    'share of each mode': shares ?? [],
  };
}
