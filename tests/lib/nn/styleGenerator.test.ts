import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demodulation, modulatedConv } from '../../../src/lib/nn/modulatedConv.ts';
import { styleDraws, styleGenerator, truncate } from '../../../src/lib/nn/styleGenerator.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { directionalError } from '../../helpers/finiteDifferences.ts';
import { normals, stir, values } from '../../helpers/nets.ts';

const options = { size: { width: 8, height: 8 }, channels: 4, latentDim: 5, limits: [-1, 2] as const };
const draws = styleDraws(options);
const make = () => {
  const G = styleGenerator(options, createRng(1));
  stir(G, 4, 0.3);
  return G;
};

beforeAll(async () => void (await useBackend('cpu')));
afterAll(() => tf.disposeVariables());

describe('a modulated convolution', () => {
  test('is the convolution of each image with its own demodulated kernel', async () => {
    const x = normals([2, 4, 4, 3]);
    const kernel = normals([3, 3, 3, 2], 2) as tf.Tensor4D;
    const style = normals([2, 3], 3);
    const fast = await values(() => modulatedConv(x, kernel, style));
    for (let image = 0; image < 2; image++) {
      const own = await values(() => {
        const s = tf.reshape(tf.slice(style, [image, 0], [1, 3]), [1, 1, 3, 1]);
        const modulated = tf.mul(kernel, s);
        const norm = tf.sqrt(tf.add(tf.sum(tf.square(modulated), [0, 1, 2], true), 1e-8));
        const one = tf.slice(x, [image, 0, 0, 0], [1, 4, 4, 3]) as tf.Tensor4D;
        return tf.conv2d(one, tf.div(modulated, norm) as tf.Tensor4D, 1, 'same');
      });
      own.forEach((v, i) => expect(Math.abs(v - fast[image * 32 + i]!)).toBeLessThan(1e-4));
    }
  });

  test('does not know the scale of its kernel or of its style', async () => {
    const [x, kernel, style] = [normals([1, 4, 4, 3]), normals([3, 3, 3, 2], 2) as tf.Tensor4D, normals([1, 3], 3)];
    const plain = await values(() => modulatedConv(x, kernel, style));
    const scaled = await values(() => modulatedConv(x, tf.mul(kernel, 5), tf.mul(style, 0.2)));
    scaled.forEach((v, i) => expect(v).toBeCloseTo(plain[i]!, 4));
    const factors = await values(() => demodulation(kernel, tf.zeros([1, 3])));
    expect(factors.every(Number.isFinite)).toBe(true); // a style of zero divides by nothing
  });
});

describe('the style-based generator', () => {
  test('makes images within their limits from a row of normals each, the same alone as in a batch', async () => {
    const G = make();
    const row = normals([4, draws]);
    const all = await values(() => G(row));
    expect(all).toHaveLength(4 * 64);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...all)).toBeLessThanOrEqual(2);
    const alone = await values(() => G(tf.slice(row, [3, 0], [1, draws])));
    alone.forEach((v, i) => expect(v).toBeCloseTo(all[3 * 64 + i]!, 5));
  });

  test('uses every number of its row: latents, crossover and the noise of each pixel', async () => {
    const G = make();
    const row = await normals([1, draws], 6).data();
    const crossing = Float32Array.from(row);
    crossing[10] = 3; // the second latent is in force from the second layer on
    const image = (values: Float32Array) => G(tf.tensor2d(values, [1, draws]));
    const base = await values(() => image(crossing));
    for (const k of [0, 5, 11, 11 + 16, draws - 1]) {
      const changed = crossing.map((v, i) => (i === k ? v + 1 : v));
      const after = await values(() => image(changed));
      expect(Math.max(...after.map((v, i) => Math.abs(v - base[i]!)))).toBeGreaterThan(1e-5);
    }
    const kept = crossing.map((v, i) => (i === 10 ? -3 : v)); // one latent throughout
    expect(await values(() => image(kept))).not.toEqual(base);
  });

  test('mixes styles by layer: with the first latent in all layers the second has no say', async () => {
    const G = make();
    const { z, other, noise } = G.parts(normals([2, draws]));
    const [w, second] = [G.map(z), G.map(other)];
    const styled = (from: number) =>
      values(() =>
        G.synthesise(
          Array.from({ length: G.layers }, (_, i) => (i < from ? w : second)),
          noise,
        ),
      );
    const images = await Promise.all(Array.from({ length: G.layers + 1 }, (_, from) => styled(from)));
    images.slice(1).forEach((image, i) => expect(image).not.toEqual(images[i]));
    const swapped = await values(() => G.synthesise(new Array<tf.Tensor>(G.layers).fill(second), noise));
    expect(swapped).toEqual(images[0]);
  });

  test('has gradients that finite differences give', async () => {
    const G = make();
    const row = normals([2, draws]);
    const target = normals([2, 64], 8);
    const loss = () => tf.mean(tf.squaredDifference(G(row), target)) as tf.Scalar;
    expect(await directionalError(loss, G.weights, 3, 5e-4)).toBeLessThan(2e-2);
  });
});

describe('truncation', () => {
  test('scales the spread of w by psi, exactly, and keeps its mean', async () => {
    const w = normals([200, 3]);
    const wBar = tf.mean(w, 0, true);
    for (const psi of [0, 0.5, 1]) {
      const spread = await values(() => {
        const cut = truncate(w, wBar, psi);
        return tf.concat([tf.reshape(tf.moments(cut, 0).variance, [1, 3]), tf.sub(tf.mean(cut, 0, true), wBar)], 1);
      });
      const whole = await values(() => tf.moments(w, 0).variance);
      whole.forEach((v, i) => {
        expect(spread[i]).toBeCloseTo(psi ** 2 * v, 5);
        expect(spread[3 + i]).toBeCloseTo(0, 6);
      });
    }
  });
});
