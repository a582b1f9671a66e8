import { beforeAll, describe, expect, test } from 'vitest';
import { createDataset } from '../../../src/lib/data/index.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { resolveConfig } from '../../../src/lib/experiments/experiment.ts';
import { ring } from '../../../src/lib/experiments/ring.ts';
import { measure } from '../../../src/lib/metrics/index.ts';
import { createRng } from '../../../src/lib/random.ts';
import { averageLossFloor } from '../../../src/lib/theory/lossFloor.ts';
import { useBackend } from '../../helpers/backends.ts';
import { draw, make, train } from '../../helpers/models.ts';

describe('the diffusion model on the ring', () => {
  beforeAll(async () => void (await useBackend('wasm')));

  test('comes within 1.15 times the floor of its loss in 600 steps and never below it, and covers all eight modes', async () => {
    const config = { ...resolveConfig(ring), steps: 600 };
    const dataset = createDataset('ring');
    const floor = averageLossFloor(dataset.mixture!, createSchedule(config.schedule, config.T).alphasCumprod).value;
    const run = make('ddpm', config);
    await train(run, config.steps);
    const data = createRng(11);
    const { model } = run;
    const perT = await model.evaluations.lossPerT!(run.batch, data);
    const ratio = perT.reduce((s, v) => s + v, 0) / perT.length / floor;
    expect(ratio).toBeLessThan(1.15);
    expect(ratio).toBeGreaterThan(0.98); // below the floor is a leak of the noise or of t
    const samples = await draw(model, 1000, 5);
    const values = measure(dataset, samples, dataset.sample(1000, data), data);
    expect(values.modes).toBe(8);
    expect(values.hq).toBeGreaterThan(0.6);
    run.model.dispose();
  }, 60_000);
});
