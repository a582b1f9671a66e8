import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { silu } from './activations.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { groupNorm } from './groupNorm.ts';
import { network, type Network } from './network.ts';
import { pixelwise } from './pixelwise.ts';

/**
 * A residual block that is told the noise level, as DDPM's (Ho et al. 2020, appendix B): norm, SiLU, convolution, twice,
 * with the embedding added between them, channel by channel. The second convolution starts at zero: a new block is the identity,
 * or, where the channels change, a mixture of channels.
 * x: [n, h, w, inputs], embedding: [n, embedded]; gives [n, h, w, outputs]
 */
export function residualBlock(
  inputs: number,
  outputs: number,
  embedded: number,
  rng: Rng,
): Network<[tf.Tensor, tf.Tensor]> {
  const normIn = groupNorm(inputs);
  const convIn = conv(inputs, outputs, rng.fork('in'));
  const shift = dense(embedded, outputs, rng.fork('embedding'));
  const normOut = groupNorm(outputs);
  const convOut = conv(outputs, outputs, rng.fork('out'), { zero: true });
  const skip = inputs === outputs ? null : pixelwise(dense(inputs, outputs, rng.fork('skip')));
  const f = (x: tf.Tensor, embedding: tf.Tensor) => {
    const told = tf.reshape(shift(embedding), [x.shape[0]!, 1, 1, outputs]);
    const h = tf.add(convIn(silu(normIn(x))), told);
    return tf.add(skip ? skip(x) : x, convOut(silu(normOut(h))));
  };
  const layers = [normIn, convIn, shift, normOut, convOut, ...(skip ? [skip] : [])];
  return network(
    f,
    layers.flatMap((layer) => layer.weights),
  );
}
