import { fourierFeatures } from '../nn/fourierFeatures.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import { network, type Network } from '../nn/network.ts';
import { timeEmbeddingTable } from '../nn/timeEmbedding.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';

export interface EpsNetOptions {
  dim: number;
  T: number;
  /** Trainable parameters to aim at. */
  budget: number;
  /** Frequency scale of the Fourier features of x; 0 for none. */
  fourier: number;
  /** alphaBar_t, t = 1..T: given where the net's own output is v instead of eps. */
  velocity?: Float64Array | null;
}

const timeDim = 32;
const fourierCount = 24;

/**
 * epsTheta(x, index): an MLP on Fourier features of x and sinusoidal features of t. index = t - 1, int32 [n].
 *
 * With `velocity` the MLP's output is v = sqrt(alphaBar) eps - sqrt(1 - alphaBar) x_0 (Salimans and Ho 2022, appendix D), and
 * eps = sqrt(1 - alphaBar) x + sqrt(alphaBar) v: in many dimensions a small net then need not carry the noise through itself.
 */
export type EpsNet = Network<[tf.Tensor2D, tf.Tensor1D]> & { dispose(): void };

export function epsNet({ dim, T, budget, fourier, velocity = null }: EpsNetOptions, rng: Rng): EpsNet {
  const features = fourierFeatures(dim, fourierCount, fourier, rng.fork('features'));
  const inputs = features.outputs + timeDim;
  const sizes = (width: number) => [inputs, width, width, width, dim];
  const width = fitWidth((w) => mlpParameters(sizes(w)), budget);
  const body = mlp(sizes(width), 'silu', rng.fork('body'));
  const times = tf.tensor2d(timeEmbeddingTable(T, timeDim), [T, timeDim]);
  const output = (x: tf.Tensor2D, index: tf.Tensor1D) => body(tf.concat([features(x), tf.gather(times, index)], 1)); // [n, dim]
  const signal = velocity && tf.tensor2d(Float32Array.from(velocity, Math.sqrt), [T, 1]);
  const noise =
    velocity &&
    tf.tensor2d(
      Float32Array.from(velocity, (ab) => Math.sqrt(1 - ab)),
      [T, 1],
    );
  const f =
    signal && noise
      ? (x: tf.Tensor2D, index: tf.Tensor1D) =>
          tf.add(tf.mul(tf.gather(noise, index), x), tf.mul(tf.gather(signal, index), output(x, index)))
      : output;
  return Object.assign(network(f, body.weights), {
    dispose() {
      features.dispose();
      times.dispose();
      signal?.dispose();
      noise?.dispose();
      tf.dispose(body.weights as tf.Variable[]);
    },
  });
}
