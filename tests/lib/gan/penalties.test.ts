import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backendNames } from '../../../src/lib/engine/backends.ts';
import { defaultConfig, type Config } from '../../../src/lib/experiments/config.ts';
import { mlpNets, oneHot, type Player } from '../../../src/lib/gan/nets.ts';
import { clipWeights, gradientPenalty, penalties, zeroCentred } from '../../../src/lib/gan/penalties.ts';
import { convDiscriminator } from '../../../src/lib/nn/dcgan.ts';
import { gradientsOf } from '../../../src/lib/nn/adam.ts';
import { mlp } from '../../../src/lib/nn/mlp.ts';
import { createRng, type Rng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { directionalError } from '../../helpers/finiteDifferences.ts';

/** The critic of a GAN with these settings, on points of the plane. */
const critic =
  (changes: Partial<Config>, classes = 0) =>
  (rng: Rng): Player =>
    mlpNets({ ...defaultConfig, budget: 700, ...changes }, 2, classes).D(rng);

const image = { width: 8, height: 8 };

/** Every kind of critic that a GAN of this book may have, with the number of its inputs. */
const critics: Record<string, { inputs: number; make(rng: Rng): Player }> = {
  'a perceptron (leaky rectifier)': { inputs: 2, make: critic({}) },
  'a perceptron (silu)': { inputs: 2, make: (rng) => mlp([2, 12, 12, 1], 'silu', rng) },
  'a perceptron (tanh)': { inputs: 2, make: (rng) => mlp([2, 12, 12, 1], 'tanh', rng) },
  'a perceptron (softplus)': { inputs: 2, make: (rng) => mlp([2, 12, 12, 1], 'softplus', rng) },
  'a perceptron of Fourier features': { inputs: 2, make: critic({ fourierD: 0.2 }) },
  'a perceptron that judges packs of two': { inputs: 4, make: critic({ pac: 2, fourierD: 0.2 }) },
  'a perceptron that is told labels': { inputs: 2, make: critic({}, 3) },
  'a spectrally normalised perceptron': { inputs: 2, make: critic({ penalty: 'spectral' }) },
  'a convolutional critic': { inputs: 64, make: (rng) => convDiscriminator({ size: image, channels: 2 }, rng) },
};

const n = 4;
/** Across a kink of the rectifier the penalty jumps: a longer step meets some. */
const smallStep = 5e-5;
/** The label of each point in turn. [n, 3] */
const labels = () => {
  const turns = Int32Array.from({ length: n }, (_, i) => i % 3);
  return tf.tensor2d(oneHot(turns, 3), [n, 3]);
};

describe.each(backendNames)('on %s', async (backend) => {
  const here = await useBackend(backend);
  afterAll(() => tf.disposeVariables());

  describe.each(Object.entries(critics))('the penalties of %s', (name, { inputs, make }) => {
    (here ? test : test.skip)('have the gradients that finite differences give', async () => {
      await useBackend(backend);
      const rng = createRng(11);
      const D = make(rng.fork('D'));
      const points = () => tf.tensor2d(rng.normals(n * inputs), [n, inputs]);
      const [real, fake] = [points(), points()];
      const factors = tf.tensor2d(rng.uniforms(n), [n, 1]);
      const told = name.includes('labels') ? labels() : undefined;
      const on = (x: tf.Tensor) => D(x, told);
      for (const penalty of Object.values(penalties)) {
        const f = () => penalty(on, real, fake, factors);
        expect(await directionalError(f, D.weights, 4, smallStep)).toBeLessThan(1e-2);
      }
    });
  });
});

describe('of a critic whose gradient is known,', () => {
  beforeAll(async () => void (await useBackend('cpu')));
  const read = async (x: tf.Tensor) => (await x.data())[0]!;
  /** D(x) = a x, with |a| = 5 */
  const linear = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, tf.tensor2d([[3], [4]]));
  /** D(x) = |x|^2 / 2, with the gradient x */
  const bowl = (x: tf.Tensor) => tf.mul(tf.sum(tf.square(x), 1, true), 0.5);
  const real = () => tf.tensor2d([[1, 0], [0, 2], [3, 4]]); // prettier-ignore
  const fake = () => tf.tensor2d([[-1, 0], [0, 0], [3, 4]]); // prettier-ignore

  test('R1 is half the mean squared gradient at real points, and R2 the same at fake ones', async () => {
    expect(await read(zeroCentred(linear, real()))).toBeCloseTo(12.5, 5);
    expect(await read(penalties.r1!(bowl, real(), fake(), tf.scalar(0)))).toBeCloseTo((1 + 4 + 25) / 6, 5);
    expect(await read(penalties.r1r2!(bowl, real(), fake(), tf.scalar(0)))).toBeCloseTo((30 + 26) / 6, 5);
  });

  test('the gradient penalty is taken between the pairs, one factor for both coordinates of an example', async () => {
    // |xHat| with factors 3/4, 1/2, 0: 1/2, 1, 5
    const factors = tf.tensor2d([[0.75], [0.5], [0]]);
    expect(await read(gradientPenalty(bowl, real(), fake(), factors))).toBeCloseTo((0.25 + 0 + 16) / 3, 5);
    expect(await read(gradientPenalty(linear, real(), fake(), factors))).toBeCloseTo(16, 5);
  });

  test('a gradient of exactly zero costs 1 and moves no weight to NaN', async () => {
    const w = tf.variable(tf.zeros([2, 1]));
    const flat = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D);
    const factors = tf.tensor2d([[0.5], [0.5], [0.5]]);
    const { value, gradients } = gradientsOf(() => gradientPenalty(flat, real(), fake(), factors), [w]);
    expect(await read(value)).toBeCloseTo(1, 5);
    expect([...(await gradients[0]!.data())]).toEqual([0, 0]);
  });

  test('clipping holds every weight within its bound and leaves the others alone', async () => {
    const w = tf.variable(tf.tensor1d([-3, -0.5, 0, 0.25, 7]));
    clipWeights([w], 0.5);
    expect([...(await w.data())]).toEqual([-0.5, -0.5, 0, 0.25, 0.5]);
  });
});
