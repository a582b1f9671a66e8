import { beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { loadDataset } from '../../../src/lib/data/index.ts';
import { splitImages } from '../../../src/lib/experiments/classifierTraining.ts';
import { createClassifier, loadClassifier, type ClassifierManifest } from '../../../src/lib/metrics/classifier.ts';
import { decodeFloat16 } from '../../../src/lib/metrics/float16.ts';
import { labels } from '../../../src/lib/metrics/labelHistogram.ts';
import { activations } from '../../../src/lib/nn/activations.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

const weightsOf = (name: string) => decodeFloat16(readFileSync(`public/checkpoints/classifier-${name}.bin`));
const manifestOf = (name: string) =>
  JSON.parse(readFileSync(`public/checkpoints/classifier-${name}.json`, 'utf8')) as ClassifierManifest & {
    seed: number;
  };

describe.each(['digits', 'mnist'])('the classifier of %s', (name) => {
  beforeAll(async () => {
    await useBackend('cpu');
  });

  test('computes what TensorFlow.js computes from the same weights', async () => {
    const manifest = manifestOf(name);
    const { sizes, mean, scale } = manifest;
    const weights = weightsOf(name);
    const brightness = createRng(1).uniforms(20 * sizes[0]!);
    let at = 0;
    const take = (shape: number[]) => {
      const size = shape.reduce((a, b) => a * b);
      return tf.tensor(weights.slice(at, (at += size)), shape);
    };
    let h = tf.div(tf.sub(tf.tensor2d(brightness, [20, sizes[0]!]), mean), scale) as tf.Tensor;
    let features = h;
    sizes.slice(1).forEach((size, i) => {
      if (i > 0) h = activations.silu(h);
      features = tf.div(
        tf.sub(h, manifest.features.mean.length === h.shape[1] ? manifest.features.mean : 0),
        manifest.features.scale,
      );
      h = tf.add(tf.matMul(h as tf.Tensor2D, take([sizes[i]!, size]) as tf.Tensor2D), take([size]));
    });
    const read = createClassifier(manifest, weights).read(brightness, { black: 0, white: 1 });
    const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Math.max(...Array.from(a, (v, i) => Math.abs(v - b[i]!)));
    expect(read.features.length).toBe(20 * sizes.at(-2)!);
    expect(worst(read.features, await features.data())).toBeLessThan(2e-4);
    expect(worst(read.probabilities, await tf.softmax(h as tf.Tensor2D).data())).toBeLessThan(2e-5);
  });

  test('has weights for its layers, in less than 300 kB', () => {
    const bytes = readFileSync(`public/checkpoints/classifier-${name}.bin`).length;
    expect(bytes).toBeLessThan(300_000);
    expect(() => createClassifier(manifestOf(name), weightsOf(name).subarray(1))).toThrow(
      `has ${bytes / 2} weights; found ${bytes / 2 - 1}. Run "npm run classifier"`,
    );
  });

  test('states its accuracy on images that it has not seen, above 0.95', () => {
    const { heldOut, train } = manifestOf(name);
    expect(heldOut.accuracy).toBeGreaterThan(0.95);
    expect(train.images + heldOut.images).toBe(name === 'digits' ? 1797 : 10_000);
  });
});

describe('on the digits', () => {
  test('the accuracy that the manifest states is found again, on the very images that were held out', async () => {
    const classifier = await loadClassifier('digits', 'public/');
    const manifest = manifestOf('digits');
    const { images, dim } = await loadDataset('digits', 'public/');
    const { heldOut } = splitImages(1797, manifest.heldOut.images, createRng(manifest.seed).fork('split'));
    const x = new Float32Array(heldOut.length * dim);
    heldOut.forEach((image, row) => x.set(images!.pixels.subarray(image * dim, (image + 1) * dim), row * dim));
    const guesses = labels(classifier.read(x, images!).probabilities, 10);
    const right = heldOut.filter((image, row) => guesses[row] === images!.labels[image]).length;
    expect(right / heldOut.length).toBeCloseTo(manifest.heldOut.accuracy, 2);
  });

  test('the coordinates of the input do not matter, as long as black and white are said', async () => {
    const classifier = await loadClassifier('digits', 'public/');
    const x = createRng(2).uniforms(3 * 64);
    const { features } = classifier.read(x, { black: 0, white: 1 });
    const moved = classifier.read(
      x.map((v) => 2 * v - 1),
      { black: -1, white: 1 },
    );
    moved.features.forEach((v, i) => expect(v).toBeCloseTo(features[i]!, 4));
    expect(() => classifier.read(new Float32Array(65), { black: 0, white: 1 })).toThrow('a multiple of 64');
  });
});
