/** The race: every solver at every number of evaluations, in slices of a millisecond or two. */
import type { Dataset } from '../../../lib/data/dataset.ts';
import { descend } from '../../../lib/diffusion/descend.ts';
import { exactFlow } from '../../../lib/diffusion/exactFlow.ts';
import { float64Space } from '../../../lib/diffusion/space.ts';
import { countModes, highQuality, withinModeSpread } from '../../../lib/metrics/modes.ts';
import { quantile } from '../../../lib/metrics/quantile.ts';
import { slicedWasserstein } from '../../../lib/metrics/slicedWasserstein.ts';
import { createRng } from '../../../lib/random.ts';
import { shiftedHalton } from '../../../lib/theory/halton.ts';
import {
  count,
  dataOf,
  followsFlow,
  keyOf,
  metricNames,
  moveOf,
  rows,
  sigmasOf,
  solverNames,
  stepsOf,
  topOf,
  type Metric,
  type Settings,
  type SolverName,
} from './scene.ts';

/** One solver at one number of evaluations. Null where it does not exist: no map to err from, nothing inside of a mode. */
export interface Mark extends Record<Metric, number | null> {
  evaluations: number;
  /** Median distance from where the exact flow ends. */
  error: number | null;
}
export type Band = Record<Metric, { low: number; high: number }>;

/** Everything measured so far, by what it depends on. A change of one setting leaves the rest standing. */
export interface Memory {
  marks: Map<string, Mark[]>;
  bands: Map<string, Band>;
  ends: Map<string, Float64Array>;
}
export const emptyMemory = (): Memory => ({ marks: new Map(), bands: new Map(), ends: new Map() });

/** Of the exact flow: its median error is then below a hundredth of the best solver's. */
const flowSteps = 160;
/** Sets of true points behind the band. */
const sets = 40;
/** What a set costs, in evaluations of the denoiser. */
const setCost = 6;

export const bandKey = ({ data, seed }: Settings): string => `${data} ${seed}`;
const endsKey = (settings: Settings): string => `${settings.data} ${topOf(settings)} ${settings.seed}`;

/** Noise at the highest level, the same for all solvers. [n, 2] flat */
export function noise(settings: Settings, n: number): Float64Array {
  const top = Math.hypot(1, topOf(settings)); // data of unit variance and noise
  return Float64Array.from(
    createRng(settings.seed)
      .fork('noise')
      .normals(2 * n),
    (z) => top * z,
  );
}

/**
 * Points that stand for the law itself: as many in each mode, spread over it evenly, so that what is held against them is not
 * blurred by a second draw. [n, 2] flat
 */
