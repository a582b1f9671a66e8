/** All metrics of a set of samples, and what a perfect sampler would score in its place. */
import type { Dataset } from '../data/dataset.ts';
import type { Rng } from '../random.ts';
import { imageMetricNames, measureImages, measurePerfectImages, type RealImages } from './images.ts';
import { mmd } from './mmd.ts';
import { countModes, highQuality, modeHistogramKl, modesHit, withinModeSpread } from './modes.ts';
import { quantile } from './quantile.ts';
import { slicedWasserstein } from './slicedWasserstein.ts';

export { createClassifier, loadClassifier, type Classifier } from './classifier.ts';
export { imageMetricNames, loadRealImages, readImages, type RealImages } from './images.ts';
export { quantile } from './quantile.ts';
export { highQualityTarget } from './threeSigma.ts';

/**
 * modes: modes hit · hq: fraction of samples in a mode · spread: width inside the modes over the true one ·
 * modeKl: KL of the mode histogram, nats · mmd: unbiased squared MMD · swd: sliced 2-Wasserstein distance.
 */
export const pointMetricNames = ['modes', 'hq', 'spread', 'modeKl', 'mmd', 'swd'] as const;

/**
 * The metrics of points, and those of images in a classifier's eyes: frechet: Frechet distance of features · kid: unbiased
 * cubic-kernel MMD^2 of features · precision, recall, density, coverage: by nearest neighbours in the features ·
 * labelKl: KL of the labels' histogram, nats · confidence: mean probability of the likeliest label · labelAccuracy: share in which
 * the likeliest label is the one that was asked for.
 */
export const metricNames = [...pointMetricNames, ...imageMetricNames] as const;
export type MetricName = (typeof metricNames)[number];

/** What resampling a perfect sampler gives: the median, and the 5 % and 95 % quantiles. */
export interface Band {
  median: number;
  low: number;
  high: number;
}

export type MetricBands = Partial<Record<MetricName, Band>>;

/** MMD takes n^2 kernel values: it sees this many points of each set, the first ones. Images cost more each. */
export const mmdPoints = (dim: number): number => (dim > 8 ? 128 : 256);

/**
 * Every metric that is defined for this data set and these samples. A metric without a value is left out: mode metrics
 * for data without modes, all but `modes` for no samples, `mmd` and `swd` where a sample is not finite (a diverged
 * model; such samples count as misses in `modes` and `hq`).
 *
 * @param samples [n, dim] flat, @param reference fresh real points, [m, dim] flat; both in standardised coordinates.
 * @param images the data set as a classifier sees it (`loadRealImages`): adds the metrics of images
 * @param asked the labels that were asked for, where a model was told them [n]
 */
export function measure(
  dataset: Dataset,
  samples: Float32Array,
  reference: Float32Array,
  rng: Rng,
  images?: RealImages,
  asked?: ArrayLike<number>,
): Partial<Record<MetricName, number>> {
  const { dim, modes, mixture } = dataset;
  const values: Partial<Record<MetricName, number>> = {};
  if (modes) {
    const counts = countModes(samples, modes);
    values.modes = modesHit(counts);
    values.hq = highQuality(counts);
    values.spread = withinModeSpread(counts, modes);
    values.modeKl = modeHistogramKl(counts, mixture?.weights);
  }
  values.mmd = mmd(samples.subarray(0, mmdPoints(dim) * dim), reference.subarray(0, mmdPoints(dim) * dim), dim);
  values.swd = slicedWasserstein(samples, reference, dim, rng);
  if (images) Object.assign(values, measureImages(images, samples, rng.fork('images'), asked));
  for (const name of metricNames) if (!Number.isFinite(values[name])) delete values[name];
  return values;
}

/**
 * The band of each metric over `resamples` independent pairs of real sets, n points as samples and n as reference. Order
 * statistics of 20 resamples are rough at the ends: a model outside its band is off, one inside may be.
 *
 * Images are few, and drawing them with replacement repeats some, which no generator does and nearest neighbours notice:
 * their own metrics compare disjoint sets of different images.
 */
export function perfectBands(dataset: Dataset, n: number, rng: Rng, resamples = 20, images?: RealImages): MetricBands {
  const draws = Array.from({ length: resamples }, () => ({
    ...measure(dataset, dataset.sample(n, rng), dataset.sample(n, rng), rng),
    ...(images && measurePerfectImages(images, n, rng)),
  }));
  const bands: MetricBands = {};
  for (const name of metricNames) {
    const values = draws.flatMap((draw) => draw[name] ?? []).sort((a, b) => a - b);
    if (values.length === 0) continue;
    bands[name] = { median: quantile(values, 0.5), low: quantile(values, 0.05), high: quantile(values, 0.95) };
  }
  return bands;
}
