/** Bugs planted in the nets for images. */
import { demodulatedVariance } from '../../src/lib/claims/demodulatedVariance.ts';
import { groupNorm } from '../../src/lib/nn/groupNorm.ts';
import { truncate } from '../../src/lib/nn/styleGenerator.ts';
import { upsample } from '../../src/lib/nn/upsample.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';
import type { PlantedBug } from './plantedBug.ts';

const normals = (shape: number[], seed: number) =>
  tf.tensor(createRng(seed).normals(tf.util.sizeFromShape(shape)), shape);

async function largest(f: () => tf.Tensor): Promise<number> {
  const error = tf.tidy(() => tf.max(tf.abs(f())));
  const [value] = await error.data();
  error.dispose();
  return value!;
}

/** One image alone against the same image in a batch. */
const companyError = (norm: (x: tf.Tensor) => tf.Tensor): Promise<number> =>
  largest(() => {
    const x = tf.concat([normals([3, 4, 4, 8], 1), tf.mul(normals([1, 4, 4, 8], 2), 3)]);
    const last = (y: tf.Tensor) => tf.slice(y, [y.shape[0]! - 1, 0, 0, 0], [1, 4, 4, 8]);
    return tf.sub(last(norm(x)), norm(last(x)));
  });

function ownNorm(x: tf.Tensor): tf.Tensor {
  const norm = groupNorm(8);
  const y = norm(x);
  tf.dispose(norm.weights as tf.Variable[]);
  return y;
}

/** Mean and variance over the batch too, as batch normalisation in training. */
function overTheBatch(x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2], true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
}

/** |variance - 1| of a modulated convolution's outputs. */
const varianceError = async (...layer: [] | [Parameters<typeof demodulatedVariance>[1]]): Promise<number> =>
  Math.abs((await demodulatedVariance(1, ...layer)).mean - 1);

/** The modulated convolution as it would be without its last factor. */
function withoutDemodulation(x: tf.Tensor, kernel: tf.Tensor4D, style: tf.Tensor): tf.Tensor {
  const scaled = tf.mul(x, tf.reshape(style, [x.shape[0]!, 1, 1, -1])) as tf.Tensor4D;
  return tf.conv2d(scaled, kernel, 1, 'same');
}

/** Demodulated by the kernel alone, as if every style were 1. */
function demodulatedWithoutStyle(x: tf.Tensor, kernel: tf.Tensor4D, style: tf.Tensor): tf.Tensor {
  const factor = tf.rsqrt(tf.sum(tf.square(kernel), [0, 1, 2]));
  return tf.mul(withoutDemodulation(x, kernel, style), factor);
}

/** The spread of w' over psi times the spread of w, less 1. */
const spreadError = (cut: typeof truncate): Promise<number> =>
  largest(() => {
    const w = tf.add(normals([500, 3], 3), 2);
    const spread = (x: tf.Tensor) => tf.sqrt(tf.moments(x, 0).variance);
    const mean = tf.mean(w, 0, true);
    const shift = tf.sub(tf.mean(cut(w, mean, 0.5), 0), tf.squeeze(mean));
    return tf.concat([tf.sub(tf.div(spread(cut(w, mean, 0.5)), tf.mul(0.5, spread(w))), 1), shift]);
  });

/** The doubled image, averaged back over 2 x 2 pixels, against the image. */
const doublingError = (double: typeof upsample): Promise<number> =>
  largest(() => {
    const x = normals([2, 3, 3, 4], 4) as tf.Tensor4D;
    return tf.sub(tf.avgPool(double(x) as tf.Tensor4D, 2, 2, 'valid'), x);
  });

/** Rows of pixels doubled by repeating the image, not its pixels. */
function tiled(x: tf.Tensor): tf.Tensor {
  return tf.concat([tf.concat([x, x], 2), tf.concat([x, x], 2)], 1);
}

export const imageMutants: PlantedBug[] = [
  {
    id: 'I1',
    description: 'group normalisation over the batch',
    test: 'group normalisation does not mix the images of a batch',
    error: () => companyError(overTheBatch),
    correct: () => companyError(ownNorm),
    tolerance: 1e-5,
  },
  {
    id: 'I2',
    description: 'no demodulation',
    test: 'V57: variance of a demodulated convolution’s outputs',
    error: () => varianceError(withoutDemodulation),
    correct: () => varianceError(),
    tolerance: 0.01,
  },
  {
    id: 'I3',
    description: 'demodulation that forgets the style',
    test: 'V57: variance of a demodulated convolution’s outputs',
    error: () => varianceError(demodulatedWithoutStyle),
    correct: () => varianceError(),
    tolerance: 0.01,
  },
  {
    id: 'I4',
    description: 'truncation towards 0 instead of the mean',
    test: 'truncation scales the spread of w by psi, exactly, and keeps its mean',
    error: () => spreadError((w, _mean, psi) => tf.mul(psi, w)),
    correct: () => spreadError(truncate),
    tolerance: 1e-5,
  },
  {
    id: 'I5',
    description: 'an image doubled by laying it out twice',
    test: 'doubling an image repeats every pixel twice along both sides',
    error: () => doublingError(tiled),
    correct: () => doublingError(upsample),
    tolerance: 1e-6,
  },
];
