import * as tf from '../tf.ts';

/**
 * A convolution whose kernel a style scales, image by image (Karras et al. 2020, "Analyzing and improving the image quality of
 * StyleGAN", equations 1 and 3): with styles s_i per input channel i,
 *
 *     w'_ijk = s_i w_ijk,    w''_ijk = w'_ijk / sqrt(sum over i, k of w'_ijk^2 + epsilon).
 *
 * Every image would have a kernel of its own. Convolution is linear, so the same comes of scaling the input's channels by s before one
 * shared kernel and the output's channels by the demodulation factor after it; that is how it is computed here.
 *
 * @param x [n, h, w, inputs]
 * @param kernel [3, 3, inputs, outputs]
 * @param style [n, inputs]
 * @returns [n, h, w, outputs]; iid input of variance 1 gives variance 1, whatever kernel and style, away from the edges
 */
export function modulatedConv(x: tf.Tensor, kernel: tf.Tensor4D, style: tf.Tensor): tf.Tensor {
  const [n] = x.shape as [number];
  const perChannel = (values: tf.Tensor) => tf.reshape(values, [n, 1, 1, values.shape[1]!]);
  const y = tf.conv2d(tf.mul(x, perChannel(style)) as tf.Tensor4D, kernel, 1, 'same');
  return tf.mul(y, perChannel(demodulation(kernel, style)));
}

/** 1 / sqrt(sum over i, k of (s_i w_ijk)^2 + epsilon) for each image and output channel. [n, outputs] */
export function demodulation(kernel: tf.Tensor4D, style: tf.Tensor): tf.Tensor {
  const energy = tf.sum(tf.square(kernel), [0, 1]); // [inputs, outputs]
  return tf.rsqrt(tf.add(tf.matMul(tf.square(style) as tf.Tensor2D, energy as tf.Tensor2D), 1e-8));
}
