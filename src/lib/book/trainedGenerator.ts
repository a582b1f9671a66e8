/** A GAN's generator that the book ships trained, a perceptron in float64: what it draws, and how steep it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng, type Rng } from '../random.ts';
import { decodeWeights, type WeightsManifest } from '../session/checkpoint/weights.ts';

export interface TrainedGenerator {
  latentDim: number;
  dim: number;
  /** Multiplications of one pass, each with its addition. */
  multiplications: number;
  (z: ArrayLike<number>): Float64Array;
  /** The Jacobian at z: [dim, latentDim] flat. G is linear in pieces; at a kink it is that of one side. */
  jacobian(z: ArrayLike<number>): Float64Array;
}

/** Of leakyRelu (nn/activations.ts). */
const slope = 0.2;

/** @param name of the checkpoint: ring-relativistic ... Averaged weights where there are some, as in a session. */
export function readTrainedGenerator(name: string): TrainedGenerator {
  const file = (ending: string) => readFileSync(join(process.cwd(), `public/checkpoints/${name}.${ending}`));
  const manifest = JSON.parse(file('json').toString()) as WeightsManifest;
  const { tensors } = decodeWeights(manifest, new Uint8Array(file('bin')), createRng(0).state());
  const player = tensors['averageG.0'] ? 'averageG' : 'G';
  const layers = [0, 2, 4, 6].map((at) => ({ w: tensors[`${player}.${at}`]!, b: tensors[`${player}.${at + 1}`]! }));
  const { latentDim } = manifest.config;

  /** Pre-activations of every layer. */
  function forward(z: ArrayLike<number>): Float64Array[] {
    const all: Float64Array[] = [];
    layers.reduce<Float64Array>((h, { w, b }, at) => {
      const x = at === 0 ? h : h.map((v) => (v > 0 ? v : slope * v));
      const out = Float64Array.from(b);
      for (let i = 0; i < x.length; i++) for (let j = 0; j < out.length; j++) out[j]! += x[i]! * w[i * out.length + j]!;
      all.push(out);
      return out;
    }, Float64Array.from(z));
    return all;
  }
  function jacobian(z: ArrayLike<number>): Float64Array {
    const outputs = forward(z);
    const dim = outputs.at(-1)!.length;
    const rows = new Float64Array(dim * latentDim);
    for (let k = 0; k < dim; k++) {
      let g = new Float64Array(dim);
      g[k] = 1;
      for (let at = layers.length - 1; at >= 0; at--) {
        const { w } = layers[at]!;
        const back = new Float64Array(w.length / g.length);
        for (let i = 0; i < back.length; i++) {
          for (let j = 0; j < g.length; j++) back[i]! += w[i * g.length + j]! * g[j]!;
          if (at > 0 && outputs[at - 1]![i]! <= 0) back[i]! *= slope;
        }
        g = back;
      }
      rows.set(g, k * latentDim);
    }
    return rows;
  }
  return Object.assign((z: ArrayLike<number>) => forward(z).at(-1)!, {
    latentDim,
    dim: layers.at(-1)!.b.length,
    multiplications: layers.reduce((sum, { w }) => sum + w.length, 0),
    jacobian,
  });
}

/** The larger singular value of a [2, n] matrix. */
export function largestOfTwo(rows: Float64Array): number {
  const n = rows.length / 2;
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    a += rows[i]! ** 2;
    b += rows[i]! * rows[n + i]!;
    c += rows[n + i]! ** 2;
  }
  return Math.sqrt((a + c) / 2 + Math.hypot((a - c) / 2, b));
}

/** How steep a generator into the plane is at its steepest, of so many noise vectors: its Lipschitz constant is at least that. */
export function steepest(G: TrainedGenerator, rng: Rng, count = 4000): number {
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, largestOfTwo(G.jacobian(rng.normals(G.latentDim))));
  return most;
}
