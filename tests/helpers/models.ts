import { createDataset, type PointsName } from '../../src/lib/data/index.ts';
import { buildModels } from '../../src/lib/experiments/build.ts';
import { defaultConfig, type Config } from '../../src/lib/experiments/config.ts';
import type { Batch, Model } from '../../src/lib/model.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';

/** A net small enough for a unit test. */
export const tiny: Config = {
  ...defaultConfig,
  budget: 600,
  batchSize: 32,
  steps: 100,
  T: 20,
  samplerSteps: 10,
  seed: 3,
};

/** One model on a data set of points, with its stream of batches. */
export function make(name: string, config: Config = tiny): { model: Model; batch: Batch } {
  const dataset = createDataset(config.data as PointsName);
  const rng = createRng(config.seed);
  const model = buildModels([name], config, dataset, rng)[name]!;
  const data = rng.fork('data');
  const { labels } = dataset;
  const batch = (n: number) => dataset.sample(n, data);
  return { model, batch: labels ? Object.assign(batch, { labelled: (n: number) => labels.sample(n, data) }) : batch };
}

/** Trains and returns each step's losses. */
export async function train(
  { model, batch }: ReturnType<typeof make>,
  steps: number,
): Promise<Record<string, number>[]> {
  const history: Record<string, number>[] = [];
  for (let i = 0; i < steps; i++) {
    const losses = model.step(batch);
    const entries = Object.entries(losses).map(async ([key, scalar]) => [key, (await scalar.data())[0]!] as const);
    history.push(Object.fromEntries(await Promise.all(entries)));
    tf.dispose(losses);
  }
  return history;
}

/** The last frame of a sampler's walk. */
export async function draw(model: Model, n: number, seed = 1, options = {}): Promise<Float32Array> {
  let x: tf.Tensor | undefined;
  for (const frame of model.sample!(n, { rng: createRng(seed), ...options })) {
    x?.dispose();
    ({ x } = frame);
  }
  const values = Float32Array.from(await x!.data());
  x!.dispose();
  return values;
}
