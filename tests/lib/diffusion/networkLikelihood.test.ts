import { beforeAll, describe, expect, test } from 'vitest';
import { sigmaDenoiser } from '../../../src/lib/diffusion/denoisers.ts';
import { networkLikelihood } from '../../../src/lib/diffusion/networkLikelihood.ts';
import { karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import type { BackendName } from '../../../src/lib/engine/backends.ts';
import { createRng } from '../../../src/lib/random.ts';
import { convolve, gaussianMixture, logDensity } from '../../../src/lib/theory/mixture.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

/** .4 N((-1, .3), .4^2 I) + .6 N((.8, -.5), .6^2 I), and its exact denoiser as a network on tensors. */
const mixture = gaussianMixture(
  [
    [-1, 0.3],
    [0.8, -0.5],
  ],
  [0.4, 0.6],
  [0.4, 0.6],
);
const network = sigmaDenoiser((x, sigma) => {
  const [a, b] = mixture.means.map((mean, k) => {
    const s2 = mixture.stds[k]! ** 2;
    const variance = tf.add(tf.square(sigma), s2); // [n, 1]
    const gap = tf.sub(x, tf.tensor2d([mean])); // [n, 2]
    const squared = tf.sum(tf.square(gap), 1, true);
    const log = tf.sub(tf.sub(Math.log(mixture.weights[k]!), tf.log(variance)), tf.div(tf.mul(squared, 0.5), variance));
    return { log, posterior: tf.add(tf.tensor2d([mean]), tf.mul(tf.div(s2, variance), gap)) };
  }) as [{ log: tf.Tensor; posterior: tf.Tensor }, { log: tf.Tensor; posterior: tf.Tensor }];
  const ofA = tf.sigmoid(tf.sub(a.log, b.log));
  return tf.add(b.posterior, tf.mul(ofA, tf.sub(a.posterior, b.posterior))) as tf.Tensor2D;
});
const points = [
  [0, 0],
  [-1.2, 0.6],
  [1.5, -1.5],
];
const rising = (steps: number) => karrasSigmas(steps, { sigmaMin: 0.02, sigmaMax: 40 }).slice(0, -1).reverse();
const exact = points.map((x) => logDensity(convolve(mixture, 0.02), x));

describe.each(['cpu', 'wasm'] as BackendName[])('on %s', (backend) => {
  beforeAll(async () => void (await useBackend(backend)));

  test('a network that is exact has the log density of the mixture, and nothing leaks', async () => {
    const before = tf.memory().numTensors;
    const likelihood = networkLikelihood(network);
    const x = tf.tensor2d(points);
    const log = likelihood.evaluate(x, rising(120), 'exact');
    (await log.data()).forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(0.01));
    tf.dispose([x, log]);
    likelihood.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a recorded step on webgpu gives what wasm gives', async ({ skip }) => {
  const values: Float32Array[] = [];
  for (const backend of ['wasm', 'webgpu'] as const) {
    if (!(await useBackend(backend))) skip();
    const likelihood = networkLikelihood(network);
    const log = likelihood.evaluate(tf.tensor2d(points), rising(8), 'exact');
    values.push((await log.data()) as Float32Array);
    likelihood.dispose();
  }
  values[0]!.forEach((value, i) => expect(values[1]![i]).toBeCloseTo(value, 3));
});

test('random signs estimate it without bias', async () => {
  await useBackend('wasm');
  const likelihood = networkLikelihood(network);
  const n = 1000;
  const x = tf.tensor2d(Array.from({ length: n }, () => points[1]!));
  const log = likelihood.evaluate(x, rising(60), createRng(4));
  const one = likelihood.evaluate(tf.tensor2d([points[1]!]), rising(60), 'exact');
  const values = (await log.data()) as Float32Array;
  const mean = values.reduce((a: number, b: number) => a + b, 0) / n;
  const spread = Math.sqrt(values.reduce((a: number, b: number) => a + (b - mean) ** 2, 0) / n);
  expect(spread).toBeGreaterThan(0.01);
  expect(Math.abs(mean - (await one.data())[0]!)).toBeLessThan(4.5 * (spread / Math.sqrt(n)));
  likelihood.dispose();
});
