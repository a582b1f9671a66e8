import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attention } from '../../../src/lib/nn/attention.ts';
import { conv } from '../../../src/lib/nn/conv.ts';
import { groupNorm } from '../../../src/lib/nn/groupNorm.ts';
import { levelEmbedding, levelFeatures } from '../../../src/lib/nn/levelEmbedding.ts';
import { levels } from '../../../src/lib/nn/levels.ts';
import { minibatchStd } from '../../../src/lib/nn/minibatchStd.ts';
import { pixelNorm } from '../../../src/lib/nn/pixelNorm.ts';
import { residualBlock } from '../../../src/lib/nn/residual.ts';
import { upsample } from '../../../src/lib/nn/upsample.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { normals, stir, values } from '../../helpers/nets.ts';

beforeAll(async () => void (await useBackend('cpu')));
afterAll(() => tf.disposeVariables());

describe('a convolution', () => {
  test('is the sum over a 3 by 3 window, zero outside, and takes every other pixel with stride 2', async () => {
    const [h, w, inputs, outputs] = [4, 4, 2, 3];
    for (const stride of [1, 2]) {
      const layer = conv(inputs, outputs, createRng(1), { stride });
      stir(layer);
      const x = normals([1, h, w, inputs]);
      const [xs, ks, bs] = await Promise.all([x, ...layer.weights].map((t) => t.data()));
      const got = await values(() => layer(x));
      // 'same' with an even side and stride 2 pads after the image only.
      const [side, before] = stride === 1 ? [4, 1] : [2, 0];
      expect(got).toHaveLength(side * side * outputs);
      for (let i = 0; i < side; i++)
        for (let j = 0; j < side; j++)
          for (let o = 0; o < outputs; o++) {
            let sum = bs![o]!;
            for (let a = 0; a < 3; a++)
              for (let b = 0; b < 3; b++) {
                const [y, z] = [stride * i + a - before, stride * j + b - before];
                if (y < 0 || y >= h || z < 0 || z >= w) continue;
                for (let c = 0; c < inputs; c++)
                  sum += xs![(y * w + z) * inputs + c]! * ks![((a * 3 + b) * inputs + c) * outputs + o]!;
              }
            expect(got[(i * side + j) * outputs + o]).toBeCloseTo(sum, 4);
          }
    }
  });

  test('starts with the variance of He: 2 / (9 inputs), or at zero where asked', async () => {
    const [kernel] = conv(16, 64, createRng(2)).weights;
    const w = Float32Array.from(await kernel!.data());
    const variance = w.reduce((s: number, v: number) => s + v * v, 0) / w.length;
    const expected = 2 / (9 * 16);
    // A uniform's square has variance 4/5 of its squared mean.
    expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt(0.8 / w.length));
    const zero = await conv(4, 4, createRng(2), { zero: true }).weights[0]!.data();
    expect(zero.every((v: number) => v === 0)).toBe(true);
  });
});

describe('group normalisation', () => {
  test('gives every group of four channels of every image mean 0 and variance 1', async () => {
    const x = tf.add(tf.mul(normals([3, 5, 5, 8]), 4), 2);
    const y = await values(() => groupNorm(8)(x));
    for (let image = 0; image < 3; image++)
      for (let group = 0; group < 2; group++) {
        const own = y.filter((_, i) => Math.floor(i / 200) === image && Math.floor((i % 8) / 4) === group);
        const mean = own.reduce((s, v) => s + v, 0) / own.length;
        const variance = own.reduce((s, v) => s + (v - mean) ** 2, 0) / own.length;
        expect(mean).toBeCloseTo(0, 4);
        expect(variance).toBeCloseTo(1, 3);
      }
  });

  test('does not mix the images of a batch', async () => {
    const x = normals([4, 3, 3, 4]);
    const all = await values(() => groupNorm(4)(x));
    const alone = await values(() => groupNorm(4)(tf.slice(x, [2, 0, 0, 0], [1, 3, 3, 4])));
    alone.forEach((v, i) => expect(v).toBeCloseTo(all[72 + i]!, 5));
  });
});

