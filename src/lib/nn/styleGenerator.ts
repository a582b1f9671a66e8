/** A style-based generator (Karras et al. 2019 and 2020), small. */
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { tanh } from './activations.ts';
import { dense } from './dense.ts';
import { levels, type ImageSize } from './levels.ts';
import { mlp } from './mlp.ts';
import { network, type Network } from './network.ts';
import { pixelNorm } from './pixelNorm.ts';
import { pixelwise } from './pixelwise.ts';
import { styleLayer } from './styleLayer.ts';
import { upsample } from './upsample.ts';

export interface StyleGeneratorOptions {
  size: ImageSize;
  /** Channels at the finest level; twice as many below. */
  channels: number;
  latentDim: number;
  /** Labels that the mapping network is told; 0 for none. */
  classes?: number;
  /** Values of an empty and of a full pixel. */
  limits: readonly [number, number];
}

/** Everything random that one image is made of, side by side in a row of normal numbers. */
export interface Draw {
  /** Two latents: the second takes over at a crossover layer. [n, latentDim] each */
  z: tf.Tensor;
  other: tf.Tensor;
  /** Where it does. [n, 1] */
  crossover: tf.Tensor;
  /** Per-pixel noise of each layer, [n, h, w, 1]. */
  noise: tf.Tensor[];
}

/** Called with a row of `styleDraws` normals per image it makes images, with style mixing. Gives [n, width * height] flat. */
export interface StyleGenerator extends Network<[tf.Tensor, tf.Tensor?]> {
  /** Layers with a style. */
  readonly layers: number;
  readonly styleDim: number;
  parts(row: tf.Tensor): Draw;
  /** The mapping network: z [n, latentDim], labels as rows with a one [n, classes], to w [n, styleDim]. */
  map(z: tf.Tensor, labels?: tf.Tensor): tf.Tensor;
  /** @param styles w for each layer [n, styleDim] */
  synthesise(styles: readonly tf.Tensor[], noise: readonly tf.Tensor[]): tf.Tensor;
}

const styleDim = 32;

/**
 * The truncation trick: w' = wBar + psi (w - wBar). Images nearer the average are more typical and less varied: the spread of w'
 * is psi times that of w, exactly.
 */
export const truncate = (w: tf.Tensor, wBar: tf.Tensor, psi: number): tf.Tensor =>
  tf.add(wBar, tf.mul(psi, tf.sub(w, wBar)));

interface StylePlan {
  at: ImageSize;
  /** Whether the image is doubled before this layer. */
  doubled: boolean;
  inputs: number;
  outputs: number;
}

/** The layers, coarsest first: one at the coarsest size, two at each finer one, of which the first doubles the image. */
function plan({ size, channels }: Pick<StyleGeneratorOptions, 'size' | 'channels'>): StylePlan[] {
  const sizes = levels(size).reverse();
  const wide = 2 * channels;
  return sizes.flatMap((at, i) => {
    const out = i === sizes.length - 1 ? channels : wide;
    const first = { at, doubled: i > 0, inputs: wide, outputs: out };
    return i === 0 ? [first] : [first, { at, doubled: false, inputs: out, outputs: out }];
  });
}

/** Normal numbers that one image takes: two latents, their crossover, and noise for every pixel of every layer. */
export const styleDraws = (options: Pick<StyleGeneratorOptions, 'size' | 'channels' | 'latentDim'>): number =>
  2 * options.latentDim + 1 + plan(options).reduce((sum, { at }) => sum + at.width * at.height, 0);

export function styleGenerator(options: StyleGeneratorOptions, rng: Rng): StyleGenerator {
  const { size, latentDim, classes = 0 } = options;
  const [low, high] = options.limits;
  const mapping = mlp([latentDim + classes, styleDim, styleDim, styleDim], 'leakyRelu', rng.fork('mapping'));
  const steps = plan(options);
  const layers = steps.map(({ inputs, outputs }, i) => styleLayer(inputs, outputs, styleDim, rng.fork(`layer ${i}`)));
  const last = pixelwise(dense(steps.at(-1)!.outputs, 1, rng.fork('last')));
  const [{ at: coarsest, inputs: wide }] = steps as [StylePlan];
  const { width, height } = coarsest;
  const start = tf.tidy(() =>
    tf.variable(tf.tensor4d(rng.fork('start').normals(width * height * wide), [1, height, width, wide])),
  );

  const map = (z: tf.Tensor, labels?: tf.Tensor) => {
    const direction = pixelNorm(z); // only its direction counts: a sphere has no rare far-out latents
    return mapping(labels ? tf.concat([direction, labels], 1) : direction);
  };
  function synthesise(styles: readonly tf.Tensor[], noise: readonly tf.Tensor[]): tf.Tensor {
    const n = styles[0]!.shape[0]!;
    let x: tf.Tensor = tf.add(start, tf.zeros([n, 1, 1, 1]));
    layers.forEach((layer, i) => {
      x = layer(steps[i]!.doubled ? upsample(x) : x, styles[i]!, noise[i]!);
    });
    const image = tf.add(tf.mul(tanh(last(x)), (high - low) / 2), (high + low) / 2);
    return tf.reshape(image, [n, size.width * size.height]);
  }
  function parts(row: tf.Tensor): Draw {
    const n = row.shape[0]!;
    let at = 0;
    const take = (count: number) => tf.slice(row, [0, (at += count) - count], [n, count]);
    const [z, other, crossover] = [take(latentDim), take(latentDim), take(1)];
    const noise = steps.map(({ at: { width: w, height: h } }) => tf.reshape(take(w * h), [n, h, w, 1]));
    return { z, other, crossover, noise };
  }
  /**
   * Style mixing, as in training: neighbouring layers must not count on having the same style. From one layer on the second latent
   * is used: in half of the images from the last layer or before, in few from the second.
   */
  const mixed = (row: tf.Tensor, labels?: tf.Tensor) => {
    const { z, other, crossover, noise } = parts(row);
    const [w, second] = [map(z, labels), map(other, labels)];
    const styles = layers.map((_, i) => {
      if (i === 0) return w;
      const crossed = tf.step(tf.sub(crossover, 2 * (1 - i / (layers.length - 1)))); // 1 where the crossover is at i or before
      return tf.add(w, tf.mul(crossed, tf.sub(second, w)));
    });
    return synthesise(styles, noise);
  };
  const weights = [...mapping.weights, start, ...layers.flatMap((layer) => layer.weights), ...last.weights];
  return Object.assign(network(mixed, weights), {
    layers: layers.length,
    styleDim,
    parts,
    map,
    synthesise,
  });
}
