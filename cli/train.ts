/** `train:gan` and `train:diffusion`: one model on one experiment, its samples and everything measured of them. */
import type { BackendName } from '../src/lib/engine/backends.ts';
import { loadDataset } from '../src/lib/data/index.ts';
import { findExperiment, type ExperimentName } from '../src/lib/experiments/index.ts';
import { loadRealImages, measure, perfectBands } from '../src/lib/metrics/index.ts';
import { createRng } from '../src/lib/random.ts';
import { configFrom, trainable, trainingOptions } from './experimentOptions.ts';
import { encodeNpy } from './npy.ts';
import { readOptions } from './options.ts';
import { prepareFolder, rounded, writeWhole } from './output.ts';
import { renderPicture } from './picture.ts';
import { duration } from './progress.ts';
import { provenance, trainRun, type History } from './run.ts';
import { drawWithProgress } from './sampling.ts';

const names = { gan: 'GAN', ddpm: 'diffusion model' };

export async function train(model: 'gan' | 'ddpm', argv: readonly string[]): Promise<number> {
  const command = model === 'gan' ? 'train:gan' : 'train:diffusion';
  const usage = `Trains the ${names[model]} of an experiment and writes metrics.json, samples.npy, data.npy, history.csv and picture.svg.\n\n  npm run ${command} -- --experiment ring --steps 2000 --seed 1 --backend wasm --out out/run`;
  const values = readOptions(argv, usage, {
    experiment: { kind: 'choice', help: 'what to learn', choices: trainable, default: 'ring' },
    ...trainingOptions([model]),
  });
  if (!values) return 0;
  const out = values.out as string;
  prepareFolder(out);

  const config = configFrom(values);
  const experiment = findExperiment(values.experiment as string);
  // Ancestral sampling takes every step unless told otherwise.
  if (model === 'ddpm' && config.sampler !== 'ddim') config.samplerSteps ??= config.T ?? experiment.config.T ?? 200;
  const run = await trainRun({
    experiment: values.experiment as ExperimentName,
    models: [model],
    config,
    backend: values.backend as BackendName | 'auto',
  });
  const { session, opened, history, step, seconds, stepMilliseconds, interrupted } = run;
  if (interrupted) process.stderr.write(`Stopped at step ${step}; writing what was done.\n`);

  const n = values.samples as number;
  const assets = new URL('../public/', import.meta.url).href;
  const dataset = await loadDataset(opened.config.data, assets);
  const images = await loadRealImages(dataset, assets);
  const samples = await drawWithProgress(session, model, n);
  const rng = createRng(opened.config.seed).fork('evaluation from the terminal');
  const data = dataset.sample(n, rng.fork('data'));
  // A band takes forty sets of real points: of 10,000 each at most.
  const bandSize = Math.min(n, 10_000);
  const metrics = measure(dataset, samples.x, data, rng.fork('measure'), images);
  const bands = perfectBands(dataset, bandSize, rng.fork('bands'), 20, images);

  const result = {
    ...provenance(),
    experiment: values.experiment,
    model,
    config: opened.config,
    seed: opened.config.seed,
    backend: opened.backend,
    parameters: opened.models[model]!.parameters,
    steps: step,
    interrupted,
    trainingSeconds: rounded(seconds),
    stepMilliseconds: rounded(stepMilliseconds[model] ?? 0),
    losses: Object.fromEntries(Object.entries(history.losses).map(([name, list]) => [name, rounded(tailMean(list))])),
    references: opened.references,
    sampling: {
      samples: n,
      sampler: model === 'ddpm' ? opened.config.sampler : 'one pass',
      evaluations: samples.evaluations,
      seconds: rounded(samples.seconds),
      secondsPer1000: rounded((samples.seconds * 1000) / n),
    },
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [
        name,
        { value: rounded(value), perfectSampler: bands[name as keyof typeof bands] },
      ]),
    ),
    perfectSamplerSamples: bandSize,
    coordinates: {
      files: 'raw: raw = standardised * scale + mean',
      mean: dataset.mean,
      scale: dataset.scale,
      modes: dataset.modes && {
        centres: dataset.modes.centres.map((c) => c.map((v, i) => v * dataset.scale + dataset.mean[i]!)),
        std: dataset.modes.std * dataset.scale,
      },
    },
  };
  const raw = (x: Float32Array) => x.map((v, i) => v * dataset.scale + dataset.mean[i % dataset.dim]!);
  writeWhole(out, 'samples.npy', encodeNpy(raw(samples.x), [n, dataset.dim]));
  writeWhole(out, 'data.npy', encodeNpy(raw(data), [n, dataset.dim]));
  writeWhole(out, 'history.csv', historyCsv(history));
  const curves = Object.entries(history.losses).map(([name, list]) => ({
    name,
    steps: history.steps,
    values: list,
    reference: opened.references[name],
  }));
  const title = `${names[model]} on ${dataset.title.toLowerCase()}, step ${step}, seed ${opened.config.seed}`;
  writeWhole(out, 'picture.svg', renderPicture({ title, dataset, data, samples: samples.x, curves }));
  writeWhole(out, 'metrics.json', `${JSON.stringify(result, null, 2)}\n`);

  console.log(
    `${title}: ${duration(seconds)} of training, ${result.stepMilliseconds} ms a step on ${opened.backend.name}`,
  );
  for (const [name, { value, perfectSampler }] of Object.entries(result.metrics)) {
    const band = perfectSampler
      ? `perfect sampler ${rounded(perfectSampler.low)} to ${rounded(perfectSampler.high)}`
      : '';
    console.log(`  ${name.padEnd(12)}${String(value).padEnd(14)}${band}`);
  }
  console.log(`Written to ${out}: metrics.json, samples.npy, data.npy, history.csv, picture.svg`);
  return interrupted ? 130 : 0;
}

/** Mean of the last tenth: a single reading of a loss is noise. */
function tailMean(values: readonly number[]): number {
  const tail = values.slice(-Math.max(1, Math.floor(values.length / 10)));
  return tail.reduce((sum, v) => sum + v, 0) / Math.max(1, tail.length);
}

function historyCsv({ steps, losses }: History): string {
  const names = Object.keys(losses);
  const rows = steps.map((step, i) => [step, ...names.map((name) => losses[name]![i])].join(','));
  return `${['step', ...names].join(',')}\n${rows.join('\n')}\n`;
}
