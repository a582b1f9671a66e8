import { beforeAll, describe, expect, test } from 'vitest';
import {
  classifierTraining,
  crossEntropy,
  splitImages,
  type ClassifierConfig,
  type LabelledImages,
} from '../../../src/lib/experiments/classifierTraining.ts';
import { fitGaussian } from '../../../src/lib/metrics/frechet.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { trace } from '../../../src/lib/theory/linearAlgebra.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => {
  await useBackend('cpu');
});

/** Images of 6 x 6 with a bright bar: upright for class 0, lying for class 1, with noise. */
function bars(count: number): LabelledImages {
  const rng = createRng(3);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const pixels = new Float32Array(count * 36);
  labels.forEach((label, image) => {
    const line = 2 + rng.integer(2);
    for (let at = 0; at < 36; at++) {
      const on = label === 0 ? at % 6 === line : Math.floor(at / 6) === line;
      pixels[image * 36 + at] = 0.3 * rng.uniform() + (on ? 0.7 : 0);
    }
  });
  return { width: 6, height: 6, pixels, labels };
}
const config: ClassifierConfig = {
  hidden: 12,
  features: 6,
  classes: 2,
  heldOut: 40,
  steps: 150,
  batchSize: 32,
  learningRate: 0.01,
  shift: 0.5,
};

describe('the split', () => {
  test('is disjoint, complete, of the sizes asked for, and the same for the same seed', () => {
    const { train, heldOut } = splitImages(100, 30, createRng(1));
    expect([train.length, heldOut.length]).toEqual([70, 30]);
    expect([...train, ...heldOut].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(splitImages(100, 30, createRng(1)).heldOut).toEqual(heldOut);
    expect(splitImages(100, 30, createRng(2)).heldOut).not.toEqual(heldOut);
  });

  test('leaves something on both sides', () => {
    expect(() => splitImages(10, 10, createRng(1))).toThrow('between 1 and 9 can be held out; got 10');
    expect(() => splitImages(10, 0, createRng(1))).toThrow('got 0');
  });
});

test('the cross-entropy is -log of the softmax at the label, with gradient (p - y) / n', async () => {
  const logits = tf.tensor2d([
    [1, 2, 0.5],
    [-1, 0, 60],
  ]);
  const y = tf.tensor2d([
    [0, 1, 0],
    [1, 0, 0],
  ]);
  const z = Math.exp(1) + Math.exp(2) + Math.exp(0.5);
  const [value] = await crossEntropy(logits, y).data();
  expect(value).toBeCloseTo((Math.log(z) - 2 + 61) / 2, 5);
  const gradient = await tf
    .grad((x: tf.Tensor) => crossEntropy(x, y))(logits)
    .data();
  const exact = [Math.exp(1) / z, Math.exp(2) / z - 1, Math.exp(0.5) / z, -1, 0, 1].map((v) => v / 2);
  exact.forEach((v, i) => expect(gradient[i]).toBeCloseTo(v, 5));
});

test('a short training tells bars apart that it has not seen, and leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  const images = bars(240);
  const training = classifierTraining(images, config, createRng(1));
  let held = 0;
  for (let step = 0; step < config.steps; step++) {
    training.step().dispose();
    if (step === 1) held = tf.memory().numTensors;
  }
  expect(tf.memory().numTensors).toBe(held);
  const { classifier, bytes } = await training.result();
  expect(classifier.manifest.heldOut.images).toBe(40);
  expect(classifier.manifest.heldOut.accuracy).toBeGreaterThan(0.95);
  expect(classifier.manifest.train.accuracy).toBeGreaterThan(0.95);
  expect(bytes.length).toBe(2 * (37 * 12 + 13 * 6 + 7 * 2));
  const { mean, covariance } = fitGaussian(classifier.read(images.pixels, { black: 0, white: 1 }).features, 6);
  for (const v of mean) expect(Math.abs(v)).toBeLessThan(0.1);
  expect(Math.abs(trace(covariance) / 6 - 1)).toBeLessThan(0.1); // five sixths of these are the training images
  training.dispose();
  expect(tf.memory().numTensors).toBe(before);
}, 30_000);

test('labels that say nothing are not learned: on held-out images the accuracy is that of guessing', async () => {
  const images = bars(240);
  const rng = createRng(8);
  images.labels = images.labels.map(() => rng.integer(2));
  const training = classifierTraining(images, { ...config, heldOut: 120 }, createRng(1));
  for (let step = 0; step < config.steps; step++) training.step().dispose();
  const { classifier } = await training.result();
  expect(Math.abs(classifier.manifest.heldOut.accuracy - 0.5)).toBeLessThan(4.5 * Math.sqrt(0.25 / 120));
  training.dispose();
}, 30_000);
