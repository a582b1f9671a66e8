/** `experiments`: trains what the book's tables and demos need, several seeds each, and writes public/runs/ and public/checkpoints/. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { armsOf, comparable, type Arm } from '../src/lib/experiments/arms.ts';
import type { ImageLayout } from '../src/lib/data/index.ts';
import type { ArmResult } from '../src/lib/experiments/study.ts';
import { findExperiment, resolveConfig, type ExperimentName } from '../src/lib/experiments/index.ts';
import { perfectBands } from '../src/lib/metrics/index.ts';
import { createRng } from '../src/lib/random.ts';
import { encodeWeights, weightsVersion, type WeightsManifest } from '../src/lib/session/checkpoint/weights.ts';
import { chosenArms } from './arms.ts';
import { ceilingsOf } from './ceilings.ts';
import { main } from './main.ts';
import { readOptions, UsageError } from './options.ts';
import { prepareFolder, rounded, writeWhole } from './output.ts';
import { provenance } from './provenance.ts';
import { resultsTable } from './resultsTable.ts';
import type { ArmRun } from './runArm.ts';
import { readShown, runStudy, writeShown } from './study.ts';
import { loadStudyData, mnistOption } from './studyData.ts';
import { thin } from './thin.ts';

const usage = `Trains the book's experiments, seed by seed. What is done is kept in out/experiments: stop it with Ctrl-C, run it again, and it
goes on where it was. Writes public/runs/study-<experiment>.json and the weights of the first seed to public/checkpoints/.

  npm run experiments                                    all but those on files of your own
  npm run experiments -- --only grid25 --seeds 3
  npm run experiments -- --only mnist --seeds 1 --mnist FOLDER`;

/** Samples that a figure shows of each way of drawing: points, and images. */
const shown = { points: 600, images: 60 };
/** Largest file of weights, bytes: a reader waits for it. */
const largest = 3e6;

async function experiments(): Promise<number> {
  const values = readOptions(process.argv.slice(2), usage, {
    only: { kind: 'choice', help: 'one experiment', choices: comparable },
    arms: { kind: 'text', help: 'some of its arms, separated by commas' },
    seeds: { kind: 'number', help: 'how many seeds: 1, 2, ...', min: 1, max: 100, integer: true, default: 3 },
    samples: {
      kind: 'number',
      help: 'samples behind each row',
      min: 500,
      max: 100_000,
      integer: true,
      default: 10_000,
    },
    mnist: mnistOption,
    backend: { kind: 'choice', help: 'the engine', choices: ['auto', 'wasm', 'cpu', 'webgpu'], default: 'wasm' },
    steps: { kind: 'number', help: 'fewer steps, to try it out', min: 1, max: 200_000, integer: true },
    out: { kind: 'text', help: 'folder of the results', default: 'public' },
    keep: { kind: 'text', help: 'folder where finished runs are kept', default: 'out/experiments' },
  });
  if (!values) return 0;
  if (values.arms && !values.only) throw new UsageError('--arms needs --only: every experiment has arms of its own.');
  const mnist = values.mnist as string | undefined;
  const names = values.only ? [values.only as string] : comparable.filter((name) => name !== 'mnist' || mnist);
  for (const name of names) {
    const code = await one(name as ExperimentName, values as unknown as Choices);
    if (code !== 0) return code;
  }
  return 0;
}

interface Choices {
  arms?: string;
  seeds: number;
  samples: number;
  mnist?: string;
  backend: 'auto';
  steps?: number;
  out: string;
  keep: string;
}