export function evenPoints(data: Dataset, n: number): Float64Array {
  const { centres, std } = data.modes!;
  const each = n / centres.length;
  const u = shiftedHalton(each, 2, createRng(0));
  return Float64Array.from({ length: 2 * n }, (_, index) => {
    const i = index >> 1;
    const centre = centres[Math.floor(i / each)]!;
    const radius = std * Math.sqrt(-2 * Math.log(1 - u[2 * (i % each)]!));
    const angle = 2 * Math.PI * u[2 * (i % each) + 1]!;
    return index % 2 === 0 ? centre[0]! + radius * Math.cos(angle) : centre[1]! + radius * Math.sin(angle);
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function measure(settings: Settings, x: Float64Array, even: Float64Array): Record<Metric, number | null> {
  const modes = dataOf(settings.data).data.modes!;
  const counts = countModes(x, modes);
  return {
    swd: finite(slicedWasserstein(x, even, 2, createRng(settings.seed).fork('directions'))),
    hq: finite(highQuality(counts)),
    spread: finite(withinModeSpread(counts, modes)),
  };
}

export const distances = (x: Float64Array, y: Float64Array): Float64Array =>
  Float64Array.from({ length: x.length / 2 }, (_, i) =>
    Math.hypot(x[2 * i]! - y[2 * i]!, x[2 * i + 1]! - y[2 * i + 1]!),
  );

const missing = (solver: SolverName, settings: Settings, memory: Memory): number[] =>
  rows.slice(memory.marks.get(keyOf(solver, settings))?.length ?? 0);
/** Noise has no endpoint to miss: the exact flow is for those that follow it. */
const needsEnds = (settings: Settings, memory: Memory): boolean =>
  !memory.ends.has(endsKey(settings)) &&
  solverNames.some((name) => followsFlow(name, settings) && missing(name, settings, memory).length > 0);

/** How many evaluations are still to be made. */
function workOf(settings: Settings, memory: Memory): number {
  let work = memory.bands.has(bandKey(settings)) ? 0 : sets * setCost;
  for (const solver of solverNames) for (const evaluations of missing(solver, settings, memory)) work += evaluations;
  if (needsEnds(settings, memory)) work += 4 * flowSteps;
  return work;
}

/** Fills the memory for these settings, row by row; yields the part of the work that is done, after each slice of it. */
export function* race(settings: Settings, memory: Memory): Generator<number> {
  const { data, denoise } = dataOf(settings.data);
  const total = workOf(settings, memory);
  let done = 0;
  if (total === 0) return;
  const x = noise(settings, count);
  const even = evenPoints(data, count);
  if (needsEnds(settings, memory)) {
    let ends = x;
    for (const y of exactFlow(denoise, x, topOf(settings), flowSteps)) {
      ends = y;
      yield (done += 4) / total;
    }
    memory.ends.set(endsKey(settings), ends);
  }
  const ends = memory.ends.get(endsKey(settings));
  if (!memory.bands.has(bandKey(settings))) {
    const rng = createRng(settings.seed).fork('band');
    const draws: Record<Metric, number | null>[] = [];
    for (let i = 0; i < sets; i++) {
      draws.push(measure(settings, Float64Array.from(data.sample(count, rng)), even));
      yield (done += setCost) / total;
    }
    const bands = metricNames.map((metric) => {
      const sorted = draws.flatMap((draw) => draw[metric] ?? []).sort((a, b) => a - b);
      return [metric, { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) }] as const;
    });
    memory.bands.set(bandKey(settings), Object.fromEntries(bands) as Band);
  }
  for (const [row, evaluations] of rows.entries()) {
    for (const solver of solverNames) {
      const key = keyOf(solver, settings);
      const marks = memory.marks.get(key) ?? [];
      if (marks.length > row) continue;
      const steps = stepsOf(solver, evaluations);
      const space = float64Space(createRng(settings.seed).fork(`${solver} ${evaluations}`));
      let end = x;
      for (const frame of descend(space, denoise, x, sigmasOf(settings, steps), moveOf(solver, settings, steps))) {
        end = frame.x;
        yield Math.min(1, (done += evaluations / (steps + 1)) / total);
      }
      const error = followsFlow(solver, settings) ? finite(quantile(distances(end, ends!).sort(), 0.5)) : null;
      memory.marks.set(key, [...marks, { evaluations, error, ...measure(settings, end, even) }]);
      yield Math.min(1, done / total);
    }
  }
}

/** The exponent with which the error falls over the last rows that are there, least squares in logarithms; null before there are three. */
export function slope(marks: readonly Mark[]): number | null {
  const points = marks.flatMap(({ evaluations, error }) =>
    error ? [[Math.log(evaluations), Math.log(error)] as const] : [],
  );
  const last = points.slice(-3);
  if (last.length < 3) return null;
  const [mx, my] = [0, 1].map((k) => last.reduce((sum, p) => sum + p[k]!, 0) / last.length) as [number, number];
  const top = last.reduce((sum, [a, b]) => sum + (a - mx) * (b - my), 0);
  return top / last.reduce((sum, [a]) => sum + (a - mx) ** 2, 0);
}

/** The fewest evaluations from which on the metric stays in the band; null where it never does. */
export function inBand(marks: readonly Mark[], metric: Metric, band: Band | undefined): number | null {
  if (!band) return null;
  const { low, high } = band[metric];
  let first: number | null = null;
  for (const mark of marks) {
    const value = mark[metric];
    const inside = value !== null && value <= high && (metric === 'swd' || value >= low);
    first = inside ? (first ?? mark.evaluations) : null;
  }
  return first;
}

export type Results = Record<SolverName, readonly Mark[]>;
export const resultsOf = (settings: Settings, memory: Memory): Results =>
  Object.fromEntries(
    solverNames.map((solver) => [solver, memory.marks.get(keyOf(solver, settings)) ?? []]),
  ) as unknown as Results;
