import { beforeAll, describe, expect, test } from 'vitest';
import * as tf from '../../src/lib/tf.ts';
import { useBackend } from '../helpers/backends.ts';
import { draw, make, tiny, train } from '../helpers/models.ts';

describe.each(['gan', 'ddpm', 'edm', 'D', 'vae', 'flow', 'reflow', 'consistency', 'denoisingGan'])(
  'the model %s',
  (name) => {
    beforeAll(async () => void (await useBackend('wasm')));

    test('leaks no tensor over 100 steps, nor by sampling, and gives everything back when disposed', async () => {
      const before = tf.memory().numTensors;
      const run = make(name);
      await train(run, 1);
      const running = tf.memory().numTensors;
      await train(run, 100);
      if (run.model.sample) await draw(run.model, 16);
      expect(tf.memory().numTensors).toBe(running);
      run.model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    test('repeats itself, bit for bit, from the same seed', async () => {
      const twice = [];
      for (let i = 0; i < 2; i++) {
        const run = make(name);
        const history = await train(run, 20);
        twice.push({ history, samples: run.model.sample ? await draw(run.model, 16) : null });
        run.model.dispose();
      }
      expect(twice[1]).toEqual(twice[0]);
      const other = make(name, { ...tiny, seed: 4 });
      expect(await train(other, 20)).not.toEqual(twice[0]!.history);
      other.model.dispose();
    });

    test('learns the same on cpu and on wasm', async () => {
      const histories: Record<string, number>[][] = [];
      for (const backend of ['cpu', 'wasm'] as const) {
        await useBackend(backend);
        const run = make(name);
        histories.push(await train(run, 30));
        run.model.dispose();
      }
      histories[0]!.forEach((losses, i) => {
        for (const [key, value] of Object.entries(losses)) {
          expect(Math.abs(value - histories[1]![i]![key]!)).toBeLessThan(2e-4 * Math.max(1, Math.abs(value)));
        }
      });
    });

    test('continues from a snapshot as if never interrupted, bit for bit', async () => {
      const a = make(name);
      await train(a, 10);
      const snapshot = await a.model.snapshot();
      const rest = await train(a, 10);
      // The batches continue too: a fresh run's data stream is drawn past the first ten steps.
      const b = make(name);
      await train(b, 10);
      const c = make(name);
      c.model.restore(snapshot);
      expect(await train({ model: c.model, batch: b.batch }, 10)).toEqual(rest);
      for (const run of [a, b, c]) run.model.dispose();
    });

    test('refuses a snapshot of another model with a sentence', async () => {
      const a = make(name);
      const b = make(name, { ...tiny, budget: 3000 });
      const saved = await a.model.snapshot();
      expect(() => b.model.restore(saved)).toThrow(/does not fit this model/);
      a.model.dispose();
      b.model.dispose();
    });
  },
);

describe('sampling', () => {
  beforeAll(async () => void (await useBackend('wasm')));

  test('a GAN yields once; a diffusion model yields its start and once per evaluation, down to t = 0', () => {
    const gan = make('gan').model;
    const frames = [...gan.sample!(4, { rng: { normals: (n: number) => new Float32Array(n) } as never })];
    expect(frames.map((f) => f.t)).toEqual([0]);
    const ddpm = make('ddpm').model;
    const rng = { normals: (n: number) => new Float32Array(n) } as never;
    const times = [...ddpm.sample!(4, { rng, samplerSteps: 5 })].map((f) => f.t);
    expect(times).toEqual([20, 16, 12, 8, 4, 0]);
  });

  test('DDIM with eta = 0 is a function of its starting noise; ancestral sampling is not', async () => {
    const run = make('ddpm');
    await train(run, 5);
    expect(await draw(run.model, 8, 1, { sampler: 'ddim', eta: 0 })).toEqual(
      await draw(run.model, 8, 1, { sampler: 'ddim', eta: 0 }),
    );
    const start = { normals: (n: number) => new Float32Array(n).fill(0.5) };
    const a = [...run.model.sample!(8, { rng: start as never, sampler: 'ddim', eta: 0 })].at(-1)!;
    const b = [...run.model.sample!(8, { rng: start as never, sampler: 'ddim', eta: 0 })].at(-1)!;
    expect(await a.x.data()).toEqual(await b.x.data());
    run.model.dispose();
  });
});
