/** `record`: trains the race once and writes the run that the page shows before anything is loaded, and in print. */
import { createDataset, type DatasetName } from '../src/lib/data/index.ts';
import { experiments, type ExperimentName } from '../src/lib/experiments/index.ts';
import type { Session } from '../src/lib/session/types.ts';
import { configFrom, trainable, trainingOptions } from './experimentOptions.ts';
import { main } from './main.ts';
import { readOptions, type ChoiceOption } from './options.ts';
import { prepareFolder, rounded, writeWhole } from './output.ts';
import { duration } from './progress.ts';
import { provenance } from './provenance.ts';
import { trainRun } from './run.ts';
import { thin } from './thin.ts';

const drawn = { points: 700, images: 48 };
const measurements = 12;

/** Coordinates to three decimals: finer than a figure's pixel. */
const compact = (x: ArrayLike<number>) => Array.from(x, (v) => Math.round(v * 1000) / 1000);

async function record(): Promise<number> {
  const { out: _out, samples: _samples, ...options } = trainingOptions(['gan', 'ddpm']);
  options.sampler = { ...options.sampler, default: 'ddim' } as ChoiceOption;
  const usage = 'Trains both models and writes public/runs/race-<data>.json.\n\n  npm run record -- --data ring';
  const values = readOptions(process.argv.slice(2), usage, {
    data: { kind: 'choice', help: 'the data set', choices: trainable, default: 'ring' },
    out: { kind: 'text', help: 'folder for the recorded run', default: 'public/runs' },
    ...options,
  });
  if (!values) return 0;
  const name = values.data as ExperimentName;
  prepareFolder(values.out as string);
  const history: Record<string, unknown>[] = [];
  const total = (values.steps as number | undefined) ?? experiments[name].config.steps ?? 3000;
  const short = (v: Record<string, number>) => Object.fromEntries(Object.entries(v).map(([k, x]) => [k, rounded(x)]));
  const measureBoth = async (session: Session, step: number) => {
    const gan = await session.measure('gan');
    const ddpm = await session.measure('ddpm');
    history.push({ step, gan: short(gan.values), ddpm: short(ddpm.values) });
  };
  const run = await trainRun({
    experiment: name,
    models: ['gan', 'ddpm'],
    config: configFrom(values),
    backend: values.backend as 'auto',
    onReport: async (session, step) => {
      if (step >= ((history.length + 1) * total) / measurements) await measureBoth(session, step);
    },
  });
  const { session, opened } = run;
  if (run.interrupted) {
    process.stderr.write(`Stopped at step ${run.step}; nothing is recorded, since a recorded run is a whole one.\n`);
    return 130;
  }
  const images = experiments[name].data === 'digits';
  const n = images ? drawn.images : drawn.points;
  const models: Record<string, unknown> = {};
  for (const model of ['gan', 'ddpm']) {
    const samples = await session.sample(model, { n, seed: 0 });
    const { values: metrics, sampleSeconds, n: measured } = await session.measure(model);
    models[model] = {
      ...short(metrics),
      parameters: opened.models[model]!.parameters,
      stepMilliseconds: rounded(run.stepMilliseconds[model]!),
      evaluations: samples.evaluations,
      secondsPer1000: rounded((sampleSeconds * 1000) / measured),
      samples: compact(samples.x),
    };
  }
  const { steps, losses } = run.history;
  const recorded = {
    ...provenance(),
    config: opened.config,
    seed: opened.config.seed,
    backend: opened.backend.name,
    steps: run.step,
    seconds: rounded(run.seconds),
    metricSamples: opened.metricSamples,
    losses: {
      steps: thin(steps),
      ...Object.fromEntries(Object.entries(losses).map(([key, list]) => [key, thin(list)])),
    },
    references: opened.references,
    bands: opened.bands,
    extent: images ? null : createDataset(experiments[name].data as Exclude<DatasetName, 'digits'>).extent,
    models,
    data: compact(opened.data.subarray(0, n * opened.dim)),
    history,
  };
  writeWhole(values.out as string, `race-${name}.json`, JSON.stringify(recorded));
  console.log(`Recorded ${run.step} steps of ${name} in ${duration(run.seconds)}: ${values.out}/race-${name}.json`);
  return 0;
}

await main(record);
