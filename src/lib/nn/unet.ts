import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { silu } from './activations.ts';
import { attention } from './attention.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { groupNorm } from './groupNorm.ts';
import { levels, type ImageSize } from './levels.ts';
import { network, type Network } from './network.ts';
import { residualBlock } from './residual.ts';
import { upsample } from './upsample.ts';

export interface UnetOptions {
  size: ImageSize;
  /** Channels at the finest level; twice as many below. A multiple of 4. */
  channels: number;
  /** Numbers that tell of each image's noise level and label. */
  features: number;
  /** Channels of the result. */
  outputs?: number;
}

/**
 * A U-Net (Ronneberger et al. 2015) as DDPM uses it (Ho et al. 2020, appendix B), small: one residual block per level on the way
 * down and one on the way up, joined by skips, and attention where the image is smallest. The last convolution starts at zero.
 *
 * x: [n, width * height] flat, features: [n, features]; gives [n, width * height * outputs] flat.
 */
export function unet(
  { size, channels, features, outputs = 1 }: UnetOptions,
  rng: Rng,
): Network<[tf.Tensor, tf.Tensor]> {
  const sizes = levels(size);
  const depth = sizes.length;
  const width = (level: number) => (level === 0 ? channels : 2 * channels);
  const embedded = 4 * channels;
  const block = (inputs: number, out: number, name: string) => residualBlock(inputs, out, embedded, rng.fork(name));

  const embedIn = dense(features, embedded, rng.fork('embed in'));
  const embedOut = dense(embedded, embedded, rng.fork('embed out'));
  const first = conv(1, channels, rng.fork('first'));
  const down = sizes.map((_, i) => block(width(Math.max(0, i - 1)), width(i), `down ${i}`));
  const halve = sizes.slice(1).map((_, i) => conv(width(i), width(i), rng.fork(`halve ${i}`), { stride: 2 }));
  const attend = attention(width(depth - 1), rng.fork('attention'));
  const bottom = block(width(depth - 1), width(depth - 1), 'bottom');
  const up = sizes.slice(1).map((_, i) => block(width(i + 1) + width(i), width(i), `up ${i}`));
  const norm = groupNorm(channels);
  const last = conv(channels, outputs, rng.fork('last'), { zero: true });

  const f = (x: tf.Tensor, told: tf.Tensor) => {
    const n = x.shape[0]!;
    const embedding = silu(embedOut(silu(embedIn(told)))); // [n, embedded]
    let h = first(tf.reshape(x, [n, size.height, size.width, 1]));
    const skips: tf.Tensor[] = [];
    for (let i = 0; i < depth; i++) {
      if (i > 0) h = halve[i - 1]!(h);
      h = down[i]!(h, embedding);
      skips.push(h);
    }
    h = bottom(attend(h), embedding);
    for (let i = depth - 2; i >= 0; i--) h = up[i]!(tf.concat([upsample(h), skips[i]!], 3), embedding);
    return tf.reshape(last(silu(norm(h))), [n, size.width * size.height * outputs]);
  };
  const layers = [embedIn, embedOut, first, ...down, ...halve, attend, bottom, ...up, norm, last];
  return network(
    f,
    layers.flatMap((layer) => layer.weights),
  );
}
