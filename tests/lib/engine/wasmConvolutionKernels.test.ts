import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

const rng = createRng(31);

test.each([
  [7, 3, 5, 3, 1],
  [7, 3, 5, 3, 2],
  [8, 4, 8, 4, 2],
  [6, 1, 9, 3, 1],
  [6, 9, 1, 3, 1],
])(
  'gradients of a convolution that is not compiled: %d pixels, %d to %d channels, %d taps, stride %d, as on the cpu backend',
  async (size, inputs, outputs, taps, stride) => {
    const x = { values: rng.normals(2 * size * size * inputs), shape: [2, size, size, inputs] };
    const w = { values: rng.normals(taps * taps * inputs * outputs), shape: [taps, taps, inputs, outputs] };
    const gradients = () =>
      tf.tidy(() => {
        const f = (...[a, b]: tf.Tensor[]) =>
          tf.sum(tf.sin(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, 'same')));
        const at = [x, w].map(({ values, shape }) => tf.tensor(values, shape));
        return tf
          .grads(f)(at)
          .map((gradient) => Array.from(gradient.dataSync()));
      });
    await useBackend('cpu');
    const right = gradients();
    await useBackend('wasm');
    const before = tf.memory().numTensors;
    const found = gradients();
    found.forEach((gradient, i) => {
      const scale = Math.max(...right[i]!.map(Math.abs));
      gradient.forEach((value, k) => expect(Math.abs(value - right[i]![k]!)).toBeLessThan(1e-5 * scale));
    });
    expect(tf.memory().numTensors).toBe(before);
  },
);
