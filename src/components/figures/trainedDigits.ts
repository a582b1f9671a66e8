/** Build time only: the trained VAE of the study of digits, its bounds and its latent coordinates, beside probabilistic PCA of the same k. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawLogWeight, klPerCoordinate, readTrainedVae, type TrainedVae } from '../../lib/book/trainedVae.ts';
import { createDigits } from '../../lib/data/digits.ts';
import { createRng } from '../../lib/random.ts';
import { importanceBounds } from '../../lib/theory/importanceBound.ts';
import { ppca, type PpcaOptimum } from '../../lib/theory/ppca.ts';

export interface TrainedDigits {
  vae: TrainedVae;
  /** All images, standardised. [n, dim] flat */
  pixels: Float32Array;
  dim: number;
  /** The values of an empty and of a full pixel. */
  range: [number, number];
  mean: Float64Array;
  /** KL to the prior of each latent coordinate, averaged over the images, nats. */
  kl: Float64Array;
  /** The bound for each K, averaged over some images, nats, with the standard error of the average over them. */
  bounds: { K: number; mean: number; error: number }[];
  /** With as many latent coordinates as the VAE. */
  linear: PpcaOptimum;
}

const Ks = [1, 2, 5, 10, 20, 50, 100];
/** Images behind the bounds, spread over the file. */
const images = 80;
let made: TrainedDigits | null = null;

export function trainedDigits(): TrainedDigits {
  if (made) return made;
  const digits = createDigits(new Uint8Array(readFileSync(join(process.cwd(), 'public/data/digits-8x8.bin'))));
  const { dim } = digits;
  const { pixels } = digits.images!;
  const n = pixels.length / dim;
  const mean = new Float64Array(dim);
  pixels.forEach((v, at) => (mean[at % dim]! += v / n));
  const covariance = new Float64Array(dim * dim);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < dim; a++) {
      const v = (pixels[i * dim + a]! - mean[a]!) / n;
      for (let b = 0; b < dim; b++) covariance[a * dim + b]! += v * (pixels[i * dim + b]! - mean[b]!);
    }
  const vae = readTrainedVae('digits');
  const rng = createRng(8);
  const each = Array.from({ length: images }, (_, i) => {
    const row = Math.floor((i * n) / images);
    return importanceBounds(drawLogWeight(vae, pixels.subarray(row * dim, (row + 1) * dim)), Ks, 1, rng);
  });
  const bounds = Ks.map((K, at) => {
    const values = each.map((list) => list[at]!.mean);
    const average = values.reduce((sum, v) => sum + v, 0) / images;
    const spread = values.reduce((sum, v) => sum + (v - average) ** 2, 0) / (images - 1);
    return { K, mean: average, error: Math.sqrt(spread / images) };
  });
  made = {
    vae,
    pixels,
    dim,
    range: [digits.images!.black, digits.images!.white],
    mean,
    kl: klPerCoordinate(vae, pixels, dim),
    bounds,
    linear: ppca(covariance, vae.latentDim),
  };
  return made;
}
