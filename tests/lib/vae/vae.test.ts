import { beforeAll, describe, expect, test } from 'vitest';
import { createDataset } from '../../../src/lib/data/index.ts';
import { defaultConfig } from '../../../src/lib/experiments/config.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { createVae } from '../../../src/lib/vae/vae.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => void (await useBackend('wasm')));

describe('a VAE on two Gaussians', () => {
  const dataset = createDataset('twoGaussians');
  const config = { ...defaultConfig, steps: 600, batchSize: 128, budget: 4000, latentDim: 2, learningRate: 2e-3 };
  const data = createRng(2);
  const batch = (n: number) => dataset.sample(n, data);

  test('raises a bound that never passes the data’s own log-likelihood and rises with K', async () => {
    const model = createVae(config, dataset.dim, createRng(1));
    const before = await model.evaluations.bounds!(batch, createRng(3));
    for (let i = 1; i < config.steps; i++) tf.dispose(model.step(batch));
    const last = model.step(batch);
    expect((await last.kl!.data())[0]).toBeGreaterThan(0.5); // z is used: no posterior collapse
    tf.dispose(last);
    const after = await model.evaluations.bounds!(batch, createRng(3));
    // No model has a higher mean log-likelihood than the law that the data come from.
    const points = dataset.sample(20_000, createRng(4));
    const logs = Float64Array.from({ length: 20_000 }, (_, i) =>
      dataset.logDensity!(points.subarray(2 * i, 2 * i + 2)),
    );
    const mean = logs.reduce((sum, v) => sum + v, 0) / logs.length;
    const deviation = Math.sqrt(logs.reduce((sum, v) => sum + (v - mean) ** 2, 0) / logs.length);
    const [K1, K10, K100] = after as unknown as [number, number, number];
    expect(K100).toBeLessThan(mean + 4 * deviation * Math.sqrt(1 / 1000 + 1 / 20_000));
    expect(K10).toBeGreaterThan(K1);
    expect(K100).toBeGreaterThan(K10);
    expect(K1).toBeGreaterThan(before[0]! + 0.5);
    model.dispose();
  });

  test('reports a loss that is reconstruction plus beta times KL', async () => {
    const model = createVae({ ...config, beta: 3 }, dataset.dim, createRng(1));
    const losses = model.step(batch);
    const [loss, reconstruction, kl] = await Promise.all(
      [losses.loss!, losses.reconstruction!, losses.kl!].map(async (x) => (await x.data())[0]!),
    );
    expect(loss).toBeCloseTo(reconstruction! + 3 * kl!, 4);
    tf.dispose(losses);
    model.dispose();
  });
});
