/** A convolutional pair after DCGAN (Radford, Metz, Chintala 2016), without its batch normalisation. */
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { leakyRelu, tanh } from './activations.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { levels, type ImageSize } from './levels.ts';
import { minibatchStd } from './minibatchStd.ts';
import { network, type Network } from './network.ts';
import { pixelNorm } from './pixelNorm.ts';
import { upsample } from './upsample.ts';

export interface DcganOptions {
  size: ImageSize;
  /** Channels at the finest level; twice as many below. */
  channels: number;
}

export interface GeneratorOptions extends DcganOptions {
  latentDim: number;
  /** Values of an empty and of a full pixel: the range of the output. */
  limits: readonly [number, number];
}

export interface DiscriminatorOptions extends DcganOptions {
  /** Numbers after the pixels in each row, a label's say: they shift the first layer's channels. */
  extra?: number;
  /** Images judged together (PacGAN): as many channels of input. */
  pac?: number;
  /** Whether D is told how much its batch varies. */
  spread?: boolean;
}

/**
 * G: dense to the smallest size, then doubled and convolved to the full one. Pixel normalisation, not batch normalisation:
 * the same z gives the same image, alone or in a batch. z: [n, latentDim]; gives [n, width * height] flat.
 */
export function convGenerator({ size, channels, latentDim, limits: [low, high] }: GeneratorOptions, rng: Rng): Network {
  const sizes = levels(size);
  const { width, height } = sizes.at(-1)!;
  const wide = 2 * channels;
  const first = dense(latentDim, width * height * wide, rng.fork('first'));
  const bottom = conv(wide, wide, rng.fork('bottom'));
  const up = sizes.slice(1).map((_, i) => conv(wide, i === 0 ? channels : wide, rng.fork(`up ${i}`))); // up[0] is the finest
  const last = conv(up.length > 0 ? channels : wide, 1, rng.fork('last'));
  const G = (z: tf.Tensor) => {
    const n = z.shape[0]!;
    let h = pixelNorm(leakyRelu(tf.reshape(first(z), [n, height, width, wide])));
    h = pixelNorm(leakyRelu(bottom(h)));
    for (const layer of [...up].reverse()) h = pixelNorm(leakyRelu(layer(upsample(h))));
    const x = tf.add(tf.mul(tanh(last(h)), (high - low) / 2), (high + low) / 2);
    return tf.reshape(x, [n, size.width * size.height]);
  };
  return network(
    G,
    [first, bottom, ...up, last].flatMap((layer) => layer.weights),
  );
}

/**
 * D: convolved and halved down to the smallest size, then one dense layer. x: [n, pac * width * height + extra], the images'
 * pixels first; gives [n, 1].
 */
export function convDiscriminator(
  { size, channels, extra = 0, pac = 1, spread = false }: DiscriminatorOptions,
  rng: Rng,
): Network {
  const sizes = levels(size);
  const { width, height } = sizes.at(-1)!;
  const pixels = size.width * size.height;
  const wide = 2 * channels;
  const first = conv(pac, channels, rng.fork('first'));
  const down = sizes
    .slice(1)
    .map((_, i) => conv(i === 0 ? channels : wide, wide, rng.fork(`down ${i}`), { stride: 2 }));
  const before = (down.length > 0 ? wide : channels) + (spread ? 1 : 0);
  const bottom = conv(before, wide, rng.fork('bottom'));
  const tell = extra > 0 ? dense(extra, channels, rng.fork('extra')) : null;
  const last = dense(width * height * wide, 1, rng.fork('last'));
  const D = (x: tf.Tensor) => {
    const n = x.shape[0]!;
    const images = tell ? tf.slice(x, [0, 0], [n, pac * pixels]) : x;
    const stacked = tf.reshape(images, [n, pac, size.height, size.width]);
    let h = first(
      pac === 1 ? tf.reshape(images, [n, size.height, size.width, 1]) : tf.transpose(stacked, [0, 2, 3, 1]),
    );
    if (tell) h = tf.add(h, tf.reshape(tell(tf.slice(x, [0, pac * pixels], [n, extra])), [n, 1, 1, channels]));
    h = leakyRelu(h);
    for (const layer of down) h = leakyRelu(layer(h));
    h = leakyRelu(bottom(spread ? minibatchStd(h) : h));
    return last(tf.reshape(h, [n, width * height * wide]));
  };
  return network(
    D,
    [first, ...down, ...(tell ? [tell] : []), bottom, last].flatMap((layer) => layer.weights),
  );
}
