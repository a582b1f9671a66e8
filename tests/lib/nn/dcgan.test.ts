import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backendNames } from '../../../src/lib/engine/backends.ts';
import { convDiscriminator, convGenerator } from '../../../src/lib/nn/dcgan.ts';
import { countParameters } from '../../../src/lib/nn/network.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { directionalError } from '../../helpers/finiteDifferences.ts';
import { normals, stir, values } from '../../helpers/nets.ts';

const limits = [-0.8, 1.9] as const;
const square = (side: number) => ({ width: side, height: side });
const generator = (side = 8, channels = 4) =>
  convGenerator({ size: square(side), channels, latentDim: 5, limits }, createRng(1));
const discriminator = (side = 8, options = {}) =>
  convDiscriminator({ size: square(side), channels: 4, ...options }, createRng(2));

describe('the convolutional pair', () => {
  beforeAll(async () => void (await useBackend('cpu')));
  afterAll(() => tf.disposeVariables());

  test.each([8, 28])('makes and judges images of %i pixels a side', (side) => {
    tf.tidy(() => {
      const images = generator(side)(normals([3, 5]));
      expect(images.shape).toEqual([3, side * side]);
      expect(discriminator(side)(images).shape).toEqual([3, 1]);
    });
  });

  test('makes the same image of the same z, alone and in a batch', async () => {
    const G = generator();
    stir(G);
    const z = normals([6, 5]);
    const all = await values(() => G(z));
    const alone = await values(() => G(tf.slice(z, [4, 0], [1, 5])));
    alone.forEach((v, i) => expect(Math.abs(v - all[4 * 64 + i]!)).toBeLessThan(1e-5));
  });

  test('stays between black and white', async () => {
    const G = generator();
    stir(G, 3, 3);
    const pixels = await values(() => G(normals([20, 5])));
    expect(Math.min(...pixels)).toBeGreaterThanOrEqual(limits[0] - 1e-6);
    expect(Math.max(...pixels)).toBeLessThanOrEqual(limits[1] + 1e-6);
    expect(Math.max(...pixels) - Math.min(...pixels)).toBeGreaterThan(1);
  });

  test('draws no checkerboard: a flat signal stays flat away from the edges', async () => {
    // With every tap alike and a constant in, doubling then convolving is constant inside; a transposed convolution of
    // three taps at stride two counts pixels once, twice or four times by turns.
    const G = generator(28);
    for (const w of G.weights) tf.tidy(() => w.assign(tf.fill(w.shape, w.rank === 4 ? 0.01 : 0.1)));
    const image = await values(() => G(tf.zeros([1, 5])));
    const middle = image[14 * 28 + 14]!;
    for (let y = 12; y < 16; y++) for (let x = 12; x < 16; x++) expect(image[y * 28 + x]).toBeCloseTo(middle, 5);
  });

  test('judges each image by itself, except where D is told how much its batch varies', async () => {
    const images = normals([4, 64]);
    for (const spread of [false, true]) {
      const D = discriminator(8, { spread });
      stir(D);
      const all = await values(() => D(images));
      const pair = await values(() => D(tf.slice(images, [0, 0], [2, 64])));
      const difference = Math.max(...pair.map((v, i) => Math.abs(v - all[i]!)));
      if (spread) expect(difference).toBeGreaterThan(1e-4);
      else expect(difference).toBeLessThan(1e-4);
    }
  });

  test('hears a label that follows the pixels, and it matters which image it follows', async () => {
    const D = discriminator(8, { extra: 3 });
    stir(D);
    const judge = (image: number, label: number) =>
      values(() =>
        D(
          tf.concat(
            [
              normals([1, 64], image),
              tf.tensor2d(
                [0, 1, 2].map((k) => Number(k === label)),
                [1, 3],
              ),
            ],
            1,
          ),
        ),
      ).then(([v]) => v!);
    const effect = async (image: number) => (await judge(image, 1)) - (await judge(image, 0));
    expect(Math.abs((await effect(1)) - (await effect(2)))).toBeGreaterThan(1e-3);
  });

  test('judges two images together with pac = 2: each pixel of both matters', async () => {
    const D = discriminator(8, { pac: 2 });
    stir(D);
    const gradient = await values(() => tf.grad((x: tf.Tensor) => tf.sum(D(x)))(normals([1, 128])));
    expect(gradient).toHaveLength(128);
    expect(gradient.filter((g) => g === 0)).toHaveLength(0);
  });

  test('has the parameters that its layers add up to, at 16 channels', () => {
    const dense = (i: number, o: number) => (i + 1) * o;
    const conv = (i: number, o: number) => (9 * i + 1) * o;
    const G = convGenerator({ size: square(8), channels: 16, latentDim: 16, limits }, createRng(1));
    const D = convDiscriminator({ size: square(8), channels: 16 }, createRng(1));
    expect(countParameters(G)).toBe(dense(16, 512) + conv(32, 32) + conv(32, 16) + conv(16, 1));
    expect(countParameters(D)).toBe(conv(1, 16) + conv(16, 32) + conv(32, 32) + dense(512, 1));
  });
});

describe.each(backendNames)('on %s', async (backend) => {
  const here = await useBackend(backend);
  afterAll(() => tf.disposeVariables());
  // TensorFlow.js's own wasm backend cannot differentiate a convolution by its weights.
  const check = here && tf.getKernel('Conv2DBackpropFilter', backend) ? test : test.skip;

  check(
    'both players of the game have the gradients that finite differences give',
    async () => {
      await useBackend(backend);
      const [G, D] = [generator(), discriminator(8, { spread: true })];
      const [z, real] = [normals([4, 5]), normals([4, 64], 2)];
      const forG = () => tf.mean(tf.softplus(tf.neg(D(G(z))))) as tf.Scalar;
      const fake = tf.tidy(() => G(z));
      const forD = () => tf.add(tf.mean(tf.softplus(tf.neg(D(real)))), tf.mean(tf.softplus(D(fake)))) as tf.Scalar;
      expect(await directionalError(forG, G.weights, 1, 5e-4)).toBeLessThan(2e-2);
      expect(await directionalError(forD, D.weights, 2, 5e-4)).toBeLessThan(2e-2);
    },
    300_000,
  ); // a software adapter compiles a shader per operation

  check(
    'a penalty on the gradient of D is differentiated rightly',
    async () => {
      await useBackend(backend);
      const D = discriminator();
      const real = normals([3, 64], 2);
      const penalty = () => tf.mean(tf.sum(tf.square(tf.grad((x: tf.Tensor) => tf.sum(D(x)))(real)), 1)) as tf.Scalar;
      expect(await directionalError(penalty, D.weights, 4, 2e-4)).toBeLessThan(2e-2);
    },
    300_000,
  );
});