describe('attention', () => {
  test('starts as the identity', async () => {
    const x = normals([2, 3, 3, 4]);
    expect(await values(() => attention(4, createRng(1))(x))).toEqual(Float32Array.from(await x.data()));
  });

  test('does not care where a pixel is: permuted pixels give the same, permuted', async () => {
    const layer = attention(4, createRng(1));
    stir(layer, 5, 0.7);
    const x = normals([1, 2, 3, 4]);
    const order = [4, 2, 0, 5, 1, 3];
    const permuted = tf.reshape(tf.gather(tf.reshape(x, [6, 4]), order), [1, 2, 3, 4]);
    const [plain, moved] = [await values(() => layer(x)), await values(() => layer(permuted))];
    order.forEach((from, to) => {
      for (let c = 0; c < 4; c++) expect(moved[to * 4 + c]).toBeCloseTo(plain[from * 4 + c]!, 4);
    });
  });

  test('is softmax(Q K^T / sqrt(channels)) V, worked out in float64', async () => {
    const layer = attention(4, createRng(1));
    stir(layer, 5, 0.7);
    const x = normals([1, 2, 2, 4]);
    const got = await values(() => layer(x));
    const w = await Promise.all(layer.weights.map(async (v) => Array.from((await v.data()) as Float32Array)));
    const [gain, bias, wq, bq, wk, bk, wv, bv, wp, bp] = w as [
      number[], number[], number[], number[], number[], number[], number[], number[], number[], number[],
    ]; // prettier-ignore
    const xs = Array.from((await x.data()) as Float32Array);
    const mean = xs.reduce((s, v) => s + v, 0) / 16;
    const deviation = Math.sqrt(xs.reduce((s, v) => s + (v - mean) ** 2, 0) / 16 + 1e-5);
    const pixel = (p: number) => [0, 1, 2, 3].map((c) => ((xs[p * 4 + c]! - mean) / deviation) * gain[c]! + bias[c]!);
    const apply = (v: number[], m: number[], b: number[]) =>
      b.map((start, o) => v.reduce((s, value, i) => s + value * m[i * 4 + o]!, start));
    const [q, k, v] = [[wq, bq], [wk, bk], [wv, bv]].map(([m, b]) =>
      [0, 1, 2, 3].map((p) => apply(pixel(p), m!, b!)),
    ) as [number[][], number[][], number[][]]; // prettier-ignore
    q.forEach((query, p) => {
      const scores = k.map((key) => Math.exp(key.reduce((s, value, c) => s + value * query[c]!, 0) / 2));
      const total = scores.reduce((s, e) => s + e, 0);
      const mixed = [0, 1, 2, 3].map((c) => scores.reduce((s, e, j) => s + (e / total) * v[j]![c]!, 0));
      apply(mixed, wp, bp).forEach((out, c) => expect(got[p * 4 + c]).toBeCloseTo(xs[p * 4 + c]! + out, 4));
    });
  });
});

describe('a residual block', () => {
  test('starts as the identity where the channels stay', async () => {
    const x = normals([2, 4, 4, 4]);
    const y = await values(() => residualBlock(4, 4, 6, createRng(1))(x, normals([2, 6])));
    expect(y).toEqual(Float32Array.from(await x.data()));
  });
});

describe('doubling an image', () => {
  test('repeats every pixel twice along both sides', async () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    expect([...(await values(() => upsample(x)))]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });
});

describe('pixel normalisation', () => {
  test('gives every pixel a mean square of 1', async () => {
    const y = await values(() => pixelNorm(tf.mul(normals([2, 2, 2, 8]), 7)));
    for (let p = 0; p < 8; p++) {
      const square = y.slice(p * 8, p * 8 + 8).reduce((s, v) => s + v * v, 0) / 8;
      expect(square).toBeCloseTo(1, 4);
    }
  });
});

describe('the minibatch standard deviation', () => {
  test('is one more channel: near zero for copies of one image, the deviation for different ones', async () => {
    const one = tf.tile(normals([1, 2, 2, 3]), [4, 1, 1, 1]);
    const copies = await values(() => minibatchStd(one));
    const different = await values(() => minibatchStd(tf.concat([tf.zeros([2, 2, 2, 3]), tf.fill([2, 2, 2, 3], 3)])));
    expect(copies[3]).toBeLessThan(1e-3);
    expect(different[3]).toBeCloseTo(1.5, 4);
    expect(different).toHaveLength(4 * 2 * 2 * 4);
  });
});

describe('the levels of an image', () => {
  test('halve it while it is above 7 pixels and even', () => {
    const widths = (side: number) => levels({ width: side, height: side }).map(({ width }) => width);
    expect([8, 28, 32, 7, 9].map(widths)).toEqual([[8, 4], [28, 14, 7], [32, 16, 8, 4], [7], [9]]);
  });
});

describe('the features of a continuous noise level', () => {
  test('lie on the unit circle, two by two, and tell all levels of EDM apart', () => {
    const cs = Array.from({ length: 60 }, (_, i) => Math.log(0.002 * (80 / 0.002) ** (i / 59)) / 4);
    const rows = levelEmbedding(cs);
    expect(rows).toHaveLength(60 * levelFeatures);
    const row = (i: number) => rows.subarray(i * levelFeatures, (i + 1) * levelFeatures);
    const half = levelFeatures / 2;
    for (let k = 0; k < half; k++) expect(Math.hypot(row(7)[k]!, row(7)[half + k]!)).toBeCloseTo(1, 5);
    for (let i = 0; i < 60; i++)
      for (let j = 0; j < i; j++) expect(Math.hypot(...row(i).map((v, k) => v - row(j)[k]!))).toBeGreaterThan(0.3);
  });
});
