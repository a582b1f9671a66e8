/** `classifier`: trains the classifier whose features and labels the image metrics use, and writes it with its accuracy. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBadInput, loadDataset, readMnist, type Dataset } from '../src/lib/data/index.ts';
import { chooseBackend, type BackendName } from '../src/lib/engine/backends.ts';
import {
  classifierConfigs,
  classifierTraining,
  type LabelledImages,
} from '../src/lib/experiments/classifierTraining.ts';
import { classifierNames, type ClassifierName } from '../src/lib/metrics/classifier.ts';
import { createRng } from '../src/lib/random.ts';
import { main } from './main.ts';
import { readOptions, UsageError } from './options.ts';
import { prepareFolder, rounded, writeWhole } from './output.ts';
import { duration, progressBar } from './progress.ts';
import { provenance } from './provenance.ts';

const root = new URL('../', import.meta.url);

/** TensorFlow.js notes on the console which kernels it registers; a terminal has other uses. */
console.warn = () => {};

const usage = `Trains the classifier that measures images and writes classifier-<data>.bin (weights) and .json (how it came about).

  npm run classifier -- --data digits
  npm run classifier -- --data mnist --images t10k-images-idx3-ubyte.gz --labels t10k-labels-idx1-ubyte.gz`;

/** Steps between two looks at the loss and at Ctrl-C. */
const stretch = 50;

async function classifier(): Promise<number> {
  const values = readOptions(process.argv.slice(2), usage, {
    data: { kind: 'choice', help: 'what to learn', choices: classifierNames, default: 'digits' },
    images: { kind: 'text', help: 'for mnist: the IDX file of images, plain or gzip' },
    labels: { kind: 'text', help: 'for mnist: the IDX file of labels, plain or gzip' },
    steps: { kind: 'number', help: 'training steps', min: 1, max: 1_000_000, integer: true },
    'held-out': { kind: 'number', help: 'images to hold out', min: 1, max: 1_000_000, integer: true },
    seed: { kind: 'number', help: 'seed', min: 0, max: 2 ** 32 - 1, integer: true, default: 1 },
    backend: { kind: 'choice', help: 'what computes', choices: ['wasm', 'cpu'], default: 'wasm' },
    out: { kind: 'text', help: 'folder for the results', default: 'public/checkpoints' },
  });
  if (!values) return 0;
  const name = values.data as ClassifierName;
  const out = values.out as string;
  prepareFolder(out);
  const data = brightness(await read(name, values.images as string, values.labels as string));
  const config = { ...classifierConfigs[name] };
  if (values.steps !== undefined) config.steps = values.steps as number;
  if (values['held-out'] !== undefined) config.heldOut = values['held-out'] as number;
  if (config.heldOut >= data.labels.length) {
    throw new UsageError(`--held-out is less than the number of images, ${data.labels.length}; got ${config.heldOut}.`);
  }
  const wasmPaths = fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/', root));
  const wanted = values.backend as BackendName;
  const backend = await chooseBackend({ wanted, wasmPaths, timeStep: async () => 0 });

  const training = classifierTraining(data, config, createRng(values.seed as number));
  const bar = progressBar();
  let interrupted = false;
  const onInterrupt = () => {
    if (interrupted) process.exit(130);
    interrupted = true;
  };
  process.on('SIGINT', onInterrupt);
  const start = performance.now();
  try {
    for (let step = 1; step <= config.steps && !interrupted; step++) {
      const loss = training.step();
      if (step % stretch === 0 || step === config.steps) {
        const [value] = await loss.data();
        const left = ((performance.now() - start) / 1000 / step) * (config.steps - step);
        bar.update(
          step,
          config.steps,
          `step ${step} of ${config.steps}, ${duration(left)} left   loss ${value!.toFixed(3)}`,
        );
        await new Promise((resolve) => setTimeout(resolve, 0)); // lets Ctrl-C through
      }
      loss.dispose();
    }
  } finally {
    bar.finish();
    process.off('SIGINT', onInterrupt);
  }
  if (interrupted) {
    process.stderr.write(
      `Stopped. Nothing was written: a classifier is the yardstick of others, so it is whole or not.\n`,
    );
    return 130;
  }
  const seconds = (performance.now() - start) / 1000;
  const { classifier, bytes } = await training.result();
  const { manifest } = classifier;
  const { command, ...origin } = provenance();
  const described = {
    ...manifest,
    data: name,
    split: 'random, by the seed; the writers of the held-out images also wrote training images',
    seed: values.seed,
    config,
    backend: backend.name,
    seconds: rounded(seconds),
    ...origin,
    command: [values.images, values.labels].reduce<string>(
      (text, path) => (typeof path === 'string' ? text.replace(path, basename(path)) : text), // nobody else has these folders
      command,
    ),
  };
  writeWhole(out, `classifier-${name}.bin`, bytes);
  writeWhole(out, `classifier-${name}.json`, `${JSON.stringify(described, null, 2)}\n`);
  const per = (share: number) => `${(100 * share).toFixed(2)} %`;
  console.log(
    `${per(manifest.heldOut.accuracy)} of ${manifest.heldOut.images} held-out images right (${per(manifest.train.accuracy)} of ${manifest.train.images} in training), ${duration(seconds)} on ${backend.name}, ${training.program.mode}`,
  );
  console.log(`Written to ${out}: classifier-${name}.bin (${bytes.length} bytes), classifier-${name}.json`);
  training.dispose();
  return 0;
}

async function read(name: ClassifierName, images?: string, labels?: string): Promise<Dataset> {
  if (name === 'digits') return loadDataset('digits', new URL('public/', root).href);
  if (!images || !labels) {
    throw new UsageError('MNIST comes from your own copy: give its two files with --images and --labels.');
  }
  try {
    return await readMnist(readFileSync(images), readFileSync(labels), { names: { images, labels } });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code) throw new UsageError(`Cannot read "${path ?? images}": ${code}.`);
    if (isBadInput(error)) throw new UsageError(error.message);
    throw error;
  }
}

function brightness({ images }: Dataset): LabelledImages {
  const { width, height, pixels, labels, black, white } = images!;
  return { width, height, labels, pixels: pixels.map((v) => (v - black) / (white - black)) };
}

await main(classifier);
