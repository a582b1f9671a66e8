import { beforeAll, describe, expect, test } from 'vitest';
import { createDataset, loadDataset, type Dataset } from '../../../src/lib/data/index.ts';
import { frechetBias, fitGaussian } from '../../../src/lib/metrics/frechet.ts';
import {
  imageMetricNames,
  loadRealImages,
  measureImages,
  measurePerfectImages,
  readImages,
  type RealImages,
} from '../../../src/lib/metrics/images.ts';
import { loadClassifier, measure, perfectBands, type MetricBands } from '../../../src/lib/metrics/index.ts';
import { expectedCoverage } from '../../../src/lib/metrics/precisionRecall.ts';
import { createRng } from '../../../src/lib/random.ts';
import { symmetricEigen } from '../../../src/lib/theory/linearAlgebra.ts';

const n = 300;
let digits: Dataset;
let real: RealImages;
let bands: MetricBands;

beforeAll(async () => {
  digits = await loadDataset('digits', 'public/');
  real = readImages(await loadClassifier('digits', 'public/'), digits);
  bands = perfectBands(digits, n, createRng(1), 20, real);
}, 60_000);

/** n images of the data set that satisfy a condition, with repetition. */
function some(condition: (label: number, image: number) => boolean, seed: number): Float32Array {
  const { pixels, labels } = digits.images!;
  const chosen = Array.from(labels, (label, image) => (condition(label, image) ? image : -1)).filter((i) => i >= 0);
  const rng = createRng(seed);
  const out = new Float32Array(n * 64);
  for (let row = 0; row < n; row++) {
    const image = chosen[rng.integer(chosen.length)]!;
    out.set(pixels.subarray(image * 64, (image + 1) * 64), row * 64);
  }
  return out;
}
const judged = (samples: Float32Array) => measureImages(real, samples, createRng(2));

describe('the perfect sampler of images', () => {
  test('is real images against other real images: the bands hold every metric of a fresh pair, or nearly', () => {
    const values = measurePerfectImages(real, n, createRng(77));
    expect(Object.keys(values)).toEqual([...imageMetricNames]);
    const outside = imageMetricNames.filter((name) => {
      const { low, high } = bands[name]!;
      const air = 0.5 * (high - low);
      return values[name]! < low - air || values[name]! > high + air;
    });
    expect(outside).toEqual([]);
  });

  test('has the closed forms where there are some: KID 0, density 1, coverage, label KL 9 / 2n', () => {
    const runs = 60;
    const all = Array.from({ length: runs }, (_, seed) => measurePerfectImages(real, n, createRng(seed)));
    const of = (name: (typeof imageMetricNames)[number]) => {
      const values = all.map((run) => run[name]!);
      const mean = values.reduce((a, b) => a + b) / runs;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (runs - 1);
      return { mean, standardError: Math.sqrt(variance / runs) };
    };
    const kid = of('kid');
    expect(Math.abs(kid.mean)).toBeLessThan(4.5 * kid.standardError);
    const density = of('density');
    expect(Math.abs(density.mean - 1)).toBeLessThan(4.5 * density.standardError);
    const coverage = of('coverage');
    expect(Math.abs(coverage.mean - expectedCoverage(n, n))).toBeLessThan(4.5 * coverage.standardError);
    // Drawn without replacement from 1,797: the KL is smaller by the share that is left.
    const labelKl = of('labelKl');
    expect(Math.abs(labelKl.mean - (9 / (2 * n)) * (1 - n / 1797))).toBeLessThan(4.5 * labelKl.standardError);
  });

  test('has a Frechet distance near the bias of Gaussians with the same covariance', () => {
    const [all] = real.draw(1, 1797, createRng(1));
    const { values } = symmetricEigen(fitGaussian(all!.features, 32).covariance);
    const ratio = bands.frechet!.median / frechetBias(values, n, n);
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.3); // features are not Gaussian
  });
});

describe('each failure shows in the metric that is for it', () => {
  test('without threes and eights, the label KL is far off, and recall, coverage and the Frechet distance leave their bands', () => {
    const values = judged(some((label) => label !== 3 && label !== 8, 3));
    expect(values.labelKl).toBeGreaterThan(0.15); // log(1 / 0.8) = .22
    expect(values.frechet).toBeGreaterThan(bands.frechet!.high);
    expect(values.recall).toBeLessThan(bands.recall!.low);
    expect(values.coverage).toBeLessThan(bands.coverage!.low);
    expect(values.precision).toBeGreaterThan(bands.precision!.low);
  });

  test('noise loses precision, confidence and coverage', () => {
    const values = judged(createRng(4).normals(n * 64));
    expect(values.precision).toBeLessThan(bands.precision!.low - 0.2);
    expect(values.confidence).toBeLessThan(bands.confidence!.low);
    expect(values.coverage).toBeLessThan(0.3);
  });

  test('ten images over and over have precision, and no recall', () => {
    const values = judged(some((_, image) => image < 10, 5));
    expect(values.precision).toBeGreaterThan(0.9);
    expect(values.recall).toBeLessThan(0.2);
    expect(values.coverage).toBeLessThan(0.5);
  });
});

test('`measure` adds them for images with a classifier, after what it gave before', () => {
  const [x, y] = [digits.sample(100, createRng(1)), digits.sample(100, createRng(2))];
  const before = measure(digits, x, y, createRng(3));
  const { labels } = digits.labels!.sample(100, createRng(1)); // those of x
  const values = measure(digits, x, y, createRng(3), real, labels);
  expect(Object.keys(values)).toEqual(['mmd', 'swd', ...imageMetricNames]);
  expect(values.labelAccuracy).toBeGreaterThan(0.95); // real images, most of which trained the classifier
  const others = labels.map((label) => (label + 1) % 10);
  expect(measure(digits, x, y, createRng(3), real, others).labelAccuracy).toBeLessThan(0.05);
  expect(measure(digits, x, y, createRng(3), real)).not.toHaveProperty('labelAccuracy');
  expect({ mmd: values.mmd, swd: values.swd }).toEqual(before);
});

test('what too few or broken samples have no value for is left out', () => {
  const few = measure(digits, digits.sample(20, createRng(1)), digits.sample(20, createRng(2)), createRng(3), real);
  expect(few.frechet).toBeUndefined(); // 32 features
  expect(few.precision).toBeGreaterThan(0);
  const broken = measure(
    digits,
    new Float32Array(100 * 64).fill(NaN),
    digits.sample(20, createRng(2)),
    createRng(3),
    real,
  );
  expect(Object.keys(broken)).not.toContain('frechet');
  expect(Object.keys(broken)).not.toContain('kid');
});

test('a data set finds its classifier by its name; points have none', async () => {
  const found = await loadRealImages(digits, 'public/');
  expect(found?.labelWeights).toEqual(real.labelWeights);
  expect(await loadRealImages(createDataset('ring'), 'public/')).toBeUndefined();
});

test('the classifier of another size is refused', async () => {
  expect(() => readImages(real.classifier, { ...digits, images: { ...digits.images!, width: 28 } })).toThrow(
    'reads images of 8 x 8 pixels; these have 28 x 8',
  );
});
