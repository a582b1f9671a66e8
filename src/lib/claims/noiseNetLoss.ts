/** The part of V56 that needs tensors: the loss of a trained noise net, beside the floor that no net can avoid. */
import { createDataset } from '../data/index.ts';
import { createSchedule } from '../diffusion/schedule.ts';
import { buildModels } from '../experiments/build.ts';
import { grid25 } from '../experiments/grid25.ts';
import { resolveConfig } from '../experiments/experiment.ts';
import { createRng } from '../random.ts';
import { averageLossFloor } from '../theory/lossFloor.ts';
import * as tf from '../tf.ts';

/** The mean over all t, per coordinate as both are told. `progress` hears fractions of 1. */
export async function noiseNetLoss(progress?: (fraction: number) => void): Promise<{ loss: number; floor: number }> {
  const config = resolveConfig(grid25, { steps: 6000 });
  const dataset = createDataset('grid25');
  const rng = createRng(56);
  const model = buildModels(['ddpm'], config, dataset, rng).ddpm!;
  const data = rng.fork('data');
  try {
    for (let i = 0; i < config.steps; i++) {
      tf.dispose(model.step((n) => dataset.sample(n, data)));
      // A pause now and then: a page wants to breathe, and a GPU queue must not grow without end.
      if (i % 50 === 49) await new Promise((later) => setTimeout(later));
      progress?.(i / config.steps);
    }
    const fresh = rng.fork('evaluation data');
    const perT = await model.evaluations.lossPerT!((n) => dataset.sample(n, fresh), rng.fork('evaluation'));
    const { alphasCumprod } = createSchedule(config.schedule, config.T);
    return {
      loss: perT.reduce((sum, v) => sum + v / perT.length, 0),
      floor: averageLossFloor(dataset.mixture!, alphasCumprod).value,
    };
  } finally {
    model.dispose();
  }
}
