import { rows, vector, type Inputs } from '../engine/compile.ts';
import { labelTable } from '../nn/embedding.ts';
import { levelEmbedding, levelFeatures } from '../nn/levelEmbedding.ts';
import { network, type Network } from '../nn/network.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { body, type BodyOptions } from './body.ts';
import { precondition, type Preconditioning } from './preconditioning.ts';

export interface DenoiserNetOptions extends Omit<BodyOptions, 'told' | 'outputs'> {
  /** Labels that the net may be told; 0 for none. */
  classes: number;
}

/** D(x, columns, level, labels) of EDM. x [n, dim]; the other arguments as `levelInputs` makes them. */
export type DenoiserNet = Network<[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor1D?]> & { dispose(): void };

/**
 * What the net is told of the noise levels of n rows: columns [n, 3], cSkip, cOut and cIn of each; level [n, features]. Computed on
 * the host in float64, as they span many orders of magnitude.
 */
export function levelInputs(sigmas: ArrayLike<number>): Inputs {
  const all = Array.from(sigmas, (sigma) => precondition(sigma));
  const levels = all.map(({ cNoise }) => cNoise);
  return {
    columns: rows(Float32Array.from(all.flatMap(({ cSkip, cOut, cIn }: Preconditioning) => [cSkip, cOut, cIn])), 3),
    level: rows(levelEmbedding(levels), levelFeatures),
  };
}

/** The same for n rows at one level, and their labels. */
export const levelInput = (sigma: number, n: number, labels: Int32Array | null): Inputs => ({
  ...levelInputs(new Float64Array(n).fill(sigma)),
  ...(labels && { labels: vector(labels) }),
});

/** D(x, sigma) = cSkip x + cOut F(cIn x, cNoise) (Karras et al. 2022, equation 7). */
export function denoiserNet({ classes, ...options }: DenoiserNetOptions, rng: Rng): DenoiserNet {
  const F = body({ ...options, told: levelFeatures + (classes > 0 ? classes + 1 : 0) }, rng);
  const names = classes > 0 ? labelTable(classes) : null;
  const D = (x: tf.Tensor, columns: tf.Tensor, level: tf.Tensor, labels?: tf.Tensor1D) => {
    const [cSkip, cOut, cIn] = tf.split(columns, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor]; // [n, 1] each
    const told = names ? tf.concat([level, tf.gather(names, labels!)], 1) : level;
    return tf.add(tf.mul(cSkip, x), tf.mul(cOut, F(tf.mul(cIn, x), told)));
  };
  return Object.assign(network(D, F.weights), {
    dispose() {
      F.dispose();
      names?.dispose();
    },
  });
}
