/** `compare`: every family on one data set over several seeds: a table, and the files of the first seed's samples. */
import { join } from 'node:path';
import { comparable, type Arm } from '../src/lib/experiments/arms.ts';
import type { ExperimentName } from '../src/lib/experiments/index.ts';
import { perfectBands } from '../src/lib/metrics/index.ts';
import { createRng } from '../src/lib/random.ts';
import { chosenArms } from './arms.ts';
import { ceilingsOf } from './ceilings.ts';
import { configFrom, trainingOptions } from './experimentOptions.ts';
import { main } from './main.ts';
import { encodeNpy } from './npy.ts';
import { readOptions } from './options.ts';
import { prepareFolder, writeWhole } from './output.ts';
import { renderPicture } from './picture.ts';
import { resultsTable } from './resultsTable.ts';
import type { ArmRun } from './runArm.ts';
import { provenance } from './provenance.ts';
import { runStudy } from './study.ts';
import { loadStudyData, mnistOption } from './studyData.ts';

const usage = `Trains every family on one data set, once per seed, and prints what each scores beside the exact score through the same
samplers and beside a perfect sampler. What is done is kept in the folder: run it again and it goes on.

  npm run compare -- --data grid25 --seeds 2 --out out/grid
  npm run compare -- --data ring --arms relativistic,ddpm --seeds 3`;

async function compare(): Promise<number> {
  const { seed: _seed, sampler: _sampler, 'sampler-steps': _steps, ...options } = trainingOptions(['gan', 'ddpm']);
  const values = readOptions(process.argv.slice(2), usage, {
    data: { kind: 'choice', help: 'the data set', choices: comparable, default: 'ring' },
    arms: { kind: 'text', help: 'some of its arms, separated by commas (default: all)' },
    seeds: { kind: 'number', help: 'how many runs, with seeds 1, 2, ...', min: 1, max: 100, integer: true, default: 3 },
    mnist: mnistOption,
    ...options,
  });
  if (!values) return 0;
  const out = values.out as string;
  const name = values.data as ExperimentName;
  const n = values.samples as number;
  const arms = chosenArms(name, values.arms as string | undefined);
  const seeds = Array.from({ length: values.seeds as number }, (_, i) => i + 1);
  prepareFolder(out);
  const { dataset, images, own } = await loadStudyData(name, values.mnist as string | undefined);
  const rng = createRng(0).fork('comparison');
  const real = dataset.sample(n, rng.fork('reference'));
  const study = await runStudy({
    experiment: name,
    dataset,
    images,
    own,
    arms,
    seeds,
    n,
    config: configFrom(values),
    backend: values.backend as 'auto',
    folder: join(out, 'runs'),
    onRun: (run, arm, seed) => (seed === 1 ? writeSamples(run, arm) : undefined),
  });
  const { results, interrupted } = study;
  const bands = perfectBands(dataset, Math.min(n, 10_000), rng.fork('bands'), 20, images);
  const ceilings = ceilingsOf(dataset, arms, Math.min(n, 10_000), rng.fork('ceilings'));
  const text = resultsTable(results, bands, ceilings);
  const summary = { ...provenance(), data: name, samples: n, interrupted, results, ceilings, perfectSampler: bands };
  writeWhole(out, 'comparison.json', `${JSON.stringify(summary, null, 2)}\n`);
  writeWhole(out, 'comparison.txt', `${text}\n`);
  const done = new Set(results.map(({ seed }) => seed)).size;
  console.log(`\n${dataset.title}, ${n} samples, ${done} seeds: mean ± standard deviation over seeds\n\n${text}`);
  console.log(`\nWritten to ${out}: comparison.json, comparison.txt, and samples (.npy) and pictures (.svg) of seed 1`);
  return interrupted ? 130 : 0;

  function writeSamples({ samples, history, result }: ArmRun, arm: Arm): void {
    const raw = (points: Float32Array) => points.map((v, i) => v * dataset.scale + dataset.mean[i % dataset.dim]!);
    const shape = [n, dataset.dim];
    writeWhole(out, 'data.npy', encodeNpy(raw(real), shape));
    samples.forEach((x, i) => {
      const { title } = arm.samplings[i]!;
      const file = `${arm.name}-${title}`.replace(/\W+/g, '-').toLowerCase();
      const curves = Object.entries(history.losses).map(([key, list]) => {
        const reference = result.losses[key]?.reference;
        return {
          name: key,
          steps: history.steps,
          values: list,
          reference: reference === undefined ? undefined : { value: reference, meaning: 'reference' },
        };
      });
      writeWhole(out, `samples-${file}.npy`, encodeNpy(raw(x), shape));
      const picture = { title: `${arm.title}, ${title}`, dataset, data: real, samples: x, curves };
      writeWhole(out, `picture-${file}.svg`, renderPicture(picture));
    });
  }
}

await main(compare);
