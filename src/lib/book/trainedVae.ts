/** A VAE that the book ships trained, on plain arrays in float64: for pictures and numbers made while the site is built. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeWeights, type WeightsManifest } from '../session/checkpoint/weights.ts';
import { createRng, type Rng } from '../random.ts';
import { sigmoid } from '../theory/logSumExp.ts';

export interface TrainedVae {
  latentDim: number;
  /** Of the decoder's Gaussian, shared by all coordinates. */
  logVariance: number;
  /** Last loss of the training, minus the bound of a batch, nats per example. */
  lastLoss: number;
  encode(x: ArrayLike<number>): { mean: Float64Array; logVariance: Float64Array };
  /** The mean of x given z. */
  decode(z: ArrayLike<number>): Float64Array;
}

interface Layer {
  w: Float32Array;
  b: Float32Array;
}

const silu = (v: number) => v * sigmoid(v);
const relu = (v: number) => Math.max(0, v);

/** Dense layers with an activation between them. */
function run(layers: Layer[], activation: (v: number) => number, input: ArrayLike<number>): Float64Array {
  return layers.reduce<Float64Array>((h, { w, b }, at) => {
    const x = at === 0 ? h : h.map(activation);
    const out = Float64Array.from(b);
    for (let i = 0; i < x.length; i++) for (let j = 0; j < out.length; j++) out[j]! += x[i]! * w[i * out.length + j]!;
    return out;
  }, Float64Array.from(input));
}

/** @param experiment digits, ring ... @param arm of it */
export function readTrainedVae(experiment: string, arm = 'vae'): TrainedVae {
  const file = (ending: string) =>
    readFileSync(join(process.cwd(), `public/checkpoints/${experiment}-${arm}.${ending}`));
  const manifest = JSON.parse(file('json').toString()) as WeightsManifest & {
    result: { losses: Record<string, { last: number }> };
  };
  const { tensors } = decodeWeights(manifest, new Uint8Array(file('bin')), createRng(0).state());
  const layer = (at: number): Layer => ({ w: tensors[`weights.${at}`]!, b: tensors[`weights.${at + 1}`]! });
  // the order of the weights in vae/vae.ts
  const [encoder, decoder] = [
    [0, 2, 4],
    [6, 8, 10, 12],
  ].map((list) => list.map(layer)) as [Layer[], Layer[]];
  const { latentDim } = manifest.config;
  return {
    latentDim,
    logVariance: tensors['weights.14']![0]!,
    lastLoss: manifest.result.losses['vae.loss']!.last,
    encode(x) {
      const out = run(encoder, silu, x);
      return { mean: out.slice(0, latentDim), logVariance: out.slice(latentDim) };
    },
    decode: (z) => run(decoder, relu, z),
  };
}

/** One draw of log p(x, z) - log q(z | x), nats, with z from the encoder. */
export function drawLogWeight(vae: TrainedVae, x: ArrayLike<number>): (rng: Rng) => number {
  const { mean, logVariance } = vae.encode(x);
  return (rng) => {
    let value = 0;
    const z = mean.map((m, a) => {
      const noise = rng.normal();
      const v = m + Math.exp(logVariance[a]! / 2) * noise;
      value += 0.5 * (noise * noise + logVariance[a]! - v * v);
      return v;
    });
    const decoded = vae.decode(z);
    let misfit = 0;
    for (let j = 0; j < decoded.length; j++) misfit += (x[j]! - decoded[j]!) ** 2;
    return (
      value - 0.5 * (decoded.length * (Math.log(2 * Math.PI) + vae.logVariance) + misfit / Math.exp(vae.logVariance))
    );
  };
}

/** KL to the prior of each latent coordinate, averaged over the rows of x, nats. [latentDim] */
export function klPerCoordinate(vae: TrainedVae, x: ArrayLike<number>, dim: number): Float64Array {
  const sums = new Float64Array(vae.latentDim);
  const n = x.length / dim;
  for (let row = 0; row < n; row++) {
    const { mean, logVariance } = vae.encode(Array.prototype.slice.call(x, row * dim, (row + 1) * dim) as number[]);
    for (let a = 0; a < sums.length; a++) {
      sums[a]! += (Math.exp(logVariance[a]!) + mean[a]! ** 2 - 1 - logVariance[a]!) / (2 * n);
    }
  }
  return sums;
}
