/** The results of a study: several arms, several seeds, and the table that the terminal and the page make of them. */
import { metricNames, type MetricBands, type MetricName } from '../metrics/index.ts';

/** What one way of drawing scored. */
export interface SamplingResult {
  title: string;
  evaluations: number;
  secondsPer1000: number;
  metrics: Partial<Record<MetricName, number>>;
}

export interface ArmResult {
  arm: string;
  title: string;
  model: string;
  seed: number;
  /** The commit whose code trained it; a study may be put together later. Absent in results from before it was kept. */
  commit?: string | null;
  steps: number;
  parameters: number;
  backend: string;
  /** Times count the share of the clock in which the run had a processor: other work on the machine does not make them longer. */
  trainingSeconds: number;
  /** That share. Absent in results from before it was kept, whose times are the clock's. */
  processorShare?: number;
  stepMilliseconds: number;
  /** Seconds and steps of training until every mode was hit and nine tenths of 1,000 samples lay in modes; null if never. */
  quality: { seconds: number; steps: number } | null;
  /** The mean of the last tenth of each loss, and what it is held against. */
  losses: Record<string, { last: number; reference?: number | undefined }>;
  samplings: SamplingResult[];
  /** Why the run ended before its last step: the seed counts as failed. */
  fault: string | null;
}

/** A row that no training stands behind: the exact score through a sampler. */
export interface CeilingRow {
  title: string;
  evaluations: number;
  metrics: Partial<Record<MetricName, number>>;
}

/** Decimals of each metric. */
const digits: Record<MetricName, number> = {
  modes: 1,
  hq: 3,
  spread: 3,
  modeKl: 4,
  mmd: 5,
  swd: 3,
  frechet: 2,
  kid: 4,
  precision: 3,
  recall: 3,
  density: 3,
  coverage: 3,
  labelKl: 4,
  confidence: 3,
  labelAccuracy: 3,
};

/** Mean ± standard deviation; a single value alone. */
export function meanAndSpread(list: readonly number[], places: number): string {
  if (list.length === 0) return '';
  const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
  const std = Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, list.length - 1));
  return list.length > 1 ? `${mean.toFixed(places)} ± ${std.toFixed(places)}` : mean.toFixed(places);
}

/** The same of times, from microseconds to minutes: three figures of the mean. */
export function timeAndSpread(seconds: readonly number[]): string {
  const mean = seconds.reduce((sum, v) => sum + v, 0) / seconds.length;
  return meanAndSpread(seconds, mean > 0 ? Math.max(0, 2 - Math.floor(Math.log10(mean))) : 0);
}

/** The runs whose times do not depend on what else the machine did, where there are some. */
export function undisturbed(runs: readonly ArmResult[]): readonly ArmResult[] {
  const some = runs.filter(({ processorShare }) => processorShare !== undefined);
  return some.length > 0 ? some : runs;
}

export interface StudyTable {
  /** The first is empty: it heads the names. */
  header: string[];
  rows: { kind: 'trained' | 'exact' | 'perfect'; arm?: string; cells: string[] }[];
}

/** One row for each way of drawing from each arm, then the exact score through the same samplers, then a perfect sampler. */
export function studyTable(
  results: readonly ArmResult[],
  bands: MetricBands,
  ceilings: readonly CeilingRow[] = [],
): StudyTable {
  const names = metricNames.filter((name) =>
    results.some(({ samplings }) => samplings.some(({ metrics }) => metrics[name] !== undefined)),
  );
  const timed = results.some(({ quality }) => quality !== null);
  const failures = results.some(({ fault }) => fault !== null);
  const header = [
    '',
    ...names,
    'evaluations',
    's per 1,000',
    'ms per step',
    ...(timed ? ['s to quality'] : []),
    ...(failures ? ['failed'] : []),
  ];
  const trained = [...new Set(results.map(({ arm }) => arm))].flatMap((arm) => {
    const runs = results.filter((result) => result.arm === arm);
    const failed = runs.filter(({ fault }) => fault !== null).length;
    const reached = runs.flatMap(({ quality }) => (quality ? [quality.seconds] : []));
    const part = reached.length < runs.length ? ` (${reached.length} of ${runs.length})` : '';
    const titles = runs.find(({ samplings }) => samplings.length > 0)?.samplings.map(({ title }) => title) ?? [''];
    return titles.map((title, i) => {
      const drawn = runs.flatMap(({ samplings }) => samplings[i] ?? []);
      const first = (cell: string) => (i === 0 ? cell : '');
      return {
        kind: 'trained' as const,
        arm,
        cells: [
          titles.length > 1 ? `${runs[0]!.title}: ${title}` : runs[0]!.title,
          ...names.map((name) =>
            meanAndSpread(
              drawn.flatMap(({ metrics }) => metrics[name] ?? []),
              digits[name],
            ),
          ),
          String(drawn[0]?.evaluations ?? ''),
          timeAndSpread(undisturbed(runs).flatMap(({ samplings }) => samplings[i]?.secondsPer1000 ?? [])),
          first(
            meanAndSpread(
              undisturbed(runs).map(({ stepMilliseconds }) => stepMilliseconds),
              2,
            ),
          ),
          ...(timed ? [first(reached.length === 0 ? 'never' : `${meanAndSpread(reached, 1)}${part}`)] : []),
          ...(failures ? [first(failed > 0 ? `${failed} of ${runs.length}` : '')] : []),
        ],
      };
    });
  });
  const rest = header.slice(names.length + 2).map(() => '');
  return {
    header,
    rows: [
      ...trained,
      ...ceilings.map(({ title, evaluations, metrics }) => ({
        kind: 'exact' as const,
        cells: [
          `exact score: ${title}`,
          ...names.map((name) => metrics[name]?.toFixed(digits[name]) ?? ''),
          String(evaluations),
          ...rest,
        ],
      })),
      {
        kind: 'perfect' as const,
        cells: [
          'a perfect sampler',
          ...names.map((m) =>
            bands[m] ? `${bands[m].low.toFixed(digits[m])} to ${bands[m].high.toFixed(digits[m])}` : '',
          ),
          '',
          ...rest,
        ],
      },
    ],
  };
}
