/**
 * A small classifier of images, run in plain numbers, so that what is measured of a model does not depend on the backend
 * that the model runs on. Its last hidden layer gives the features of `frechet`, `kid` and `precisionRecall`; its output
 * gives the labels. `npm run classifier` trains it (experiments/classifierTraining.ts).
 */
import type { ImageLayout } from '../data/dataset.ts';
import { readAsset } from '../data/readAsset.ts';
import { decodeFloat16 } from './float16.ts';
import { rowCount } from './points.ts';

/** What lies beside the weights, as JSON. */
export interface ClassifierManifest {
  /** Layer sizes: pixels, hidden ..., features, classes. Between layers stands x sigmoid(x). */
  sizes: number[];
  width: number;
  height: number;
  /** Standardisation of the input, in brightness: 0 is an empty pixel, 1 a full one. */
  mean: number;
  scale: number;
  /** Centre of each feature over the training images, and one scale for all: features then have variance 1 on average. */
  features: { mean: number[]; scale: number };
  encoding: 'float16';
  /** Of the saved weights on images that training never saw. */
  heldOut: { images: number; accuracy: number; crossEntropy: number; confidence: number };
  train: { images: number; accuracy: number };
}

/** What the classifier sees in n images. */
export interface Reading {
  /** Centred and scaled as the manifest says. [n, featureCount] flat */
  features: Float64Array;
  /** [n, classes] flat; rows sum to 1 */
  probabilities: Float64Array;
}

export interface Classifier {
  manifest: ClassifierManifest;
  featureCount: number;
  classes: number;
  /** @param x [n, width * height] flat, in the coordinates where `black` and `white` are an empty and a full pixel */
  read(x: ArrayLike<number>, range: Pick<ImageLayout, 'black' | 'white'>): Reading;
}

/** @param weights W [inputs, outputs] row by row, then b [outputs], layer by layer. @throws Error on a wrong number of them */
export function createClassifier(manifest: ClassifierManifest, weights: Float32Array): Classifier {
  const { sizes, mean, scale } = manifest;
  const needed = sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i]! + 1) * size, 0);
  if (weights.length !== needed) {
    throw new Error(
      `A classifier with layers of ${sizes.join(', ')} has ${needed} weights; found ${weights.length}. Run "npm run classifier" to write both files anew.`,
    );
  }
  let at = 0;
  const take = (count: number) => weights.subarray(at, (at += count));
  const layers = sizes.slice(1).map((size, i) => ({ w: take(sizes[i]! * size), b: take(size) }));
  const [featureCount, classes] = [sizes.at(-2)!, sizes.at(-1)!];

  function read(x: ArrayLike<number>, { black, white }: Pick<ImageLayout, 'black' | 'white'>): Reading {
    const n = rowCount(x, sizes[0]!);
    const features = new Float64Array(n * featureCount);
    const probabilities = new Float64Array(n * classes);
    for (let row = 0; row < n; row++) {
      let h = Float64Array.from({ length: sizes[0]! }, (_, i) => {
        const brightness = (x[row * sizes[0]! + i]! - black) / (white - black);
        return (brightness - mean) / scale;
      });
      layers.forEach(({ w, b }, i) => {
        if (i > 0) h = h.map((v) => v / (1 + Math.exp(-v)));
        if (i === layers.length - 1) {
          features.set(
            h.map((v, k) => (v - manifest.features.mean[k]!) / manifest.features.scale),
            row * featureCount,
          );
        }
        h = affine(h, w, b);
      });
      probabilities.set(softmax(h), row * classes);
    }
    return { features, probabilities };
  }
  return { manifest, featureCount, classes, read };
}

/** x W + b of one row. */
function affine(x: Float64Array, w: Float32Array, b: Float32Array): Float64Array<ArrayBuffer> {
  const outputs = b.length;
  const y = Float64Array.from(b);
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    for (let j = 0; j < outputs; j++) y[j]! += value * w[i * outputs + j]!;
  }
  return y;
}

function softmax(logits: Float64Array): Float64Array {
  const most = Math.max(...logits);
  const weights = logits.map((v) => Math.exp(v - most));
  const sum = weights.reduce((total, v) => total + v, 0);
  return weights.map((v) => v / sum);
}

export const classifierNames = ['digits', 'mnist'] as const;
export type ClassifierName = (typeof classifierNames)[number];

/** Reads a saved classifier. @param assets where `checkpoints/` lies, as for `loadDataset` */
export async function loadClassifier(name: ClassifierName, assets: string): Promise<Classifier> {
  const [manifest, weights] = await Promise.all([
    readAsset(assets, `checkpoints/classifier-${name}.json`),
    readAsset(assets, `checkpoints/classifier-${name}.bin`),
  ]);
  return createClassifier(JSON.parse(new TextDecoder().decode(manifest)) as ClassifierManifest, decodeFloat16(weights));
}
