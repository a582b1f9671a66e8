/** The two players as networks. Both may be told a label, as rows of zeros with a one. */
import type { Config } from '../experiments/config.ts';
import { activations } from '../nn/activations.ts';
import { dense } from '../nn/dense.ts';
import { fourierFeatures } from '../nn/fourierFeatures.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { spectralMlp } from './spectralNorm.ts';

export interface Player {
  /** G: z [n, latentDim] to [n, dim]. D: x [n, pac dim] to [n, 1]. labels: [n, classes], or [n, pac classes] */
  (x: tf.Tensor, labels?: tf.Tensor): tf.Tensor;
  readonly weights: readonly tf.Variable[];
  /** Variables that no gradient trains, part of a checkpoint all the same. */
  readonly state?: readonly tf.Variable[];
  /** Brings `state` up to date: once in each step of this player, before its gradient. */
  prepare?(): void;
  /** Lets go of what is neither weight nor state. */
  dispose?(): void;
}

/** Makes the players. G is made twice where samples are drawn with averaged weights. */
export interface Nets {
  G(rng: Rng): Player;
  D(rng: Rng): Player;
}

/** Frequencies of D's Fourier features. */
const frequencies = 24;

/**
 * Two perceptrons of three hidden layers, as wide as the budget allows.
 * @throws RangeError for a spectrally normalised D that is told labels: its projection would not be normalised
 */
export function mlpNets(config: Config, dim: number, classes: number): Nets {
  const { latentDim, budget, fourierD, pac } = config;
  if (config.penalty === 'spectral' && classes > 0) {
    throw new RangeError(
      'Spectral normalisation is built for a D without labels: choose another penalty, or no labels.',
    );
  }
  const inputsD = pac * (fourierD > 0 ? dim + 2 * frequencies : dim);
  const sizesG = (width: number) => [latentDim + classes, width, width, width, dim];
  const sizesD = (width: number) => [inputsD, width, width, width, 1];
  const projection = (width: number) => pac * classes * width;
  const width = fitWidth((w) => mlpParameters(sizesG(w)) + mlpParameters(sizesD(w)) + projection(w), budget);

  function net(rng: Rng): Player {
    if (config.penalty === 'spectral') return spectralMlp(sizesD(width), 'leakyRelu', rng);
    return classes > 0 ? projectionMlp(sizesD(width), pac * classes, rng) : mlp(sizesD(width), 'leakyRelu', rng);
  }
  return {
    G(rng) {
      const net = mlp(sizesG(width), 'leakyRelu', rng);
      return classes > 0 ? told(net) : net;
    },
    D(rng) {
      const D = net(rng);
      return fourierD > 0 ? withFeatures(D, dim, fourierD, rng.fork('features')) : D;
    },
  };
}

/** A network that gets its label as more inputs. */
const told = (net: Player): Player =>
  Object.assign((z: tf.Tensor, labels?: tf.Tensor) => net(tf.concat([z, labels!], 1)), { weights: net.weights });

/**
 * D with labels by projection (Miyato and Koyama 2018): D(x, y) = psi(h(x)) + <e_y, h(x)>, h the last hidden layer. If the
 * real and the fake densities of each label are log-linear in h, so is this difference of their logarithms.
 */
function projectionMlp(sizes: readonly number[], classes: number, rng: Rng): Player {
  const width = sizes.at(-2)!;
  const body = mlp(sizes.slice(0, -1), 'leakyRelu', rng);
  const psi = dense(width, 1, rng.fork('psi'));
  const start = rng.fork('e').normals(classes * width);
  const e = tf.tidy(() => tf.variable(tf.mul(tf.tensor2d(start, [classes, width]), 1 / Math.sqrt(width))));
  const D = (x: tf.Tensor, labels?: tf.Tensor) => {
    const h = activations.leakyRelu(body(x)); // [n, width]
    const projected = tf.sum(tf.mul(tf.matMul(labels as tf.Tensor2D, e as tf.Tensor2D), h), 1, true);
    return tf.add(psi(h), projected); // [n, 1]
  };
  return Object.assign(D, { weights: [...body.weights, ...psi.weights, e] });
}

/** D with Fourier features of each of the points that it judges together: fine structure is seen from the start. */
function withFeatures(net: Player, dim: number, frequency: number, rng: Rng): Player {
  const features = fourierFeatures(dim, frequencies, frequency, rng);
  const D = (x: tf.Tensor, labels?: tf.Tensor) => {
    const points = x.shape[1] === dim ? x : tf.reshape(x, [-1, dim]);
    const seen = features(points);
    return net(x.shape[1] === dim ? seen : tf.reshape(seen, [x.shape[0]!, -1]), labels);
  };
  return Object.assign(D, { ...net, dispose: () => features.dispose() });
}

/** Labels as rows of zeros with a one. [n, classes] flat */
export function oneHot(labels: Int32Array, classes: number): Float32Array {
  const out = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    if (!(label >= 0 && label < classes)) {
      throw new RangeError(`A label is a whole number from 0 to ${classes - 1}; got ${label}.`);
    }
    out[row * classes + label] = 1;
  });
  return out;
}
