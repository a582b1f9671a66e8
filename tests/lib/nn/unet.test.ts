import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backendNames } from '../../../src/lib/engine/backends.ts';
import { countParameters } from '../../../src/lib/nn/network.ts';
import { unet } from '../../../src/lib/nn/unet.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { directionalError } from '../../helpers/finiteDifferences.ts';
import { normals, stir, values } from '../../helpers/nets.ts';

const small = (side = 8) => unet({ size: { width: side, height: side }, channels: 4, features: 6 }, createRng(1));

describe('the U-Net', () => {
  beforeAll(async () => void (await useBackend('cpu')));
  afterAll(() => tf.disposeVariables());

  test('says zero until it has learned, whatever it sees', async () => {
    const out = await values(() => small()(normals([2, 64]), normals([2, 6], 2)));
    expect(out).toEqual(new Float32Array(128));
  });

  test.each([8, 28])('gives an image of %i pixels a side for an image', (side) => {
    const out = tf.tidy(() => small(side)(normals([2, side * side]), normals([2, 6], 2)));
    expect(out.shape).toEqual([2, side * side]);
    out.dispose();
  });

  test('treats every image of a batch by itself', async () => {
    const net = small();
    stir(net);
    const [x, features] = [normals([5, 64]), normals([5, 6], 2)];
    const all = await values(() => net(x, features));
    const alone = await values(() => net(tf.slice(x, [3, 0], [1, 64]), tf.slice(features, [3, 0], [1, 6])));
    alone.forEach((v, i) => expect(Math.abs(v - all[3 * 64 + i]!)).toBeLessThan(1e-4));
  });

  test('hears the features, and sees far: a corner pixel reaches the opposite corner', async () => {
    const net = small();
    stir(net);
    const base = await values(() => net(tf.zeros([1, 64]), tf.zeros([1, 6])));
    const told = await values(() => net(tf.zeros([1, 64]), tf.ones([1, 6])));
    const touched = await values(() =>
      net(tf.tensor2d([1, ...new Array<number>(63).fill(0)], [1, 64]), tf.zeros([1, 6])),
    );
    expect(Math.abs(told[63]! - base[63]!)).toBeGreaterThan(1e-3);
    expect(Math.abs(touched[63]! - base[63]!)).toBeGreaterThan(1e-4);
  });

  test('of 16 channels has as many parameters as its layers add up to', () => {
    const net = unet({ size: { width: 8, height: 8 }, channels: 16, features: 32 }, createRng(1));
    const dense = (i: number, o: number) => (i + 1) * o;
    const conv = (i: number, o: number) => (9 * i + 1) * o;
    const norm = (c: number) => 2 * c;
    const block = (i: number, o: number) =>
      norm(i) + conv(i, o) + dense(64, 2 * o) + norm(o) + conv(o, o) + (i === o ? 0 : dense(i, o));
    const expected =
      dense(32, 64) + dense(64, 64) + conv(1, 16) + block(16, 16) + conv(16, 16) + block(16, 32) +
      (norm(32) + 4 * dense(32, 32)) + block(32, 32) + block(48, 16) + norm(16) + conv(16, 1); // prettier-ignore
    expect(countParameters(net)).toBe(expected);
  });

  test('refuses channels that do not come in fours', () => {
    expect(() => unet({ size: { width: 8, height: 8 }, channels: 6, features: 6 }, createRng(1))).toThrow(
      'multiple of 4',
    );
  });
});

describe.each(backendNames)('on %s', async (backend) => {
  const here = await useBackend(backend);
  afterAll(() => tf.disposeVariables());
  // TensorFlow.js's own wasm backend cannot differentiate a convolution by its weights.
  const check = here && tf.getKernel('Conv2DBackpropFilter', backend) ? test : test.skip;

  check(
    'the noise loss through a U-Net has the gradient that finite differences give',
    async () => {
      await useBackend(backend);
      const net = small();
      stir(net);
      const [x, features, eps] = [normals([3, 64]), normals([3, 6], 2), normals([3, 64], 3)];
      const f = () => tf.mean(tf.squaredDifference(eps, net(x, features))) as tf.Scalar;
      expect(await directionalError(f, net.weights, 3)).toBeLessThan(1e-2);
    },
    300_000,
  ); // a software adapter compiles a shader per operation
});
