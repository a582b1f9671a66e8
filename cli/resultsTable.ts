/** Results of several arms and seeds as a table for a terminal: mean ± standard deviation over seeds. */
import { metricNames, type MetricBands, type MetricName } from '../src/lib/metrics/index.ts';
import type { ArmResult } from './runArm.ts';

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
};

export function spread(list: readonly number[], places: number): string {
  if (list.length === 0) return '';
  const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
  const std = Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, list.length - 1));
  return list.length > 1 ? `${mean.toFixed(places)} ± ${std.toFixed(places)}` : mean.toFixed(places);
}

export function resultsTable(
  results: readonly ArmResult[],
  bands: MetricBands,
  ceilings: readonly CeilingRow[] = [],
): string {
  const names = metricNames.filter((name) =>
    results.some(({ samplings }) => samplings.some(({ metrics }) => metrics[name] !== undefined)),
  );
  const header = ['', ...names, 'evaluations', 's per 1,000', 'ms per step', 's to quality', 'failed'];
  const arms = [...new Set(results.map(({ arm }) => arm))];
  const body = arms.flatMap((arm) => {
    const runs = results.filter((result) => result.arm === arm);
    const failed = runs.filter(({ fault }) => fault !== null).length;
    const reached = runs.flatMap(({ quality }) => (quality ? [quality.seconds] : []));
    const titles = runs.find(({ samplings }) => samplings.length > 0)?.samplings.map(({ title }) => title) ?? [''];
    return titles.map((title, i) => {
      const drawn = runs.flatMap(({ samplings }) => samplings[i] ?? []);
      return [
        titles.length > 1 ? `${runs[0]!.title}: ${title}` : runs[0]!.title,
        ...names.map((name) =>
          spread(
            drawn.flatMap(({ metrics }) => metrics[name] ?? []),
            digits[name],
          ),
        ),
        String(drawn[0]?.evaluations ?? ''),
        spread(
          drawn.map(({ secondsPer1000 }) => secondsPer1000),
          3,
        ),
        i === 0
          ? spread(
              runs.map(({ stepMilliseconds }) => stepMilliseconds),
              2,
            )
          : '',
        i > 0
          ? ''
          : reached.length === 0
            ? 'never'
            : `${spread(reached, 1)}${reached.length < runs.length ? ` (${reached.length} of ${runs.length})` : ''}`,
        i === 0 && failed > 0 ? `${failed} of ${runs.length}` : '',
      ];
    });
  });
  const exact = ceilings.map(({ title, evaluations, metrics }) => [
    `exact score: ${title}`,
    ...names.map((name) => metrics[name]?.toFixed(digits[name]) ?? ''),
    String(evaluations),
    ...['', '', '', ''],
  ]);
  const perfect = [
    'a perfect sampler',
    ...names.map((m) => (bands[m] ? `${bands[m].low.toFixed(digits[m])} to ${bands[m].high.toFixed(digits[m])}` : '')),
    ...['', '', '', '', ''],
  ];
  const lines = [header, ...body, ...exact, perfect];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
