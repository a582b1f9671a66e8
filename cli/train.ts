/** `train`, `train:gan`, `train:diffusion`: one model on one experiment, its samples and everything measured of them. */
import type { BackendName } from '../src/lib/engine/backends.ts';
import { comparable } from '../src/lib/experiments/arms.ts';
import type { Config } from '../src/lib/experiments/config.ts';
import { findExperiment, type ExperimentName } from '../src/lib/experiments/index.ts';
import { measure, perfectBands } from '../src/lib/metrics/index.ts';
import { isContinuous } from '../src/lib/model.ts';
import { createRng } from '../src/lib/random.ts';
import { chosenArms } from './arms.ts';
import { configFrom, trainable, trainingOptions } from './experimentOptions.ts';
import { encodeNpy } from './npy.ts';
import { readOptions } from './options.ts';
import { prepareFolder, rounded, writeWhole } from './output.ts';
import { renderPicture } from './picture.ts';
import { duration } from './progress.ts';
import { provenance } from './provenance.ts';
import { trainRun, type History } from './run.ts';
import { drawWithProgress, labelsToTell } from './sampling.ts';
import { loadStudyData, mnistOption } from './studyData.ts';

const names = { gan: 'GAN', ddpm: 'diffusion model', arm: 'model' };
const commands = {
  gan: 'train:gan -- --experiment ring',
  ddpm: 'train:diffusion -- --experiment ring',
  arm: 'train -- --experiment grid25 --arm relativistic',
};

const diffusionModel = {
  kind: 'choice',
  help: 'a model of T noise levels (Ho et al. 2020), or in sigma (Karras et al. 2022)',
  choices: ['ddpm', 'edm'],
  default: 'ddpm',
} as const;
/** 35 passes of the net. */
const heunSteps = 18;

/** @param family one of the two that the first page sets against each other, or 'arm' for any arm of a comparison by its name */
export async function train(family: 'gan' | 'ddpm' | 'arm', argv: readonly string[]): Promise<number> {
  const usage = `Trains the ${names[family]} of an experiment and writes metrics.json, samples.npy, data.npy, history.csv and picture.svg.\n\n  npm run ${commands[family]} --steps 2000 --seed 1 --backend wasm --out out/run`;
  const values = readOptions(argv, usage, {
    experiment: {
      kind: 'choice',
      help: 'what to learn',
      choices: family === 'arm' ? comparable : trainable,
      default: 'ring',
    },
    ...(family === 'arm' && { arm: { kind: 'text', help: 'which model with which recipe', default: 'ddpm' } as const }),
    ...trainingOptions(family === 'arm' ? ['gan', 'ddpm'] : [family]),
    ...(family === 'ddpm' && { model: diffusionModel }),
    mnist: mnistOption,
  });
  if (!values) return 0;
  const out = values.out as string;
  prepareFolder(out);

  const arm = family === 'arm' ? chosenArms(values.experiment as string, values.arm as string)[0]! : null;
  const model = arm?.model ?? (values.model as string | undefined) ?? family;
  const { title: _way, told, ...way } = arm?.samplings[0] ?? { title: '' };
  const config = { ...arm?.config, ...way, ...configFrom(values) };
  const { dataset, images, own } = await loadStudyData(values.experiment as string, values.mnist as string | undefined);
  const experiment = findExperiment(values.experiment as string);
  if (family === 'ddpm') Object.assign(config, sampling(model, config, config.T ?? experiment.config.T ?? 200));
  const run = await trainRun({
    experiment: values.experiment as ExperimentName,
    models: [model],
    config,
    backend: values.backend as BackendName | 'auto',
    own,
  });
  const { session, opened, history, step, seconds, stepMilliseconds, interrupted } = run;
  if (interrupted) process.stderr.write(`Stopped at step ${step}; writing what was done.\n`);

  const n = values.samples as number;
  const rng = createRng(opened.config.seed).fork('evaluation from the terminal');
  const label = labelsToTell(told, dataset, n, rng.fork('labels'));
  const samples = await drawWithProgress(session, model, n, label && { label });
  const data = dataset.sample(n, rng.fork('data'));
  // A band takes forty sets of real points: of 10,000 each at most.
  const bandSize = Math.min(n, 10_000);
  const metrics = measure(dataset, samples.x, data, rng.fork('measure'), images, label);
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
      sampler: samples.evaluations > 1 ? opened.config.sampler : 'one pass',
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
  const title = `${arm?.title ?? names[family]} on ${dataset.title.toLowerCase()}, step ${step}, seed ${opened.config.seed}`;
  writeWhole(out, 'picture.svg', renderPicture({ title, dataset, data, samples: samples.x, curves }));
  writeWhole(out, 'metrics.json', `${JSON.stringify(result, null, 2)}\n`);

  console.log(
    `${title}: ${duration(seconds)} of training, ${result.stepMilliseconds} ms a step on ${opened.backend.name}`,
  );
  for (const [name, { value, perfectSampler }] of Object.entries(result.metrics)) {
    const band = perfectSampler
      ? `perfect sampler ${rounded(perfectSampler.low)} to ${rounded(perfectSampler.high)}`
      : '';
    console.log(`  ${name.padEnd(15)}${String(value).padEnd(14)}${band}`);
  }
  console.log(`Written to ${out}: metrics.json, samples.npy, data.npy, history.csv, picture.svg`);
  return interrupted ? 130 : 0;
}

/** How the final samples are drawn: by every ancestral step, or as few as the paper of the sampler takes. */
function sampling(model: string, { sampler, samplerSteps }: Partial<Config>, T: number): Partial<Config> {
  const name = sampler ?? (model === 'edm' ? 'heun' : 'ancestral');
  const steps = samplerSteps ?? (isContinuous(name) ? heunSteps : name === 'ddim' ? undefined : T);
  return { sampler: name, ...(steps && { samplerSteps: steps }) };
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
