import type { ImageLayout } from '../data/index.ts';
import type { Nets, Player } from '../gan/nets.ts';
import { convDiscriminator, convGenerator } from '../nn/dcgan.ts';
import type { Network } from '../nn/network.ts';
import * as tf from '../tf.ts';
import type { Config } from './config.ts';

/** A label as more numbers in each row. */
const told = (net: Network): Player =>
  Object.assign((x: tf.Tensor, labels?: tf.Tensor) => net(labels ? tf.concat([x, labels], 1) : x), {
    weights: net.weights,
  });

/**
 * The convolutional players of a GAN on images.
 * @throws RangeError with a penalty that they have no layers for
 */
export function convNets(config: Config, { width, height, black, white }: ImageLayout, classes: number): Nets {
  const { channels, latentDim, pac, penalty } = config;
  if (penalty === 'spectral') {
    throw new RangeError(
      'Spectral normalisation is made for dense layers here: choose net "mlp", or the penalty "r1" for a convolutional D.',
    );
  }
  const size = { width, height };
  return {
    G: (rng) => told(convGenerator({ size, channels, latentDim: latentDim + classes, limits: [black, white] }, rng)),
    D: (rng) => told(convDiscriminator({ size, channels, pac, extra: pac * classes }, rng)),
  };
}
