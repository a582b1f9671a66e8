/** How long a step takes, or a sample of a trained model: of all models before the backend is chosen, of each while they train. */
import { read } from '../engine/health.ts';
import * as tf from '../tf.ts';
import type { Run } from './run.ts';
import { drawSamples } from './sampling.ts';

/**
 * Shares the milliseconds of one step among the models by the time that each kept the host busy. A GPU works on after the
 * host is free: only the whole, which ends with a read-back, is known.
 */
export function shareTime(spent: Record<string, number>, milliseconds: number): Record<string, number> {
  const whole = Object.values(spent).reduce((sum, time) => sum + time, 0);
  return Object.fromEntries(Object.entries(spent).map(([name, time]) => [name, (milliseconds * time) / (whole || 1)]));
}

/** The first runs of a step are slower than all others: it is traced or recorded, and compiled. */
const warmUps = 4;
/** Longest warm-up, milliseconds. */
const patience = 2500;

/** Milliseconds of one step of all models, once warm (or as far as it got, where even warming up takes too long). */
export const timeStep = (run: Run, limit: number): Promise<number> =>
  time(run, limit, async () => {
    const losses = Object.entries(run.models).map(([name, model]) => model.step(run.batches[name]!));
    await Promise.all(losses.flatMap((l) => Object.values(l)).map(read));
    tf.dispose(losses);
  });

/** Samples that a trained model is timed with, and steps of its sampler. */
const timed = { n: 32, samplerSteps: 2 };

/** Milliseconds of a short walk of the sampler: what a model that is trained already is asked for. */
export const timeSample = (run: Run, limit: number): Promise<number> =>
  time(run, limit, async () => {
    for (const model of Object.values(run.models)) {
      await drawSamples(model, timed.n, 0, { rng: run.rng.fork('timed'), samplerSteps: timed.samplerSteps });
    }
  });

async function time(run: Run, limit: number, work: () => Promise<void>): Promise<number> {
  const once = async () => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  try {
    const started = performance.now();
    for (let i = 0; i < warmUps; i++) {
      const time = await once();
      if (performance.now() - started > Math.min(patience, 12 * limit + 500)) return time;
    }
    const times = [await once(), await once(), await once()];
    return times.sort((a, b) => a - b)[1]!;
  } finally {
    for (const model of Object.values(run.models)) model.dispose();
  }
}
