/** Bugs planted in metrics: those that people have published, and those that are one character away. */
import { createDataset } from '../../src/lib/data/index.ts';
import { sqrtTrace } from '../../src/lib/metrics/frechet.ts';
import { histogramKlFloor } from '../../src/lib/metrics/labelHistogram.ts';
import { mmd } from '../../src/lib/metrics/mmd.ts';
import { countModes, modeHistogramKl } from '../../src/lib/metrics/modes.ts';
import { squaredDistance } from '../../src/lib/metrics/points.ts';
import { expectedCoverage, precisionRecall } from '../../src/lib/metrics/precisionRecall.ts';
import { createRng } from '../../src/lib/random.ts';
import { multiply, transpose } from '../../src/lib/theory/linearAlgebra.ts';
import type { PlantedBug } from './plantedBug.ts';

const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const times = (runs: number, once: (run: number) => number) =>
  mean(Array.from({ length: runs }, (_, run) => once(run)));
const normals = (n: number, run: number, label: string) => createRng(run).fork(label).normals(n);

/** |mean MMD^2| of pairs of one law: 0. Its standard error over these runs is about 0.001. */
const nullMean = (measure: typeof mmd) =>
  Math.abs(times(300, (run) => measure(normals(40, run, 'x'), normals(40, run, 'y'), 1, 1)));

/** MMD as a mean over all pairs, each point's pair with itself among them. */
const withDiagonal: typeof mmd = (x, y, dim, bandwidth = 1) => {
  const k = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number) =>
    Math.exp(-squaredDistance(a, i * dim, b, j * dim, dim) / (2 * bandwidth ** 2));
  const average = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    const [n, m] = [a.length / dim, b.length / dim];
    return times(n, (i) => times(m, (j) => k(a, i, b, j)));
  };
  return average(x, x) + average(y, y) - 2 * average(x, y);
};

const definite = (d: number, seed: number) => {
  const a = Float64Array.from(createRng(seed).normals(d * d));
  return multiply(a, transpose(a));
};

/** Relative error of the trace term of 2 x 2 covariances against sqrt(tr + 2 sqrt det), worst of ten. */
const traceError = (measure: typeof sqrtTrace) =>
  Math.max(
    ...Array.from({ length: 10 }, (_, seed) => {
      const [a, b] = [definite(2, seed), definite(2, seed + 50)];
      const [p, q, r, s] = multiply(a, b);
      return Math.abs(measure(a, b) / Math.sqrt(p! + s! + 2 * Math.sqrt(p! * s! - q! * r!)) - 1);
    }),
  );

/** sum_i sqrt((S1 S2)_ii): the root taken entry by entry. */
const entrywise: typeof sqrtTrace = (a, b) => {
  const product = multiply(a, b);
  const d = Math.sqrt(product.length);
  return Array.from({ length: d }, (_, i) => Math.sqrt(Math.max(0, product[i * (d + 1)]!))).reduce((x, y) => x + y);
};

const ring = createDataset('ring');
/** How far the mean KL of the ring's mode histogram is from (K - 1) / 2n, relative. Standard error: 2 %. */
const klError = (keep: (samples: Float32Array) => Float32Array) => {
  const n = 600;
  const measured = times(700, (run) =>
    modeHistogramKl(countModes(keep(ring.sample(n, createRng(run))), ring.modes!), ring.mixture!.weights),
  );
  return Math.abs(measured / histogramKlFloor(8, n) - 1);
};

/** How far the mean coverage of a perfect sampler is from its closed form for k = 5. Standard error: 0.002. */
const coverageError = (k: number) =>
  Math.abs(
    times(80, (run) => precisionRecall(normals(200, run, 'x'), normals(200, run, 'y'), 2, k).coverage) -
      expectedCoverage(100, 100, 5),
  );

export const metricsMutants: PlantedBug[] = [
  {
    id: 'metrics-mmd-diagonal',
    description: 'MMD pairs every point with itself',
    test: 'is 0 on average where the laws agree, so single values are negative (V52)',
    error: () => nullMean(withDiagonal),
    correct: () => nullMean(mmd),
    tolerance: 0.005,
  },
  {
    id: 'metrics-frechet-entrywise',
    description: 'the Frechet trace term takes the root of the entries',
    test: 'of 2 x 2 covariances is sqrt(tr M + 2 sqrt(det M)) of their product M (V51)',
    error: () => traceError(entrywise),
    correct: () => traceError(sqrtTrace),
    tolerance: 1e-10,
  },
  {
    id: 'metrics-histogram-splice',
    description: 'the histogram is made of a third of the samples',
    test: 'an honest sample scores (K - 1) / 2n on average (V18)',
    error: () => klError((samples) => samples.filter((_, at) => Math.floor(at / 2) % 3 === 0)),
    correct: () => klError((samples) => samples),
    tolerance: 0.09,
  },
  {
    id: 'metrics-neighbour-itself',
    description: 'a point counts as its own nearest neighbour',
    test: 'the density is 1 and the coverage 1 - prod (N - i) / (M + N - i) on average, at every size (V54)',
    error: () => coverageError(4), // with itself counted, the fifth neighbour is the fourth
    correct: () => coverageError(5),
    tolerance: 0.01,
  },
];