async function one(name: ExperimentName, values: Choices): Promise<number> {
  const { dataset, images, own } = await loadStudyData(name, values.mnist);
  const runsFolder = join(values.out, 'runs');
  const weightsFolder = join(values.out, 'checkpoints');
  const kept = join(values.keep, name);
  for (const folder of [runsFolder, weightsFolder, kept]) prepareFolder(folder);
  const seeds = Array.from({ length: values.seeds }, (_, i) => i + 1);
  const arms = chosenArms(name, values.arms);
  const n = dataset.images ? Math.min(2000, values.samples) : values.samples;
  const origin = provenance();
  process.stderr.write(
    `${findExperiment(name).title}: ${arms.length} arms, ${seeds.length} seeds, ${n} samples each\n`,
  );
  const study = await runStudy({
    experiment: name,
    dataset,
    images,
    own,
    arms,
    seeds,
    n,
    config: values.steps === undefined ? {} : { steps: values.steps },
    backend: values.backend,
    folder: kept,
    onRun(run, arm, seed) {
      if (seed !== 1) return;
      writeWeights(weightsFolder, name, arm, run, dataset.images);
      writeShown(kept, arm, {
        history: { steps: thin(run.history.steps), losses: mapValues(run.history.losses, thin) },
        samples: run.samples.map((x) =>
          compact(x.subarray(0, (dataset.images ? shown.images : shown.points) * dataset.dim)),
        ),
      });
    },
  });
  if (study.interrupted) {
    process.stderr.write('Stopped. What was done is kept; run it again to go on.\n');
    return 130;
  }
  const file = `study-${name}.json`;
  // Some arms are trained again or further: what the study says of the others stays.
  const before = values.arms ? readStudy(join(runsFolder, file), n) : null;
  const stays = (arm: string) => before !== null && !arms.some((one) => one.name === arm);
  const whole = armsOf(name).filter((arm) => arms.includes(arm) || before?.arms.some((one) => one.name === arm.name));
  const results = whole.flatMap(({ name: arm }) => [
    ...(before?.results.filter((result) => stays(arm) && result.arm === arm) ?? []),
    ...study.results.filter((result) => result.arm === arm),
  ]);
  const rng = createRng(0).fork('study');
  const bands = perfectBands(dataset, Math.min(n, 10_000), rng.fork('bands'), 20, images);
  const ceilings = ceilingsOf(dataset, whole, Math.min(n, 10_000), rng.fork('ceilings'));
  const real = dataset.sample(dataset.images ? shown.images : shown.points, rng.fork('shown'));
  const record = {
    ...origin,
    // What repeats it is the first run and those that added to it.
    command: [...new Set([...(before?.command.split(' && ') ?? []), origin.command])].join(' && '),
    experiment: name,
    samples: n,
    seeds: [...new Set(results.map(({ seed }) => seed))].sort((a, b) => a - b),
    config: resolveConfig(findExperiment(name)),
    arms: whole.map(({ name: arm, title, model, config, samplings }) => ({
      name: arm,
      title,
      model,
      config,
      samplings,
    })),
    results,
    ceilings,
    perfectSampler: bands,
    data: own ? [] : compact(real), // what a reader brought is the reader's
    range: dataset.images ? compact([dataset.images.black, dataset.images.white]) : null,
    shown: Object.fromEntries(
      whole.map((arm) => [arm.name, stays(arm.name) ? before!.shown[arm.name] : readShown(kept, arm)]),
    ),
  };
  writeWhole(runsFolder, file, `${JSON.stringify(record)}\n`);
  console.log(`\n${dataset.title}: mean ± standard deviation over ${record.seeds.length} seeds\n`);
  console.log(`${resultsTable(results, bands, ceilings)}\n\nWritten to ${join(runsFolder, file)}\n`);
  return 0;
}

interface KeptStudy {
  command: string;
  samples: number;
  arms: { name: string }[];
  results: ArmResult[];
  shown: Record<string, unknown>;
}
/** The study that is there, if its rows have as many samples behind them. */
function readStudy(path: string, n: number): KeptStudy | null {
  if (!existsSync(path)) return null;
  const study = JSON.parse(readFileSync(path, 'utf8')) as KeptStudy;
  return study.samples === n ? study : null;
}

/** Coordinates to three decimals: finer than a figure's pixel. */
const compact = (x: ArrayLike<number>) => Array.from(x, (v) => Math.round(v * 1000) / 1000);
const mapValues = <A, B>(record: Record<string, A>, f: (value: A) => B) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));

function writeWeights(
  folder: string,
  experiment: ExperimentName,
  arm: Arm,
  { result, snapshot }: ArmRun,
  images: ImageLayout | undefined,
): void {
  const model = snapshot?.models[arm.model];
  if (!snapshot || !model) return;
  const { arrays, bytes } = encodeWeights(model);
  if (bytes.length > largest) {
    process.stderr.write(
      `The weights of ${arm.name} take ${rounded(bytes.length / 1e6)} MB, more than the ${largest / 1e6} MB that a reader is asked to load: not written.\n`,
    );
    return;
  }
  const manifest: WeightsManifest & Record<string, unknown> = {
    version: weightsVersion,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(images && { images: { width: images.width, height: images.height, black: images.black, white: images.white } }),
    ...provenance(),
    experiment,
    arm: arm.name,
    model: arm.model,
    config: snapshot.config,
    result,
    numbers: model.numbers,
    arrays,
  };
  writeWhole(folder, `${experiment}-${arm.name}.bin`, bytes);
  writeWhole(folder, `${experiment}-${arm.name}.json`, `${JSON.stringify(manifest)}\n`);
}

await main(experiments);
