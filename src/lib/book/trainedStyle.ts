/**
 * The style-based generator that the book ships trained, on plain arrays in float64: for pictures and numbers made while the site is
 * built. Latents and noise have the numbers that `control` gives them in a session.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '../random.ts';
import { decodeWeights, type WeightsManifest } from '../session/checkpoint/weights.ts';

/** Channels last: [side * side, channels] flat. */
interface Signal {
  side: number;
  channels: number;
  x: Float64Array;
}

export interface SynthesisOptions {
  /** Off: kernels are scaled by the style and not divided by their size. */
  demodulate?: boolean;
  /** Called with what each convolution gives, before noise, bias and rectifier. */
  watch?: (layer: number, signal: Signal) => void;
}

export interface TrainedStyle {
  readonly layers: number;
  readonly latentDim: number;
  readonly styleDim: number;
  readonly dim: number;
  /** Values of an empty and of a full pixel. */
  readonly range: readonly [number, number];
  readonly wBar: Float64Array;
  /** The learned strength of the pixel noise of each layer. */
  readonly strengths: number[];
  /** Numbers that are random in one image besides its latent: one per pixel of each layer. */
  readonly noiseCount: number;
  readonly config: WeightsManifest['config'];
  latent(number: number): Float64Array;
  /** Noise for all layers, one after another; null gives zeros. */
  noise(number: number | null): Float64Array;
  map(z: ArrayLike<number>): Float64Array;
  /** wBar + psi (w - wBar) */
  truncate(w: ArrayLike<number>, psi: number): Float64Array;
  /** @param styles w of each layer. Gives [dim] */
  synthesise(styles: readonly ArrayLike<number>[], noise: Float64Array, options?: SynthesisOptions): Float64Array;
}

const slope = 0.2;
const leaky = (v: number) => (v > 0 ? v : slope * v);

/** x W + b. @param w [inputs, outputs] flat */
function affine(x: ArrayLike<number>, w: Float64Array, b: Float64Array): Float64Array {
  const out = Float64Array.from(b);
  for (let i = 0; i < x.length; i++) for (let j = 0; j < out.length; j++) out[j]! += x[i]! * w[i * out.length + j]!;
  return out;
}

/** Every pixel twice along both sides. */
function doubled({ side, channels, x }: Signal): Signal {
  const out = new Float64Array(4 * x.length);
  for (let p = 0; p < 4 * side * side; p++) {
    const [row, column] = [Math.floor(p / (4 * side)), Math.floor((p % (2 * side)) / 2)];
    const from = (row * side + column) * channels;
    out.set(x.subarray(from, from + channels), p * channels);
  }
  return { side: 2 * side, channels, x: out };
}

/** A 3 x 3 convolution with zeros around. @param kernel [3, 3, inputs, outputs] flat */
function convolve({ side, channels, x }: Signal, kernel: Float64Array, outputs: number): Signal {
  const out = new Float64Array(side * side * outputs);
  for (let k = 0; k < 9; k++) {
    const down = Math.floor(k / 3) - 1;
    const right = (k % 3) - 1;
    for (let r = Math.max(0, -down); r < Math.min(side, side - down); r++)
      for (let c = Math.max(0, -right); c < Math.min(side, side - right); c++) {
        const to = (r * side + c) * outputs;
        const from = ((r + down) * side + c + right) * channels;
        for (let i = 0; i < channels; i++) {
          const value = x[from + i]!;
          const row = (k * channels + i) * outputs;
          for (let j = 0; j < outputs; j++) out[to + j]! += value * kernel[row + j]!;
        }
      }
  }
  return { side, channels: outputs, x: out };
}

/** 1 / sqrt(sum of (s_i w_ijk)^2) of each output channel. */
function demodulationOf(kernel: Float64Array, style: Float64Array, outputs: number): Float64Array {
  const sums = new Float64Array(outputs);
  for (let k = 0; k < 9; k++)
    for (let i = 0; i < style.length; i++)
      for (let j = 0; j < outputs; j++) sums[j]! += (style[i]! * kernel[(k * style.length + i) * outputs + j]!) ** 2;
  return sums.map((v) => 1 / Math.sqrt(v + 1e-8));
}

