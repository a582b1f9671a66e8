import * as tf from '../tf.ts';
import { network, type Network } from './network.ts';

/**
 * A layer of vectors, applied to every pixel alike: what papers call a 1 x 1 convolution.
 * [n, h, w, inputs] to [n, h, w, outputs]
 */
export const pixelwise = (layer: Network): Network =>
  network((x: tf.Tensor) => {
    const [n, h, w, inputs] = x.shape as [number, number, number, number];
    return tf.reshape(layer(tf.reshape(x, [n * h * w, inputs])), [n, h, w, -1]);
  }, layer.weights);
