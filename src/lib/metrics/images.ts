/** Metrics of images, in the features and labels of a small classifier. */
import type { Dataset, ImageLayout } from '../data/dataset.ts';
import type { Rng } from '../random.ts';
import { classifierNames, loadClassifier, type Classifier, type Reading } from './classifier.ts';
import { frechet } from './frechet.ts';
import { kid } from './kid.ts';
import { histogramKl, labelAccuracy, labelHistogram, meanConfidence } from './labelHistogram.ts';
import { precisionRecall } from './precisionRecall.ts';

export const imageMetricNames = [
  'frechet',
  'kid',
  'precision',
  'recall',
  'density',
  'coverage',
  'labelKl',
  'confidence',
  'labelAccuracy',
] as const;
export type ImageMetricName = (typeof imageMetricNames)[number];

const neighbours = 5;

/** Work grows with the square of the number of images, and a perfect sampler is imitated by half of the real ones. */
export const imagePoints = (count: number): number => Math.min(1000, Math.floor(count / 2));

/**
 * Every metric that these numbers of images allow: `frechet` needs more images than features, neighbours more than five.
 *
 * @param samples what the classifier reads in n samples, @param real the same of n real images
 * @param labelWeights how often it gives each label to real images
 * @param asked the label that each sample was to have, where there was one
 */
export function imageMetrics(
  classifier: Pick<Classifier, 'featureCount' | 'classes'>,
  samples: Reading,
  real: Reading,
  labelWeights: ArrayLike<number>,
  asked?: ArrayLike<number>,
): Partial<Record<ImageMetricName, number>> {
  const { featureCount, classes } = classifier;
  const n = samples.features.length / featureCount;
  const m = real.features.length / featureCount;
  const values: Partial<Record<ImageMetricName, number>> = {};
  const finite = samples.features.every(Number.isFinite);
  if (finite && Math.min(n, m) > featureCount) values.frechet = frechet(samples.features, real.features, featureCount);
  values.kid = kid(samples.features, real.features, featureCount);
  if (Math.min(n, m) > neighbours) {
    Object.assign(values, precisionRecall(samples.features, real.features, featureCount, neighbours));
  }
  if (finite) {
    values.labelKl = histogramKl(labelHistogram(samples.probabilities, classes), labelWeights);
    values.confidence = meanConfidence(samples.probabilities, classes);
    if (asked) values.labelAccuracy = labelAccuracy(samples.probabilities, classes, asked);
  }
  return values;
}

/** What the classifier sees in all real images of a data set: read once, drawn from often. */
export interface RealImages {
  classifier: Classifier;
  range: Pick<ImageLayout, 'black' | 'white'>;
  count: number;
  /** Disjoint sets of n different images each, with the labels that they came with. @throws RangeError where there are too few */
  draw(sets: number, n: number, rng: Rng): (Reading & { labels: Uint8Array })[];
  /** How often the classifier gives each label. [classes] */
  labelWeights: Float64Array;
}

/** At most this many images stand for the whole data set. */
const mostRead = 10_000;

export function readImages(classifier: Classifier, { images, dim }: Dataset): RealImages {
  if (!images) throw new TypeError('Metrics of images need a data set of images; this one has points.');
  const { width, height } = classifier.manifest;
  if (images.width !== width || images.height !== height) {
    throw new RangeError(
      `This classifier reads images of ${width} x ${height} pixels; these have ${images.width} x ${images.height}.`,
    );
  }
  const count = Math.min(images.labels.length, mostRead);
  const { featureCount, classes } = classifier;
  const all = classifier.read(images.pixels.subarray(0, count * dim), images);
  const counts = labelHistogram(all.probabilities, classes);
  return {
    classifier,
    range: images,
    count,
    labelWeights: counts.map((label) => label / count),
    draw(sets, n, rng) {
      if (sets * n > count) {
        throw new RangeError(`${sets} disjoint sets of ${n} images need ${sets * n}; there are ${count}.`);
      }
      const order = Int32Array.from({ length: count }, (_, i) => i);
      const pick = (values: Float64Array, size: number, set: number) => {
        const out = new Float64Array(n * size);
        for (let row = 0; row < n; row++) {
          const image = order[set * n + row]!;
          out.set(values.subarray(image * size, (image + 1) * size), row * size);
        }
        return out;
      };
      for (let i = 0; i < sets * n; i++) {
        const j = i + rng.integer(count - i);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return Array.from({ length: sets }, (_, set) => ({
        features: pick(all.features, featureCount, set),
        probabilities: pick(all.probabilities, classes, set),
        labels: Uint8Array.from({ length: n }, (_, row) => images.labels[order[set * n + row]!]!),
      }));
    },
  };
}

/** A data set in the eyes of its own classifier; undefined where none was trained for it. @param assets as for `loadDataset` */
export async function loadRealImages(dataset: Dataset, assets: string): Promise<RealImages | undefined> {
  const name = classifierNames.find((known) => known === dataset.name);
  return name && dataset.images ? readImages(await loadClassifier(name, assets), dataset) : undefined;
}

/**
 * Metrics of the first `imagePoints` samples against as many different real images.
 * @param samples [n, dim] flat, standardised as the data set is
 * @param asked the label that each was to have [n]: adds `labelAccuracy`
 */
export function measureImages(
  real: RealImages,
  samples: Float32Array,
  rng: Rng,
  asked?: ArrayLike<number>,
): Partial<Record<ImageMetricName, number>> {
  const { classifier, range, count, labelWeights } = real;
  const dim = classifier.manifest.sizes[0]!;
  const n = Math.min(samples.length / dim, imagePoints(count));
  const reference = real.draw(1, n, rng)[0]!;
  const seen = classifier.read(samples.subarray(0, n * dim), range);
  return imageMetrics(classifier, seen, reference, labelWeights, asked);
}

/** What a perfect sampler would score: real images against other real images, n of each or as many as there are. */
export function measurePerfectImages(real: RealImages, n: number, rng: Rng): Partial<Record<ImageMetricName, number>> {
  const [samples, reference] = real.draw(2, Math.min(n, imagePoints(real.count)), rng);
  return imageMetrics(real.classifier, samples!, reference!, real.labelWeights, samples!.labels);
}
