import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isGuided, labelledBatch, wantedLabels } from '../../../src/lib/diffusion/conditioning.ts';
import { epsNet } from '../../../src/lib/diffusion/epsNet.ts';
import { forwardTables } from '../../../src/lib/diffusion/forward.ts';
import { reverseProgram } from '../../../src/lib/diffusion/reverseProgram.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { normals, stir, values } from '../../helpers/nets.ts';

const batch = Object.assign((n: number) => new Float32Array(n), {
  labelled: (n: number) => ({ x: new Float32Array(n), labels: Int32Array.from({ length: n }, (_, i) => i % 3) }),
});

describe('labels in training', () => {
  test('are left out as often as the dropout says, and are else the data’s own', () => {
    const n = 20_000;
    for (const dropout of [0, 0.1, 0.5, 1]) {
      const { labels } = labelledBatch(batch, n, 3, dropout, createRng(1));
      const kept = [...labels!.values].map((label, i) => (label === 3 ? null : label === i % 3));
      expect(kept.every((same) => same === null || same)).toBe(true);
      const dropped = kept.filter((same) => same === null).length / n;
      expect(Math.abs(dropped - dropout)).toBeLessThanOrEqual(5 * Math.sqrt((dropout * (1 - dropout)) / n));
    }
  });

  test('are not asked for by a model without classes, and missed with a sentence by one with', () => {
    expect(labelledBatch((n) => new Float32Array(n), 4, 0, 0.1, createRng(1)).labels).toBeUndefined();
    expect(() => labelledBatch((n) => new Float32Array(n), 4, 3, 0.1, createRng(1))).toThrow(
      'needs batches with labels',
    );
  });
});

describe('labels in sampling', () => {
  test('are one for all, one each, or none', () => {
    expect(wantedLabels(3, 0, 1)).toBeNull();
    expect([...wantedLabels(3, 4, 2)!]).toEqual([2, 2, 2]);
    expect([...wantedLabels(3, 4, undefined)!]).toEqual([4, 4, 4]);
    expect([...wantedLabels(2, 4, Int32Array.of(0, 3))!]).toEqual([0, 3]);
    expect(() => wantedLabels(3, 4, Int32Array.of(1))).toThrow('Expected 3 labels');
    expect(() => wantedLabels(3, 4, 7)).toThrow('from 0 to 3; got 7');
  });

  test('guide nothing at gamma = 1 or where there are none', () => {
    expect(isGuided(Int32Array.of(1, 2), 3, 1)).toBe(false);
    expect(isGuided(Int32Array.of(3, 3), 3, 4)).toBe(false);
    expect(isGuided(null, 0, 4)).toBe(false);
    expect(isGuided(Int32Array.of(1, 3), 3, 4)).toBe(true);
  });
});

describe.each(['cpu', 'wasm'] as const)('guidance on %s', (backend) => {
  beforeAll(async () => void (await useBackend(backend)));
  afterAll(() => tf.disposeVariables());

  test('leans away from what the net says without a label: (1 - gamma) eps_null + gamma eps_label', async () => {
    const schedule = createSchedule('linear', 40);
    const net = epsNet({ dim: 2, schedule, budget: 500, fourier: 0.5, classes: 3 }, createRng(1));
    stir(net);
    const reverse = reverseProgram(net, { tables: forwardTables(schedule), limits: null, classes: 3 });
    const x = normals([4, 2]) as tf.Tensor2D;
    const t = 17;
    const labels = Int32Array.of(0, 1, 2, 3); // the last row has no label: guidance leaves it alone
    const index = tf.fill([4], t - 1, 'int32') as tf.Tensor1D;
    const said = (told: Int32Array) => values(() => net(x, index, tf.tensor1d(told, 'int32')));
    const [none, own] = [await said(new Int32Array(4).fill(3)), await said(labels)];
    expect(none.slice(0, 6)).not.toEqual(own.slice(0, 6));
    for (const gamma of [0, 1, 3]) {
      const step = { xt: 0, eps: 1, noise: 0 }; // gives back eps itself
      const got = await values(() => reverse.transition({ labels, gamma })(x, t, step, null));
      got.forEach((v, i) => expect(Math.abs(v - ((1 - gamma) * none[i]! + gamma * own[i]!))).toBeLessThan(1e-4));
    }
    reverse.dispose();
  });
});
