import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDataset, createDigits } from '../../../src/lib/data/index.ts';
import { buildModels } from '../../../src/lib/experiments/build.ts';
import { defaultConfig, type Config } from '../../../src/lib/experiments/config.ts';
import type { Batch } from '../../../src/lib/model.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { draw, train } from '../../helpers/models.ts';

const digits = createDigits(
  new Uint8Array(readFileSync(new URL('../../../public/data/digits-8x8.bin', import.meta.url))),
);
const ring = createDataset('ring');
const small: Config = {
  ...defaultConfig,
  data: 'digits',
  budget: 900,
  channels: 4,
  batchSize: 8,
  T: 20,
  samplerSteps: 3,
};
const build = (name: string, changes: Partial<Config> = {}, data = digits) =>
  buildModels([name], { ...small, ...changes }, data, createRng(1))[name]!;

const batch: Batch = Object.assign((n: number) => digits.sample(n, createRng(5)), {
  labelled: (n: number) => digits.labels!.sample(n, createRng(5)),
});

beforeAll(async () => void (await useBackend('wasm')));

describe('a model for images', () => {
  const kinds: [string, string, Partial<Config>][] = [
    ['a U-Net', 'ddpm', { net: 'conv' }],
    ['a U-Net that is told labels and learns its variance', 'ddpm', { net: 'conv', conditional: true, learnVariance: true, sampler: 'ancestral', guidanceScale: 2 }],
    ['a perceptron that is told labels, with zero terminal SNR', 'ddpm', { conditional: true, prediction: 'v', schedule: 'zeroTerminal', weighting: 'velocity', guidanceScale: 2 }],
    ['a perceptron that predicts x_0 and learns its variance', 'ddpm', { learnVariance: true, prediction: 'x0', weighting: 'minSnr', sampler: 'ancestral' }],
    ['a U-Net in sigma that is told labels', 'edm', { net: 'conv', conditional: true, guidanceScale: 2, sampler: 'churn' }],
    ['a convolutional pair that is told labels, in packs of two', 'gan', { net: 'conv', conditional: true, pac: 2, penalty: 'r1' }],
    ['a style-based pair that is told labels', 'stylegan', { conditional: true }],
  ]; // prettier-ignore

  test.each(kinds)(
    'trains, samples, is saved and restored bit for bit, and gives everything back: %s',
    async (_, name, changes) => {
      const before = tf.memory().numTensors;
      const model = build(name, changes);
      const history = await train({ model, batch }, 3);
      expect(history.every((losses) => Object.values(losses).every(Number.isFinite))).toBe(true);
      const label = changes.conditional ? 4 : undefined;
      const images = await draw(model, 5, 1, { label });
      expect(images).toHaveLength(5 * 64);
      expect(images.every(Number.isFinite)).toBe(true);
      const saved = await model.snapshot();
      const other = build(name, changes);
      other.restore(saved);
      expect(await draw(other, 5, 1, { label })).toEqual(images);
      expect(await train({ model: other, batch }, 2)).toEqual(await train({ model, batch }, 2));
      const typical = { label, truncation: 0.5 }; // half way to the mean style, whose average goes on too
      expect(await draw(other, 2, 2, typical)).toEqual(await draw(model, 2, 2, typical));
      expect(tf.memory().numTensors).toBeGreaterThan(before);
      model.dispose();
      other.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
    60_000,
  );

  test('draws different images for different labels, from the same noise', async () => {
    for (const name of ['ddpm', 'edm', 'gan', 'stylegan']) {
      const model = build(name, { net: name === 'gan' ? 'conv' : 'mlp', conditional: true, prediction: 'v' });
      await train({ model, batch }, 3);
      expect(await draw(model, 2, 1, { label: 1 })).not.toEqual(await draw(model, 2, 1, { label: 2 }));
      model.dispose();
    }
  }, 60_000);
});

describe('a style-based pair', () => {
  test('draws one image at psi = 0 but for its noise, and mixes styles from a layer on', async () => {
    const model = build('stylegan');
    await train({ model, batch }, 5);
    const apart = (images: Float32Array) => {
      let sum = 0;
      for (let i = 0; i < 64; i++) sum += Math.abs(images[i]! - images[64 + i]!);
      return sum;
    };
    const spread = await Promise.all(
      [0, 0.5, 1].map(async (truncation) => apart(await draw(model, 2, 1, { truncation }))),
    );
    expect(spread[0]).toBeLessThan(0.2 * spread[2]!);
    expect(spread[1]).toBeLessThan(spread[2]!);
    const plain = await draw(model, 2);
    expect(await draw(model, 2, 1, { mixing: 3 })).toEqual(plain); // three layers: none is left to mix
    expect(await draw(model, 2, 1, { mixing: 1 })).not.toEqual(plain);
    model.dispose();
  });
});

describe('what does not fit together is refused with a sentence:', () => {
  const cases: [string, string, Partial<Config>, typeof ring, RegExp][] = [
    ['an unknown model', 'oracle', {}, ring, /No model is called "oracle"\. There are gan, /],
    ['a convolutional net on points', 'ddpm', { net: 'conv' }, ring, /sees images, and "ring" has points/],
    ['a convolutional GAN on points', 'gan', { net: 'conv' }, ring, /sees images, and "ring" has points/],
    ['a style-based GAN on points', 'stylegan', {}, ring, /sees images, and "ring" has points/],
    ['labels where there are none', 'edm', { conditional: true }, createDataset('swissRoll'), /"swissRoll" has no labels/],
    ['eps at zero terminal SNR', 'ddpm', { schedule: 'zeroTerminal' }, ring, /choose the prediction "v" or "x0"/],
    ['spectral normalisation of convolutions', 'gan', { net: 'conv', penalty: 'spectral' }, digits, /made for dense layers/],
    ['channels not in fours', 'ddpm', { net: 'conv', channels: 6 }, digits, /multiple of 4/],
  ]; // prettier-ignore
  test.each(cases)('%s', (_, name, changes, data, sentence) => {
    expect(() => build(name, changes, data)).toThrow(sentence);
  });
});
