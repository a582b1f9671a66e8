import { beforeAll, describe, expect, test } from 'vitest';
import { copyWeights, emaDecay, updateEma } from '../../../src/lib/nn/ema.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { make, train } from '../../helpers/models.ts';

beforeAll(async () => void (await useBackend('wasm')));

describe('an average', () => {
  test('starts as a copy and moves a tenth of the way at decay 0.9', async () => {
    const [source, target] = [tf.variable(tf.ones([3])), tf.variable(tf.fill([3], 7))];
    copyWeights([target], [source]);
    expect([...(await target.data())]).toEqual([1, 1, 1]);
    source.assign(tf.fill([3], 2));
    updateEma([target], [source], tf.scalar(0.9));
    for (const value of await target.data()) expect(value).toBeCloseTo(1.1, 6);
  });

  test('of a model is its own weights before the first step, and lags behind them after', async () => {
    for (const name of ['ddpm', 'edm']) {
      const run = make(name);
      const pair = async () => {
        const { tensors } = await run.model.snapshot();
        return [tensors['weights.0']!, tensors['ema.0']!] as const;
      };
      const [weights, average] = await pair();
      expect(average).toEqual(weights);
      await train(run, 5);
      const [moved, behind] = await pair();
      expect(moved).not.toEqual(weights);
      expect(behind).not.toEqual(moved);
      expect(behind).not.toEqual(weights);
      run.model.dispose();
    }
  });

  test('warms up: a short run is not dominated by its start', () => {
    expect(emaDecay(0)).toBe(0.1);
    expect(emaDecay(90)).toBeCloseTo(0.91, 12);
    expect(emaDecay(1e6)).toBe(0.999);
  });
});
