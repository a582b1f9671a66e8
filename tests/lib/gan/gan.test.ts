import { beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../src/lib/experiments/config.ts';
import { createGan } from '../../../src/lib/gan/gan.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { draw, make, tiny, train } from '../../helpers/models.ts';

/** Every way of playing, and what the step reports besides d and g. */
const games: Record<string, [changes: Partial<Config>, reports: string[]]> = {
  'Wasserstein with clipped weights': [{ loss: 'wasserstein', penalty: 'clip', penaltyWeight: 0.05 }, []],
  'Wasserstein with gradient penalty': [
    { loss: 'wasserstein', penalty: 'gradientPenalty', penaltyWeight: 1, nD: 2 },
    ['penalty'],
  ],
  R1: [{ penalty: 'r1' }, ['penalty', 'V']],
  'relativistic with R1 and R2, features and an average': [
    { loss: 'relativistic', penalty: 'r1r2', fourierD: 0.5, averageG: 0.9 },
    ['penalty'],
  ],
  'hinge with spectral normalisation': [{ loss: 'hinge', penalty: 'spectral' }, []],
  'packs of two': [{ pac: 2, penalty: 'r1', fourierD: 0.5 }, ['penalty', 'V']],
  labels: [{ conditional: true }, ['V']],
  'labels, packs and gradient penalty': [
    { conditional: true, pac: 2, loss: 'relativistic', penalty: 'gradientPenalty' },
    ['penalty'],
  ],
};

describe.each(Object.entries(games))('a GAN with %s', (_, [changes, reports]) => {
  const config = { ...tiny, ...changes };
  beforeAll(async () => void (await useBackend('wasm')));

  test('reports its losses, leaks no tensor, and gives everything back', async () => {
    const before = tf.memory().numTensors;
    const run = make('gan', config);
    const [first] = await train(run, 1);
    expect(Object.keys(first!).sort()).toEqual(['d', 'g', ...reports].sort());
    const running = tf.memory().numTensors;
    await train(run, 10);
    await draw(run.model, 8);
    expect(tf.memory().numTensors).toBe(running);
    run.model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('continues from a snapshot as if never interrupted, bit for bit', async () => {
    const a = make('gan', config);
    await train(a, 5);
    const snapshot = await a.model.snapshot();
    const rest = await train(a, 5);
    const b = make('gan', config); // for its data, drawn past the first five steps
    await train(b, 5);
    const c = make('gan', config);
    c.model.restore(snapshot);
    expect(await train({ model: c.model, batch: b.batch }, 5)).toEqual(rest);
    expect(await draw(c.model, 8)).toEqual(await draw(a.model, 8));
    for (const run of [a, b, c]) run.model.dispose();
  });

  test('shows D and the force at single points', () => {
    const { model } = make('gan', config);
    const x = tf.tensor2d([[0.1, 0.2], [1, -1], [0, 0]]); // prettier-ignore
    tf.tidy(() => {
      const shapes = ['D', 'logit', 'force'].map((name) => model.probes[name]!(x, {}).shape);
      expect(shapes).toEqual([[3, 1], [3, 1], [3, 2]]); // prettier-ignore
    });
    model.dispose();
  });
});

describe('samples', () => {
  beforeAll(async () => void (await useBackend('cpu')));

  test('are drawn with the average of G, which lags behind G itself', async () => {
    const [plain, averaged] = [make('gan', tiny), make('gan', { ...tiny, averageG: 0.999 })];
    expect(await train(averaged, 20)).toEqual(await train(plain, 20)); // the average changes nothing in training
    expect(await draw(averaged.model, 8)).not.toEqual(await draw(plain.model, 8));
    const { tensors } = await averaged.model.snapshot();
    expect(tensors['averageG.0']).not.toEqual(tensors['G.0']);
  });

  test('of a label depend on the label, which may be one for all or one for each', async () => {
    const run = make('gan', { ...tiny, conditional: true });
    await train(run, 5);
    const all = await draw(run.model, 4, 1, { label: 2 });
    expect(await draw(run.model, 4, 1, { label: Int32Array.of(2, 2, 2, 2) })).toEqual(all);
    expect(await draw(run.model, 4, 1, { label: 3 })).not.toEqual(all);
    expect(await draw(run.model, 4, 1)).toEqual(await draw(run.model, 4, 1)); // labels come from the same stream
    await expect(draw(run.model, 4, 1, { label: 8 })).rejects.toThrow(/from 0 to 7; got 8/);
  });
});

test('a conditional GAN without labels to learn from says so', async () => {
  await useBackend('cpu');
  const gan = createGan({ ...tiny, conditional: true }, 2, createRng(1), { classes: 3 });
  expect(() => gan.step((n) => new Float32Array(2 * n))).toThrow(/needs batches with labels/);
});

test('a normalised D that should be told labels is refused with a sentence', () => {
  const config: Config = { ...tiny, penalty: 'spectral', conditional: true };
  expect(() => createGan(config, 2, createRng(1), { classes: 3 })).toThrow(/choose another penalty, or no labels/);
});

test('with clipping, no weight of D leaves its bound, and those of G do', async () => {
  await useBackend('wasm');
  const run = make('gan', { ...tiny, loss: 'wasserstein', penalty: 'clip', penaltyWeight: 0.03 });
  await train(run, 10);
  const { tensors } = await run.model.snapshot();
  const largest = (player: string) =>
    Math.max(
      ...Object.entries(tensors).flatMap(([name, w]) => (name.startsWith(`${player}.`) ? [...w.map(Math.abs)] : [])),
    );
  expect(largest('D')).toBeLessThanOrEqual(Math.fround(0.03));
  expect(largest('G')).toBeGreaterThan(0.1);
  run.model.dispose();
});
