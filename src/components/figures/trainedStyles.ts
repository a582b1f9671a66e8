/** Build time only: what the trained StyleGAN of the study of digits does under truncation, mixing and noise, and how it stretches w. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTrainedStyle, type TrainedStyle } from '../../lib/book/trainedStyle.ts';
import { createDigits } from '../../lib/data/digits.ts';
import type { Dataset } from '../../lib/data/dataset.ts';
import { createClassifier, type Classifier, type ClassifierManifest } from '../../lib/metrics/classifier.ts';
import { decodeFloat16 } from '../../lib/metrics/float16.ts';
import { meanConfidence } from '../../lib/metrics/labelHistogram.ts';
import { meanPairwiseDistance } from '../../lib/metrics/pairwise.ts';
import { createRng } from '../../lib/random.ts';
import { symmetricEigen } from '../../lib/theory/linearAlgebra.ts';

const once = <T>(make: () => T) => {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
};
const publicFile = (path: string) => readFileSync(join(process.cwd(), 'public', path));

export const G: () => TrainedStyle = once(readTrainedStyle);
export const digits: () => Dataset = once(() => createDigits(new Uint8Array(publicFile('data/digits-8x8.bin'))));
export const classifier: () => Classifier = once(() =>
  createClassifier(
    JSON.parse(publicFile('checkpoints/classifier-digits.json').toString()) as ClassifierManifest,
    decodeFloat16(new Uint8Array(publicFile('checkpoints/classifier-digits.bin'))),
  ),
);

export const all = (w: ArrayLike<number>) => Array.from({ length: G().layers }, () => w);
/** Latent number i at psi, with one map of noise. */
export const draw = (number: number, psi = 1, noise: number | null = 0) => {
  const w = G().truncate(G().map(G().latent(number)), psi);
  return G().synthesise(all(w), G().noise(noise));
};
export function flat(rows: readonly ArrayLike<number>[]): Float64Array {
  const dim = rows[0]?.length ?? 0;
  const out = new Float64Array(rows.length * dim);
  rows.forEach((row, i) => out.set(row, i * dim));
  return out;
}
const [black, white] = [() => G().range[0], () => G().range[1]];
/** The classifier's mean confidence in some images, and its standard error. */
function confidenceOf(x: ArrayLike<number>): { mean: number; error: number } {
  const { probabilities } = classifier().read(x, { black: black(), white: white() });
  const { classes } = classifier();
  const n = probabilities.length / classes;
  const mean = meanConfidence(probabilities, classes);
  let square = 0;
  for (let i = 0; i < n; i++)
    square += (Math.max(...probabilities.subarray(i * classes, (i + 1) * classes)) - mean) ** 2;
  return { mean, error: Math.sqrt(square / (n - 1) / n) };
}

export interface Reading {
  psi: number;
  /** Mean distance of two w', over that at psi = 1. */
  spreadW: number;
  /** Mean distance of two images, over that of two real ones. */
  diversity: number;
  confidence: number;
  confidenceError: number;
}

/** Pairs of latents behind the shares, and latents behind each point of the curve: fewer leave its dip to chance. */
const counted = 100;
export const onCurve = 400;

/** Real images: their mean distance, and the classifier's confidence in those that it was not trained on is in its manifest. */
export const real = once(() => {
  const { pixels } = digits().images!;
  const rng = createRng(4);
  const n = pixels.length / G().dim;
  const rows = Array.from({ length: 4 * counted }, () => {
    const at = rng.integer(n) * G().dim;
    return pixels.subarray(at, at + G().dim);
  });
  return { distance: meanPairwiseDistance(flat(rows), G().dim), confidence: classifier().manifest.heldOut.confidence };
});

