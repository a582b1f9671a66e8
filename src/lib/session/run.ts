/** What is in a session while an experiment is open: its models, their streams of data, and how far they are. */
import type { Dataset } from '../data/index.ts';
import { buildModels } from '../experiments/build.ts';
import type { Config } from '../experiments/config.ts';
import type { ExperimentName } from '../experiments/index.ts';
import type { Batch, Model } from '../model.ts';
import { createRng, type Rng } from '../random.ts';

/** Samples behind each reading of the metrics: the band of a perfect sampler is narrow enough, and the page does not wait. */
export const metricPoints = 1000;

export interface Run {
  experiment: ExperimentName;
  config: Config;
  dataset: Dataset;
  rng: Rng;
  models: Record<string, Model>;
  batches: Record<string, Batch>;
  /** The data stream of each model: part of its snapshot. */
  streams: Record<string, Rng>;
  step: number;
  seconds: number;
  sampleCount: number;
  metricSamples: number;
  floorPerT: Float32Array | null;
}

/** Minibatches of a data set from one stream, with labels where it has them. */
function batchesOf(dataset: Dataset, stream: Rng): Batch {
  const { labels } = dataset;
  const batch: Batch = (n) => dataset.sample(n, stream);
  return labels ? Object.assign(batch, { labelled: (n: number) => labels.sample(n, stream) }) : batch;
}

/** At its seed, before the first step. */
export function startRun(experiment: ExperimentName, names: readonly string[], config: Config, dataset: Dataset): Run {
  const rng = createRng(config.seed);
  const models = buildModels(names, config, dataset, rng);
  // Every model meets the same data in the same order.
  const streams = Object.fromEntries(names.map((name) => [name, rng.fork('data')]));
  const batches = Object.fromEntries(names.map((name): [string, Batch] => [name, batchesOf(dataset, streams[name]!)]));
  return {
    experiment,
    config,
    dataset,
    rng,
    models,
    batches,
    streams,
    step: 0,
    seconds: 0,
    sampleCount: 0,
    metricSamples: metricPoints,
    floorPerT: null,
  };
}
