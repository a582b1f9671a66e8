import { fourierFeatures } from '../nn/fourierFeatures.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import { network, type Network } from '../nn/network.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';

export interface VelocityNetOptions {
  dim: number;
  /** Trainable parameters to aim at. */
  budget: number;
  /** Frequency scale of the Fourier features of x; 0 for none. */
  fourier: number;
}

/** Numbers in the embedding of a time: what `timeEmbedding` is asked for. */
export const timeDim = 32;
const fourierCount = 24;

/** v(x, time): an MLP on Fourier features of x [n, dim] and an embedding of t [n, timeDim]. The same body as the noise net of DDPM. */
export type VelocityNet = Network<[tf.Tensor, tf.Tensor]> & { dispose(): void };

export function velocityNet({ dim, budget, fourier }: VelocityNetOptions, rng: Rng): VelocityNet {
  const features = fourierFeatures(dim, fourierCount, fourier, rng.fork('features'));
  const sizes = (width: number) => [features.outputs + timeDim, width, width, width, dim];
  const width = fitWidth((w) => mlpParameters(sizes(w)), budget);
  const body = mlp(sizes(width), 'silu', rng.fork('body'));
  const f = (x: tf.Tensor, time: tf.Tensor) => body(tf.concat([features(x), time], 1)); // [n, dim]
  return Object.assign(network(f, body.weights), {
    dispose() {
      features.dispose();
      tf.dispose(body.weights as tf.Variable[]);
    },
  });
}