/** The truncation curve, with the same latents at each psi. */
export const truncationCurve: () => Reading[] = once(() => {
  const ws = Array.from({ length: onCurve }, (_, i) => G().map(G().latent(1000 + i)));
  const noise = G().noise(1);
  const spread = (psi: number) => meanPairwiseDistance(flat(ws.map((w) => G().truncate(w, psi))), G().styleDim);
  const whole = spread(1);
  return Array.from({ length: 16 }, (_, i) => {
    const psi = i / 10;
    const x = flat(ws.map((w) => G().synthesise(all(G().truncate(w, psi)), noise)));
    const confidence = confidenceOf(x);
    return {
      psi,
      spreadW: spread(psi) / whole,
      diversity: meanPairwiseDistance(x, G().dim) / real().distance,
      confidence: confidence.mean,
      confidenceError: confidence.error,
    };
  });
});

/** Mean over pixels and pairs of the squared change when layers from `crossover` on take the style of another latent, over that of all. */
export const mixingShares = once(() => {
  const noise = G().noise(1);
  const pairs = Array.from(
    { length: counted },
    (_, i) => [2000 + i, 4000 + i].map((n) => G().map(G().latent(n))) as [Float64Array, Float64Array],
  );
  const change = (crossover: number) => {
    let sum = 0;
    for (const [a, b] of pairs) {
      const own = G().synthesise(all(a), noise);
      const mixed = G().synthesise(
        all(a).map((w, layer) => (layer < crossover ? w : b)),
        noise,
      );
      own.forEach((v, p) => (sum += (v - mixed[p]!) ** 2));
    }
    return sum;
  };
  const whole = change(0);
  return Array.from({ length: G().layers + 1 }, (_, crossover) => change(crossover) / whole);
});

/** The part of the pixels' variance that the noise makes, on average over latents; and a latent's deviation, pixel by pixel. */
export const noiseShare = once(() => {
  const maps = 8;
  const { dim } = G();
  const images = Array.from({ length: 20 }, (_, i) => {
    const w = all(G().map(G().latent(6000 + i)));
    return Array.from({ length: maps }, (_, m) => G().synthesise(w, G().noise(100 + m)));
  });
  const variance = (values: number[]) => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  };
  let [within, total] = [0, 0];
  for (let p = 0; p < dim; p++) {
    within += images.reduce((sum, rows) => sum + variance(rows.map((x) => x[p]!)), 0) / images.length;
    total += variance(images.flatMap((rows) => rows.map((x) => x[p]!)));
  }
  return within / total;
});

/** The singular values of the Jacobian of the image with respect to w, the same w in all layers, largest first, at some latents. */
export const stretches = once(() =>
  Array.from({ length: 8 }, (_, i) => {
    const { styleDim: k, dim } = G();
    const w = G().map(G().latent(7000 + i));
    const noise = G().noise(1);
    const h = 1e-4;
    const columns = Array.from({ length: k }, (_, a) => {
      const [up, down] = [h, -h].map((by) => G().synthesise(all(w.map((v, b) => (a === b ? v + by : v))), noise)) as [
        Float64Array,
        Float64Array,
      ];
      return up.map((v, p) => (v - down[p]!) / (2 * h));
    });
    const gram = new Float64Array(k * k);
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++) {
        let sum = 0;
        for (let p = 0; p < dim; p++) sum += columns[a]![p]! * columns[b]![p]!;
        gram[a * k + b] = sum;
      }
    const values = Array.from(symmetricEigen(gram).values, (v) => Math.sqrt(Math.max(0, v)));
    return { singular: values.sort((a, b) => b - a), w };
  }),
);

/** Mean and relative variance of |J^T y| over latents and directions y. */
export const pathLengths = once(() => {
  const rng = createRng(11);
  const lengths = stretches().flatMap(({ singular }) =>
    Array.from({ length: 200 }, () => Math.hypot(...singular.map((s) => s * rng.normal()))),
  );
  const mean = lengths.reduce((sum, v) => sum + v, 0) / lengths.length;
  const square = lengths.reduce((sum, v) => sum + v * v, 0) / lengths.length;
  return { mean, relative: square / mean ** 2 - 1 };
});
