/** What the figure takes from a committed study: the last values of each loss and seed, samples, bands, the exact score's best. */
import type { MetricBands } from '../../../lib/metrics/index.ts';
import type { Study } from '../../../lib/book/studies.ts';
import { offeredArms } from './arms.ts';
import { histogramKlFloor } from '../../../lib/metrics/labelHistogram.ts';
import { metricNames, type ModeMetric, type ModeValues } from './reading.ts';

export interface StudyView {
  /** Samples behind each value. */
  n: number;
  runs: { arm: string; seed: number; values: ModeValues }[];
  bands: MetricBands;
  /** The exact score through the sampler with the most steps of the continuous kind, which leaves no width out. */
  ceiling: { title: string; evaluations: number; values: Partial<Record<ModeMetric, number>> } | null;
  /** Of the first seed. [n, 2] flat */
  samples: Record<string, number[]>;
}

const finite = (values: Partial<Record<string, number | null>>): ModeValues =>
  Object.fromEntries(metricNames.map((name) => [name, values[name] ?? NaN])) as ModeValues;

export function viewOf(study: Pick<Study, 'samples' | 'results' | 'perfectSampler' | 'ceilings' | 'shown'>): StudyView {
  const offered = study.results.filter(({ arm }) => offeredArms.includes(arm));
  const [best] = study.ceilings
    .filter(({ title }) => title.startsWith('Heun'))
    .sort((a, b) => b.evaluations - a.evaluations);
  return {
    n: study.samples,
    runs: offered.flatMap(({ arm, seed, samplings }) =>
      samplings.slice(0, 1).map(({ metrics }) => ({ arm, seed, values: finite(metrics) })),
    ),
    bands: study.perfectSampler,
    ceiling: best ? { title: best.title, evaluations: best.evaluations, values: best.metrics } : null,
    samples: Object.fromEntries(
      offeredArms.flatMap((arm) => {
        const drawn = study.shown[arm]?.samples[0];
        return drawn ? [[arm, drawn]] : [];
      }),
    ),
  };
}

/** The first seed's recorded values of a loss. */
export const recordedValues = (view: StudyView, arm: string): ModeValues | null =>
  view.runs.find((run) => run.arm === arm)?.values ?? null;

/** What a recorded value would be on average with n samples: a KL is raised by the difference of the floors. */
export const asMeasuredWith = (view: StudyView, metric: ModeMetric, value: number, K: number, n: number): number =>
  metric === 'modeKl' ? value + histogramKlFloor(K, n) - histogramKlFloor(K, view.n) : value;