export function readTrainedStyle(): TrainedStyle {
  const file = (ending: string) => readFileSync(join(process.cwd(), `public/checkpoints/digits-stylegan.${ending}`));
  const manifest = JSON.parse(file('json').toString()) as WeightsManifest;
  const { tensors } = decodeWeights(manifest, new Uint8Array(file('bin')), createRng(0).state());
  const { config, images } = manifest;
  const { latentDim } = config;
  let at = 0;
  const next = () => Float64Array.from(tensors[`averageG.${at++}`]!); // samples are drawn with the averaged weights
  const mapping = [0, 1, 2].map(() => ({ w: next(), b: next() }));
  const start = next();
  const coarse = images!.width / 2;
  const layers = [false, true, false].map((double) => {
    const [w, b, kernel, strength, bias] = [next(), next(), next(), next(), next()];
    return { double, w, b, kernel, strength: strength[0]!, bias, outputs: bias.length };
  });
  const last = { w: next(), b: next() };
  const wBar = Float64Array.from(tensors['wBar.0']!);
  const { black, white, width } = images!;
  const sides = layers.map((_, i) => (i === 0 ? coarse : width));
  const noiseCount = sides.reduce((sum, side) => sum + side * side, 0);
  const numbered = createRng(config.seed).fork('control');

  return {
    layers: layers.length,
    latentDim,
    styleDim: wBar.length,
    dim: width * width,
    range: [black, white],
    wBar,
    strengths: layers.map(({ strength }) => strength),
    noiseCount,
    config,
    latent: (number) => Float64Array.from(numbered.fork(`latent ${number}`).normals(latentDim)),
    noise: (number) =>
      number === null
        ? new Float64Array(noiseCount)
        : Float64Array.from(numbered.fork(`noise ${number}`).normals(noiseCount)),
    map(z) {
      let square = 0;
      for (let i = 0; i < z.length; i++) square += z[i]! ** 2 / z.length;
      const direction = Float64Array.from(z, (v) => v / Math.sqrt(square + 1e-8));
      return mapping.reduce<Float64Array>((h, { w, b }, i) => affine(i === 0 ? h : h.map(leaky), w, b), direction);
    },
    truncate: (w, psi) => wBar.map((mean, i) => mean + psi * (w[i]! - mean)),
    synthesise(styles, noise, { demodulate = true, watch } = {}) {
      let signal: Signal = { side: coarse, channels: start.length / coarse ** 2, x: start.slice() };
      let used = 0;
      layers.forEach(({ double, w, b, kernel, strength, bias, outputs }, layer) => {
        if (double) signal = doubled(signal);
        const { channels, side } = signal;
        const style = affine(styles[layer]!, w, b).map((v) => v + 1);
        const scaled = { ...signal, x: signal.x.map((v, p) => v * style[p % channels]!) };
        const out = convolve(scaled, kernel, outputs);
        if (demodulate) {
          const factors = demodulationOf(kernel, style, outputs);
          out.x.forEach((v, p) => (out.x[p] = v * factors[p % outputs]!));
        }
        watch?.(layer, out);
        out.x.forEach((v, p) => {
          const pixel = Math.floor(p / outputs);
          out.x[p] = Math.SQRT2 * leaky(v + strength * noise[used + pixel]! + bias[p % outputs]!);
        });
        used += side * side;
        signal = out;
      });
      const { channels, x } = signal;
      return Float64Array.from({ length: width * width }, (_, p) => {
        let sum = last.b[0]!;
        for (let i = 0; i < channels; i++) sum += x[p * channels + i]! * last.w[i]!;
        return (Math.tanh(sum) * (white - black)) / 2 + (white + black) / 2;
      });
    },
  };
}
