import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { network, type Network } from './network.ts';

export interface ConvOptions {
  /** 2 halves the image. */
  stride?: number;
  /** Starts at zero: the layer says nothing until it has learned to. */
  zero?: boolean;
}

/** Taps along each side. */
const size = 3;

/**
 * A convolution over images, 3 x 3, zero outside their edges. [n, h, w, inputs] to [n, h / stride, w / stride, outputs].
 *
 * Weights start uniform with variance 2 / (9 inputs) (He et al. 2015): through a rectifier the scale of the signal is
 * kept from layer to layer. Biases start at zero.
 */
export function conv(
  inputs: number,
  outputs: number,
  rng: Rng,
  { stride = 1, zero = false }: ConvOptions = {},
): Network {
  const bound = zero ? 0 : Math.sqrt(6 / (size * size * inputs));
  const shape: [number, number, number, number] = [size, size, inputs, outputs];
  const [w, b] = tf.tidy(() => [
    tf.variable(
      tf.tensor4d(
        rng.uniforms(tf.util.sizeFromShape(shape)).map((u) => (2 * u - 1) * bound),
        shape,
      ),
    ),
    tf.variable(tf.zeros([outputs])),
  ]) as [tf.Variable, tf.Variable];
  return network(
    (x: tf.Tensor) => tf.add(tf.conv2d(x as tf.Tensor4D, w as unknown as tf.Tensor4D, stride, 'same'), b),
    [w, b],
  );
}

/** Trainable numbers of a convolution. */
export const convParameters = (inputs: number, outputs: number): number => (size * size * inputs + 1) * outputs;
