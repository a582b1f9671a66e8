/** The network inside a denoiser: x and what it is told of the noise level in, as many numbers as x out. */
import { fourierFeatures } from '../nn/fourierFeatures.ts';
import type { ImageSize } from '../nn/levels.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import { network, type Network } from '../nn/network.ts';
import { unet } from '../nn/unet.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';

export interface BodyOptions {
  dim: number;
  /** Numbers that tell of each row's noise level, and of its label. */
  told: number;
  /** Numbers out per number in: 2 where a variance is learned. */
  outputs?: number;
  /** Trainable parameters to aim at, for a perceptron. */
  budget: number;
  /** Frequency scale of the Fourier features of x, for a perceptron; 0 for none. */
  fourier: number;
  /** A U-Net of this size instead of a perceptron. */
  image?: { size: ImageSize; channels: number } | null;
}

/** x [n, dim], told [n, told]; gives [n, outputs * dim]: all of the first output, then all of the second. */
export type Body = Network<[tf.Tensor, tf.Tensor]> & { dispose(): void };

const fourierCount = 24;

export function body({ dim, told, outputs = 1, budget, fourier, image = null }: BodyOptions, rng: Rng): Body {
  if (image) {
    const net = unet({ ...image, features: told, outputs }, rng.fork('body'));
    const planes = (x: tf.Tensor, features: tf.Tensor) => {
      const mixed = net(x, features); // [n, dim * outputs], pixel by pixel
      return outputs === 1
        ? mixed
        : tf.reshape(tf.transpose(tf.reshape(mixed, [-1, dim, outputs]), [0, 2, 1]), [-1, outputs * dim]);
    };
    return Object.assign(network(planes, net.weights), { dispose: () => tf.dispose(net.weights as tf.Variable[]) });
  }
  const features = fourierFeatures(dim, fourierCount, fourier, rng.fork('features'));
  const inputs = features.outputs + told;
  const sizes = (width: number) => [inputs, width, width, width, outputs * dim];
  const width = fitWidth((w) => mlpParameters(sizes(w)), budget);
  const net = mlp(sizes(width), 'silu', rng.fork('body'));
  const f = (x: tf.Tensor, level: tf.Tensor) => net(tf.concat([features(x), level], 1));
  return Object.assign(network(f, net.weights), {
    dispose() {
      features.dispose();
      tf.dispose(net.weights as tf.Variable[]);
    },
  });
}
