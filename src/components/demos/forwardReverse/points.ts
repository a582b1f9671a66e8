/** The points that the figure follows: their data, their noise, and which of them come from one cluster. */
import { createDataset, type Dataset } from '../../../lib/data/index.ts';
import { createSchedule, alphaBar, type NoiseSchedule } from '../../../lib/diffusion/schedule.ts';
import type { ScheduleName } from '../../../lib/experiments/config.ts';
import { createRng, type Rng } from '../../../lib/random.ts';
import { responsibilities, type GaussianMixture } from '../../../lib/theory/mixture.ts';

export const offeredData = ['ring', 'grid25', 'moons'] as const;
export type OfferedData = (typeof offeredData)[number];

export interface Setup {
  data: OfferedData;
  schedule: ScheduleName;
  T: number;
  seed: number;
}

/** Points that are drawn. */
export const count = 400;

export interface Cloud {
  setup: Setup;
  dataset: Dataset;
  mixture: GaussianMixture;
  schedule: NoiseSchedule;
  /** [count, 2] flat. */
  x0: Float32Array;
  /** The noise of each point, the same at every t, so that x_t moves on a smooth path. [count, 2] flat */
  eps: Float32Array;
  /** The component of the mixture that each point lies nearest to. */
  nearest: Int32Array;
}

/** Components of the mixture that count as one cluster: a mode, or one of the two moons. */
export function groupOf(mixture: GaussianMixture, component: number): number {
  return mixture.means.length <= 25 ? component : Math.floor((2 * component) / mixture.means.length);
}

export const clustersOf = ({ mixture }: Cloud): number =>
  new Set(mixture.means.map((_, k) => groupOf(mixture, k))).size;

/** The cluster whose points are drawn in full. */
export const markedGroup: Record<OfferedData, number> = { ring: 1, grid25: 8, moons: 0 };

export function nearestComponents({ means }: GaussianMixture, x: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: x.length / 2 }, (_, i) => {
    let best = 0;
    let least = Infinity;
    means.forEach((mean, k) => {
      const distance = (x[2 * i]! - mean[0]!) ** 2 + (x[2 * i + 1]! - mean[1]!) ** 2;
      if (distance < least) [best, least] = [k, distance];
    });
    return best;
  });
}

/** Splits points into those of the marked cluster and the others, by the component that each belongs to. */
export function split(
  x: Float32Array,
  components: Int32Array,
  { mixture, setup }: Cloud,
): { marked: Float32Array; others: Float32Array } {
  const marked: number[] = [];
  const others: number[] = [];
  components.forEach((component, i) => {
    const list = groupOf(mixture, component) === markedGroup[setup.data] ? marked : others;
    list.push(x[2 * i]!, x[2 * i + 1]!);
  });
  return { marked: Float32Array.from(marked), others: Float32Array.from(others) };
}

export function createCloud(setup: Setup): Cloud {
  const dataset = createDataset(setup.data);
  const mixture = dataset.mixture!; // every offered data set is one
  const rng = createRng(setup.seed);
  const x0 = dataset.sample(count, rng.fork('figure'));
  return {
    setup,
    dataset,
    mixture,
    schedule: createSchedule(setup.schedule, setup.T),
    x0,
    eps: rng.fork('forward noise').normals(2 * count),
    nearest: nearestComponents(mixture, x0),
  };
}

/** The session's stream for samples with seed 1: the net and the exact denoiser set out from the same noise. */
export const sampleSeed = 1;
export const samplingStream = (setup: Setup): Rng => createRng(setup.seed).fork(`sample ${sampleSeed}`);

/** alphaBar at any t in [0, T], linear between whole t's. */
export function alphaBarAt(schedule: NoiseSchedule, t: number): number {
  const below = Math.floor(t);
  if (below >= schedule.T) return alphaBar(schedule, schedule.T);
  const w = t - below;
  return (1 - w) * alphaBar(schedule, below) + (w && w * alphaBar(schedule, below + 1));
}

/** x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) eps. [count, 2] flat */
export function forwardAt({ schedule, x0, eps }: Cloud, t: number): Float32Array {
  const ab = alphaBarAt(schedule, t);
  const [signal, noise] = [Math.sqrt(ab), Math.sqrt(1 - ab)];
  return x0.map((x, i) => signal * x + noise * eps[i]!);
}

/** How sure the best guess is of the cluster that a point came from: the mean posterior probability of its own. */
export function memory({ mixture, schedule, nearest }: Cloud, x: Float32Array, t: number): number {
  const ab = alphaBarAt(schedule, t);
  let sum = 0;
  nearest.forEach((own, i) => {
    const group = groupOf(mixture, own);
    responsibilities(mixture, [x[2 * i]!, x[2 * i + 1]!], ab).forEach((r, k) => {
      if (groupOf(mixture, k) === group) sum += r;
    });
  });
  return sum / nearest.length;
}
