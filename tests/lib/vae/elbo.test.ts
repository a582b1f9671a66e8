import { beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import {
  gaussianLogLikelihood,
  importanceWeightedBound,
  klToPrior,
  logPosterior,
  logPrior,
  reparameterize,
} from '../../../src/lib/vae/elbo.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => void (await useBackend('cpu')));

const row = (...values: number[]) => tf.tensor2d([values]);
const number = async (x: tf.Tensor) => (await x.data())[0]!;

/** Simpson's rule on [-20, 20]. */
function integrate(f: (x: number) => number, n = 8000): number {
  const h = 40 / n;
  let sum = f(-20) + f(20);
  for (let i = 1; i < n; i++) sum += (i % 2 ? 4 : 2) * f(-20 + i * h);
  return (sum * h) / 3;
}
const normal = (x: number, mean: number, variance: number) =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

describe('the parts of the bound', () => {
  test('the KL to the prior is the integral of q log(q / p)', async () => {
    for (const [mean, variance] of [
      [1, 0.25],
      [-0.4, 2],
      [0, 1],
    ] as const) {
      const exact = integrate((z) => {
        const q = normal(z, mean, variance);
        return q > 0 ? q * Math.log(q / normal(z, 0, 1)) : 0;
      });
      const kl = klToPrior({ mean: row(mean), logVariance: row(Math.log(variance)) });
      expect(await number(kl)).toBeCloseTo(exact, 5);
    }
  });

  test('the KL of two coordinates is the sum of theirs', async () => {
    const both = klToPrior({ mean: row(1, -0.4), logVariance: row(Math.log(0.25), Math.log(2)) });
    const first = klToPrior({ mean: row(1), logVariance: row(Math.log(0.25)) });
    const second = klToPrior({ mean: row(-0.4), logVariance: row(Math.log(2)) });
    expect(await number(both)).toBeCloseTo((await number(first)) + (await number(second)), 5);
  });

  test('log densities are those of the normal law', async () => {
    const log = gaussianLogLikelihood(row(0.3, -1), row(1, 0.5), tf.tensor1d([Math.log(0.7)]));
    expect(await number(log)).toBeCloseTo(Math.log(normal(0.3, 1, 0.7) * normal(-1, 0.5, 0.7)), 5);
    const q = logPosterior({ mean: row(1, 0.5), logVariance: row(Math.log(0.7), Math.log(3)) }, row(0.3, -1));
    expect(await number(q)).toBeCloseTo(Math.log(normal(0.3, 1, 0.7) * normal(-1, 0.5, 3)), 5);
    expect(await number(logPrior(row(0.3, -1)))).toBeCloseTo(Math.log(normal(0.3, 0, 1) * normal(-1, 0, 1)), 5);
  });

  test('a draw from q has its mean and its spread', async () => {
    const n = 40_000;
    const q = { mean: tf.fill([n, 1], 1.5), logVariance: tf.fill([n, 1], Math.log(0.25)) };
    const z = Float32Array.from(await reparameterize(q, tf.tensor2d(createRng(1).normals(n), [n, 1])).data());
    const mean = z.reduce((sum, v) => sum + v, 0) / n;
    const variance = z.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
    expect(Math.abs(mean - 1.5)).toBeLessThan((4 * 0.5) / Math.sqrt(n));
    expect(Math.abs(variance - 0.25)).toBeLessThan(4 * 0.25 * Math.sqrt(2 / n));
  });

  test('the importance-weighted bound is the logarithm of a mean, without overflow', async () => {
    const weights = tf.tensor2d([[1000], [1000 + Math.log(3)]]);
    expect(await number(importanceWeightedBound(weights))).toBeCloseTo(1000 + Math.log(2), 3);
  });

  test('with the exact posterior every draw gives log p(x), so that the bound is tight for any K', async () => {
    // z ~ N(0, 1), x | z ~ N(z, 1): p(x) = N(0, 2) and p(z | x) = N(x / 2, 1 / 2).
    const x = 0.8;
    const q = { mean: row(x / 2), logVariance: row(Math.log(0.5)) };
    for (const noise of [-1.3, 0, 0.4, 2]) {
      const z = reparameterize(q, row(noise));
      const joint = tf.add(gaussianLogLikelihood(row(x), z, tf.tensor1d([0])), logPrior(z));
      expect(await number(tf.sub(joint, logPosterior(q, z)))).toBeCloseTo(Math.log(normal(x, 0, 2)), 5);
    }
  });
});
