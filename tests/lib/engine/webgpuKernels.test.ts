import { beforeAll, describe, expect, test } from 'vitest';
import { fused } from '../../../src/lib/engine/fused.ts';
import { settings } from '../../../src/lib/engine/settings.ts';
import { startWebgpu } from '../../../src/lib/engine/webgpu/device.ts';
import { splitPositions } from '../../../src/lib/engine/webgpu/kernels/convWeightGradient.ts';
import { deviceNormals, deviceWords, drawState, normalWords } from '../../../src/lib/engine/webgpu/kernels/threefry.ts';
import { activations, type ActivationName } from '../../../src/lib/nn/activations.ts';
import { adam } from '../../../src/lib/nn/adam.ts';
import { dense } from '../../../src/lib/nn/dense.ts';
import { updateEma } from '../../../src/lib/nn/ema.ts';
import { createRng, threefry2x32 } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

const available = await useBackend('webgpu');

const rng = createRng(5);
const normal = (...shape: number[]) => tf.tensor(rng.normals(tf.util.sizeFromShape(shape)), shape);

/** Largest difference, relative to the largest number. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, scale] = [0, 1e-30];
  for (let i = 0; i < b.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  expect(a.length).toBe(b.length);
  return most / scale;
}

/** What `f` computes with our kernels and without. */
async function both(f: () => tf.Tensor[]): Promise<[Float32Array[], Float32Array[]]> {
  const results: Float32Array[][] = [];
  for (const on of [true, false]) {
    settings.fused = on;
    let tensors: tf.Tensor[];
    try {
      tensors = tf.tidy(f);
    } finally {
      settings.fused = true;
    }
    results.push(await Promise.all(tensors.map(async (x) => Float32Array.from(await x.data()))));
    tf.dispose(tensors);
  }
  return results as [Float32Array[], Float32Array[]];
}

async function expectSame(f: () => tf.Tensor[], tolerance = 1e-5): Promise<void> {
  const [ours, plain] = await both(f);
  ours.forEach((values, i) => expect(distance(values, plain[i]!)).toBeLessThan(tolerance));
}

