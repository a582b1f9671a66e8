/** Training of the classifier that measures images: an MLP under softmax cross-entropy, on gently distorted images. */
import { compile, rows, type Program } from '../engine/compile.ts';
import { encodeFloat16, decodeFloat16 } from '../metrics/float16.ts';
import { createClassifier, type Classifier, type ClassifierManifest } from '../metrics/classifier.ts';
import { fitGaussian } from '../metrics/frechet.ts';
import { labels as mostProbable, meanConfidence } from '../metrics/labelHistogram.ts';
import { adam, gradientsOf } from '../nn/adam.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { mlp } from '../nn/mlp.ts';
import { readState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import { trace } from '../theory/linearAlgebra.ts';
import * as tf from '../tf.ts';
import { distort } from './distort.ts';

export interface LabelledImages {
  width: number;
  height: number;
  /** Brightness, 0 to 1. [count, width * height] flat */
  pixels: Float32Array;
  /** 0 .. classes - 1. [count] */
  labels: Uint8Array;
}

export interface ClassifierConfig {
  /** Between the pixels and the features. */
  hidden: number;
  /** Few enough that a covariance of them is regular with a hundred images. */
  features: number;
  classes: number;
  /** Images that training never sees. */
  heldOut: number;
  steps: number;
  batchSize: number;
  learningRate: number;
  /** Pixels by which a training image is moved at most, each way; turns and zooms go with it. */
  shift: number;
}

/** For 8 x 8 and for 28 x 28 pixels. */
export const classifierConfigs = {
  digits: {
    hidden: 64,
    features: 32,
    classes: 10,
    heldOut: 397, // 1,400 of 1,797 remain to learn from
    steps: 2000,
    batchSize: 128,
    learningRate: 3e-3,
    shift: 0.5,
  },
  mnist: {
    hidden: 128, // 105,000 weights: 210 kB
    features: 32,
    classes: 10,
    heldOut: 2000,
    steps: 4000,
    batchSize: 128,
    learningRate: 2e-3,
    shift: 2,
  },
} satisfies Record<string, ClassifierConfig>;

/** Which images are held out: a random choice that depends on the seed alone. */
export function splitImages(count: number, heldOut: number, rng: Rng): { train: Int32Array; heldOut: Int32Array } {
  if (!(heldOut > 0 && heldOut < count)) {
    throw new RangeError(`Of ${count} images between 1 and ${count - 1} can be held out; got ${heldOut}.`);
  }
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1); // Fisher and Yates
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return { train: order.slice(heldOut).sort(), heldOut: order.slice(0, heldOut).sort() };
}

export interface ClassifierTraining {
  /** One step of Adam; the loss is the caller's to dispose. */
  step(): tf.Scalar;
  /** The classifier as it will be saved: the weights rounded to float16, the accuracies those of the rounded weights. */
  result(): Promise<{ classifier: Classifier; bytes: Uint8Array }>;
  /** Logits of standardised images, as TensorFlow.js computes them. [n, pixels] to [n, classes] */
  logits(x: tf.Tensor): tf.Tensor;
  readonly program: Program;
  dispose(): void;
}

export function classifierTraining(data: LabelledImages, config: ClassifierConfig, rng: Rng): ClassifierTraining {
  const { width, height, pixels, labels } = data;
  const dim = width * height;
  const { classes, batchSize } = config;
  const split = splitImages(labels.length, config.heldOut, rng.fork('split'));
  const { mean, scale } = moments(split.train, pixels, dim);
  const sizes = [dim, config.hidden, config.features, classes];
  const net = mlp(sizes, 'silu', rng.fork('net'));
  const optimizer = adam(net.weights);
  const draws = rng.fork('batches');

  const program = compile(({ x, y, rates }) => {
    const { value, gradients } = gradientsOf(() => crossEntropy(net(x!), y!), net.weights);
    optimizer.apply(gradients, rates!);
    return { loss: value };
  });

  function batch() {
    const x = new Float32Array(batchSize * dim);
    const y = new Float32Array(batchSize * classes);
    for (let row = 0; row < batchSize; row++) {
      const image = split.train[draws.integer(split.train.length)]!;
      const original = pixels.subarray(image * dim, (image + 1) * dim);
      x.set(
        distort(original, width, height, config.shift, draws).map((v) => (v - mean) / scale),
        row * dim,
      );
      y[row * classes + labels[image]!] = 1;
    }
    return { x: rows(x, dim), y: rows(y, classes) };
  }

  function reading(classifier: Classifier, images: Int32Array) {
    const x = new Float32Array(images.length * dim);
    images.forEach((image, row) => x.set(pixels.subarray(image * dim, (image + 1) * dim), row * dim));
    return classifier.read(x, { black: 0, white: 1 });
  }

  /** Accuracy, cross-entropy and confidence on some of the images. */
  function examine(classifier: Classifier, images: Int32Array) {
    const { probabilities } = reading(classifier, images);
    const guesses = mostProbable(probabilities, classes);
    let right = 0;
    let nll = 0;
    images.forEach((image, row) => {
      if (guesses[row] === labels[image]) right++;
      nll -= Math.log(probabilities[row * classes + labels[image]!]!);
    });
    return {
      images: images.length,
      accuracy: right / images.length,
      crossEntropy: nll / images.length,
      confidence: meanConfidence(probabilities, classes),
    };
  }

  return {
    program,
    logits: net,
    step: () =>
      program.run({
        ...batch(),
        rates: optimizer.rates(config.learningRate * decayLearningRate(optimizer.steps, config.steps)),
      }).loss as tf.Scalar,
    async result() {
      const saved = await readState({ net: net.weights });
      const flat = Object.values(saved).flatMap((values) => [...values]);
      const bytes = encodeFloat16(flat);
      const weights = decodeFloat16(bytes);
      const blank = { images: 0, accuracy: NaN, crossEntropy: NaN, confidence: NaN };
      const manifest: ClassifierManifest = {
        sizes,
        width,
        height,
        mean,
        scale,
        features: { mean: new Array<number>(config.features).fill(0), scale: 1 },
        encoding: 'float16',
        heldOut: blank,
        train: blank,
      };
      const raw = createClassifier(manifest, weights);
      const fit = fitGaussian(reading(raw, split.train).features, config.features);
      manifest.features = {
        mean: Array.from(fit.mean, (v) => Number(v.toPrecision(6))),
        scale: Number(Math.sqrt(trace(fit.covariance) / config.features).toPrecision(6)),
      };
      manifest.heldOut = examine(raw, split.heldOut);
      manifest.train = examine(raw, split.train);
      const classifier = createClassifier(manifest, weights);
      return { classifier, bytes };
    },
    dispose() {
      program.dispose();
      optimizer.dispose();
      tf.dispose(net.weights as tf.Variable[]);
    },
  };
}

/** Mean of -log p(label) with p = softmax(logits). @param y one-hot, [n, classes] */
export const crossEntropy = (logits: tf.Tensor, y: tf.Tensor): tf.Scalar =>
  tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), y), 1))) as tf.Scalar;

/** Mean and standard deviation over all pixels of some of the images. */
function moments(images: Int32Array, pixels: Float32Array, dim: number): { mean: number; scale: number } {
  let sum = 0;
  let squares = 0;
  for (const image of images) {
    for (let k = 0; k < dim; k++) {
      const value = pixels[image * dim + k]!;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / (images.length * dim);
  return { mean, scale: Math.sqrt(squares / (images.length * dim) - mean * mean) };
}
