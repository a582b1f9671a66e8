import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../src/lib/experiments/experiment.ts';
import { discriminator } from '../../../src/lib/experiments/discriminator.ts';
import { pair } from '../../../src/lib/experiments/pair.ts';
import * as tf from '../../../src/lib/tf.ts';
import {
  intervalFor,
  jensenShannon,
  optimalDiscriminator,
  optimalValue,
} from '../../../src/lib/theory/discriminator.ts';
import { density } from '../../../src/lib/theory/mixture.ts';
import { useBackend } from '../../helpers/backends.ts';
import { make, train } from '../../helpers/models.ts';

describe('a trained discriminator (theory V3b, short)', () => {
  beforeAll(async () => void (await useBackend('wasm')));

  test('comes within 0.05 of p / (p + q) where there is data, and V stays below -log 4 + 2 JS', async () => {
    const config = { ...resolveConfig(discriminator), steps: 1200, separation: 1.5 };
    const run = make('D', config);
    const history = await train(run, config.steps);
    const { p, q } = pair(config.separation);
    const Dstar = optimalDiscriminator(p, q);
    const xs = Float32Array.from({ length: 241 }, (_, i) => -6 + i * 0.05);
    const D = await (run.model.probes.D!(tf.tensor2d(xs, [xs.length, 1]), {}) as tf.Tensor).data();
    let error = 0;
    let mass = 0;
    xs.forEach((x, i) => {
      const weight = density(p, [x]) + density(q, [x]);
      error += weight * Math.abs(D[i]! - Dstar([x]));
      mass += weight;
    });
    expect(error / mass).toBeLessThan(0.05);
    const ceiling = optimalValue(jensenShannon(p, q, intervalFor(p, q)));
    const last = history.slice(-300).map((losses) => losses.V!);
    const mean = last.reduce((s, v) => s + v, 0) / last.length;
    const std = Math.sqrt(last.reduce((s, v) => s + (v - mean) ** 2, 0) / last.length);
    expect(mean).toBeLessThan(ceiling + (4 * std) / Math.sqrt(last.length));
    expect(ceiling - mean).toBeLessThan(0.05);
    run.model.dispose();
  });
});
