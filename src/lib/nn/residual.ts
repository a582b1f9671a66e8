import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { silu } from './activations.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { groupNorm } from './groupNorm.ts';
import { network, type Network } from './network.ts';
import { pixelwise } from './pixelwise.ts';

/**
 * A residual block that is told the noise level, as DDPM's (Ho et al. 2020, appendix B): norm, SiLU, convolution, twice. The
 * embedding scales and shifts the channels after the second norm (Dhariwal and Nichol 2021): a shift before it would
 * largely be normalised away again, and labels would be heard late. The second convolution starts at zero: a new block is the identity,
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
  const tell = dense(embedded, 2 * outputs, rng.fork('embedding'));
  const normOut = groupNorm(outputs);
  const convOut = conv(outputs, outputs, rng.fork('out'), { zero: true });
  const skip = inputs === outputs ? null : pixelwise(dense(inputs, outputs, rng.fork('skip')));
  const f = (x: tf.Tensor, embedding: tf.Tensor) => {
    const told = tf.reshape(tell(embedding), [x.shape[0]!, 1, 1, 2 * outputs]);
    const [scale, shift] = tf.split(told, 2, 3) as [tf.Tensor, tf.Tensor];
    const h = tf.add(tf.mul(normOut(convIn(silu(normIn(x)))), tf.add(scale, 1)), shift);
    return tf.add(skip ? skip(x) : x, convOut(silu(h)));
  };
  const layers = [normIn, convIn, tell, normOut, convOut, ...(skip ? [skip] : [])];
  return network(
    f,
    layers.flatMap((layer) => layer.weights),
  );
}
