import { beforeAll, expect, test } from 'vitest';
import { powerIteration, sigma, spectralMlp } from '../../../src/lib/gan/spectralNorm.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { symmetricEigen } from '../../../src/lib/theory/linearAlgebra.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => void (await useBackend('cpu')));

/** The largest singular value, from the eigenvalues of W^T W in float64. */
function exactNorm(w: ArrayLike<number>, inputs: number, outputs: number): number {
  const gram = new Float64Array(outputs * outputs);
  for (let i = 0; i < outputs; i++)
    for (let j = 0; j < outputs; j++)
      for (let k = 0; k < inputs; k++) gram[i * outputs + j]! += w[k * outputs + i]! * w[k * outputs + j]!;
  return Math.sqrt(symmetricEigen(gram).values.at(-1)!);
}
const read = async (x: tf.Tensor) => (await x.data())[0]!;

test('power iteration climbs to the largest singular value, and never above it', async () => {
  const values = createRng(1).normals(20 * 12);
  const w = tf.tensor2d(values, [20, 12]);
  let { u, v } = powerIteration(w, tf.tensor2d(createRng(2).normals(12), [12, 1]));
  let last = 0;
  for (let round = 0; round < 120; round++) {
    const now = await read(sigma(w, u, v));
    expect(now).toBeGreaterThanOrEqual(last * (1 - 1e-6));
    last = now;
    ({ u, v } = powerIteration(w, u));
  }
  expect(last / exactNorm(values, 20, 12)).toBeCloseTo(1, 4);
});

test('each round goes on from the last one: ten calls of one round are ten rounds', async () => {
  const D = spectralMlp([6, 5, 1], 'leakyRelu', createRng(3));
  const [w] = D.weights as [tf.Variable];
  const [u] = D.state as [tf.Variable];
  let expected: tf.Tensor = u.clone();
  for (let round = 0; round < 10; round++) {
    D.prepare!();
    expected = powerIteration(w, expected).u;
  }
  expect(await tf.max(tf.abs(tf.sub(u, expected))).data()).toEqual(Float32Array.of(0));
});

test('the network stretches no distance, whatever its weights', async () => {
  const D = spectralMlp([3, 24, 24, 1], 'leakyRelu', createRng(4));
  for (const w of D.weights) if (w.rank === 2) w.assign(tf.mul(w, 30));
  for (let round = 0; round < 60; round++) tf.tidy(() => D.prepare!());
  const rng = createRng(5);
  const x = tf.tensor2d(rng.normals(300), [100, 3]);
  const y = tf.tensor2d(rng.normals(300), [100, 3]);
  const ratio = tf.div(tf.abs(tf.sub(D(x), D(y))), tf.norm(tf.sub(x, y), 2, 1, true));
  expect(await read(tf.max(ratio))).toBeLessThanOrEqual(1.0001);
  expect(await read(tf.max(ratio))).toBeGreaterThan(0.02); // and it is not flat either
});

test('u and v are no weights: gradients leave them alone', () => {
  const D = spectralMlp([2, 4, 1], 'leakyRelu', createRng(6));
  expect(D.weights.length).toBe(4);
  expect(D.state!.length).toBe(4);
  expect(D.weights.some((w) => D.state!.includes(w))).toBe(false);
});