describe.skipIf(!available)('our WebGPU kernels', () => {
  beforeAll(async () => {
    await startWebgpu();
  });

  test('are used where they are registered, and only there', () => {
    expect(tf.getKernel('Adam', 'webgpu')).toBeDefined();
    settings.fused = false;
    const x = tf.ones([2]);
    const marked = fused('silu', { x }, () => tf.zeros([2]));
    settings.fused = true;
    expect(marked.shape).toEqual([2]);
  });

  test('sum over leading axes as TensorFlow.js does', async () => {
    for (const [shape, axes] of [
      [[37, 5], [0]],
      [[130, 1], [0]],
      [
        [3, 4, 6, 10],
        [0, 1, 2],
      ],
      [[70, 3, 9], 0],
    ] as [number[], number | number[]][]) {
      const x = normal(...shape);
      await expectSame(() => [tf.sum(x, axes), tf.sum(x, axes, true)]);
    }
  });

  for (const name of Object.keys(activations) as ActivationName[]) {
    test(`compute ${name}, its first and its second derivative`, async () => {
      const x = tf.tensor1d([-90, -3, -0.7, -1e-3, 0, 1e-3, 0.5, 2.5, 90]);
      const f = activations[name];
      const first = tf.grad((t: tf.Tensor) => tf.sum(f(t)));
      const second = tf.grad((t: tf.Tensor) => tf.sum(tf.square(first(t))));
      await expectSame(() => (name === 'relu' ? [f(x), first(x)] : [f(x), first(x), second(x)]));
    });
  }

  test('compute a dense layer and its gradients', async () => {
    const layer = dense(6, 5, createRng(2));
    const x = normal(9, 6);
    await expectSame(() => {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.square(layer(x))) as tf.Scalar,
        layer.weights as tf.Variable[],
      );
      return [value, ...layer.weights.map((w) => grads[w.name]!), tf.grad((t: tf.Tensor) => tf.sum(layer(t)))(x)];
    });
  });

  test('take Adam and averaging steps in place, leaving alone what shared the memory', async () => {
    const start = normal(70);
    const steps = Array.from({ length: 5 }, () => normal(70));
    await expectSame(() => {
      const w = tf.variable(start);
      const average = tf.variable(start);
      const witness = w.clone();
      const optimizer = adam([w]);
      for (const g of steps) {
        optimizer.apply([g], tf.tensor1d(optimizer.rates(0.01).values));
        updateEma([average], [w], tf.tensor1d([0.9]));
      }
      const results = [w, average, witness, ...optimizer.moments].map((x) => tf.add(x, 0));
      optimizer.dispose();
      tf.dispose([w, average]);
      return results;
    });
    const w = tf.variable(start);
    expect(await w.data()).toEqual(await start.data());
    tf.dispose(w);
  });

  for (const [size, kernel, inputs, outputs, stride, pad] of [
    [6, 3, 2, 3, 1, 'same'],
    [7, 4, 3, 5, 2, 'same'],
    [9, 3, 1, 17, 2, 'valid'],
    [5, 1, 18, 2, 1, 0],
  ] as const) {
    test(`compute a ${kernel}x${kernel} convolution's weight gradient, stride ${stride}, ${pad}`, async () => {
      const batch = 5;
      // On the host: what is read back from a device may be as wrong as what it computed.
      const xs = rng.normals(batch * size * size * inputs);
      const x = tf.tensor(xs, [batch, size, size, inputs]);
      const w = normal(kernel, kernel, inputs, outputs);
      const conv = (filter: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad);
      const shape = conv(w).shape as [number, number, number, number];
      const dys = rng.normals(tf.util.sizeFromShape(shape));
      const dy = tf.tensor(dys, shape);
      const gradient = tf.grad((filter: tf.Tensor) => tf.sum(tf.mul(conv(filter), dy)))(w);
      const span = (shape[1] - 1) * stride + kernel - size;
      const before = pad === 'same' ? Math.floor(Math.max(0, span) / 2) : 0;
      // The definition, in float64.
      const expected = new Float64Array(w.size);
      for (let b = 0; b < batch; b++)
        for (let oh = 0; oh < shape[1]; oh++)
          for (let ow = 0; ow < shape[2]; ow++)
            for (let kh = 0; kh < kernel; kh++)
              for (let kw = 0; kw < kernel; kw++) {
                const [ih, iw] = [oh * stride + kh - before, ow * stride + kw - before];
                if (ih < 0 || iw < 0 || ih >= size || iw >= size) continue;
                for (let ci = 0; ci < inputs; ci++)
                  for (let co = 0; co < outputs; co++)
                    expected[((kh * kernel + kw) * inputs + ci) * outputs + co]! +=
                      xs[((b * size + ih) * size + iw) * inputs + ci]! *
                      dys[((b * shape[1] + oh) * shape[2] + ow) * outputs + co]!;
              }
      expect(gradient.shape).toEqual(w.shape);
      expect(distance(await gradient.data(), expected)).toBeLessThan(1e-5);
    });
  }

  test('split the positions of a convolution evenly, all of them once', () => {
    for (const [positions, tiles] of [
      [12544, 1],
      [8192, 9],
      [100, 4],
      [129, 1000],
    ] as const) {
      const { splits, chunk } = splitPositions(positions, tiles);
      expect(splits * chunk).toBeGreaterThanOrEqual(positions);
      expect((splits - 1) * chunk).toBeLessThan(positions);
    }
    expect(splitPositions(12544, 1).splits).toBeGreaterThan(64);
  });

  test('draw the very words of the seeded stream, from any position', async () => {
    const stream = createRng(11);
    for (const [drawn, n] of [
      [0, 70],
      [3, 5],
      [2 ** 33, 9],
    ] as const) {
      const key = stream.state().key;
      const block = (b: number) => threefry2x32(key, [b >>> 0, Math.floor(b / 2 ** 32)]);
      const counter = Math.ceil(drawn / 2);
      stream.restore({ key, counter, spare: drawn % 2 === 0 ? null : block(counter - 1)[1] });
      const expected = Int32Array.from({ length: n }, (_, i) => block(Math.floor((drawn + i) / 2))[(drawn + i) % 2]!);
      const words = deviceWords(tf.tensor1d(drawState(stream, n), 'int32'), n);
      expect(await words.data()).toEqual(expected);
      const after = drawn + n;
      expect(stream.uniform() * 2 ** 32).toBe(block(Math.floor(after / 2))[after % 2]!);
    }
  });

  test('draw the normals of the seeded stream to float32', async () => {
    for (const skip of [0, 1]) {
      const [host, device] = [createRng(7), createRng(7)];
      for (let i = 0; i < skip; i++) expect(host.uniform()).toBe(device.uniform());
      const n = 4001;
      const state = tf.tensor1d(drawState(device, normalWords(n)), 'int32');
      const values = await deviceNormals(state, [n]).data();
      const expected = host.normals(n);
      let worst = 0;
      for (let i = 0; i < n; i++) worst = Math.max(worst, Math.abs(values[i]! - expected[i]!));
      expect(worst).toBeLessThan(3e-6);
      expect(device.state()).toEqual(host.state());
    }
  });
});
