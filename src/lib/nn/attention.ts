import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { dense } from './dense.ts';
import { groupNorm } from './groupNorm.ts';
import { network, type Network } from './network.ts';
import { pixelwise } from './pixelwise.ts';

/**
 * Self-attention with one head over all pixels (Vaswani et al. 2017, equation 1), added to its input:
 * `x + P softmax(Q K^T / sqrt(channels)) V`. P starts at zero, so the layer starts as the identity.
 * [n, h, w, channels] to the same.
 */
export function attention(channels: number, rng: Rng): Network {
  const norm = groupNorm(channels);
  const [query, key, value] = ['query', 'key', 'value'].map((name) =>
    pixelwise(dense(channels, channels, rng.fork(name))),
  ) as [Network, Network, Network];
  const project = pixelwise(dense(channels, channels, rng.fork('project'), { zero: true }));
  const attend = (x: tf.Tensor) => {
    const [n, h, w] = x.shape as [number, number, number, number];
    const normal = norm(x);
    const [q, k, v] = [query, key, value].map((layer) => tf.reshape(layer(normal), [n, h * w, channels])) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(channels))); // [n, pixels, pixels]
    return tf.add(x, project(tf.reshape(tf.matMul(weights, v), x.shape)));
  };
  return network(
    attend,
    [norm, query, key, value, project].flatMap((layer) => layer.weights),
  );
}
