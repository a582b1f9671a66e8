/** `compare`: both families on one data set over several seeds: a table, and the files of the first seed's samples. */
import { loadDataset } from '../src/lib/data/index.ts';
import { experiments, type ExperimentName } from '../src/lib/experiments/index.ts';
import { measure, metricNames, perfectBands, type MetricBands, type MetricName } from '../src/lib/metrics/index.ts';
import type { SamplerName } from '../src/lib/model.ts';
import { createRng } from '../src/lib/random.ts';
import { configFrom, trainable, trainingOptions } from './experimentOptions.ts';
import { main } from './main.ts';
import { encodeNpy } from './npy.ts';
import { readOptions } from './options.ts';
import { prepareFolder, rounded, writeWhole } from './output.ts';
import { renderPicture } from './picture.ts';
import { provenance, trainRun, type FinishedRun } from './run.ts';
import { drawWithProgress } from './sampling.ts';

interface Contestant {
  title: string;
  model: 'gan' | 'ddpm';
  sampler?: SamplerName;
  samplerSteps?: number;
}

/** One row of one seed. */
interface Row {
  title: string;
  seed: number;
  values: Partial<Record<MetricName, number>>;
  evaluations: number;
  secondsPer1000: number;
}

const contestants = (T: number, samplerSteps: number): Contestant[] => [
  { title: 'GAN, one pass', model: 'gan' },
  { title: `diffusion, ancestral ${T}`, model: 'ddpm', sampler: 'ancestral', samplerSteps: T },
  { title: `diffusion, DDIM ${samplerSteps}`, model: 'ddpm', sampler: 'ddim', samplerSteps },
];

const usage = `Trains the GAN and the diffusion model on one data set, once per seed, and prints what each scores beside a perfect sampler.

  npm run compare -- --data ring --seeds 3 --out out/compare`;

async function compare(): Promise<number> {
  const { seed: _seed, sampler: _sampler, ...options } = trainingOptions(['gan', 'ddpm']);
  const values = readOptions(process.argv.slice(2), usage, {
    data: { kind: 'choice', help: 'the data set', choices: trainable, default: 'ring' },
    seeds: { kind: 'number', help: 'how many runs, with seeds 1, 2, ...', min: 1, max: 100, integer: true, default: 3 },
    ...options,
  });
  if (!values) return 0;
  const out = values.out as string;
  const name = values.data as ExperimentName;
  const n = values.samples as number;
  const seeds = values.seeds as number;
  prepareFolder(out);
  const dataset = await loadDataset(experiments[name].data, new URL('../public/', import.meta.url).href);
  const rng = createRng(0).fork('comparison');
  const reference = dataset.sample(n, rng.fork('reference'));
  const bands = perfectBands(dataset, Math.min(n, 10_000), rng.fork('bands'));

  const rows: Row[] = [];
  const runs: object[] = [];
  let interrupted = false;
  for (let seed = 1; seed <= seeds && !interrupted; seed++) {
    process.stderr.write(`Seed ${seed} of ${seeds}\n`);
    const run = await trainRun({
      experiment: name,
      models: ['gan', 'ddpm'],
      config: { ...configFrom(values), seed },
      backend: values.backend as 'auto',
    });
    ({ interrupted } = run);
    const { config } = run.opened;
    for (const { title, model, ...sampling } of contestants(config.T, config.samplerSteps)) {
      const drawn = await drawWithProgress(run.session, model, n, sampling);
      rows.push({
        title,
        seed,
        values: measure(dataset, drawn.x, reference, rng.fork('measure')),
        evaluations: drawn.evaluations,
        secondsPer1000: (drawn.seconds * 1000) / n,
      });
      if (seed === 1) writeSamples(out, run, title, drawn.x, reference);
    }
    runs.push({
      seed,
      steps: run.step,
      trainingSeconds: rounded(run.seconds),
      stepMilliseconds: run.stepMilliseconds,
      parameters: run.opened.models,
      references: run.opened.references,
      backend: run.opened.backend,
      config,
    });
    const result = { ...provenance(), data: name, samples: n, interrupted, runs, perfectSampler: bands, rows };
    writeWhole(out, 'comparison.json', `${JSON.stringify(result, null, 2)}\n`); // after each seed: Ctrl-C loses one at most
    await run.session.close();
  }
  const text = table(rows, bands);
  writeWhole(out, 'comparison.txt', `${text}\n`);
  console.log(
    `\n${dataset.title}, ${n} samples, ${new Set(rows.map((row) => row.seed)).size} seeds: mean ± standard deviation over seeds\n\n${text}`,
  );
  console.log(`\nWritten to ${out}: comparison.json, comparison.txt, and samples (.npy) and pictures (.svg) of seed 1`);
  return interrupted ? 130 : 0;

  function writeSamples(folder: string, run: FinishedRun, title: string, x: Float32Array, data: Float32Array): void {
    const raw = (points: Float32Array) => points.map((v, i) => v * dataset.scale + dataset.mean[i % dataset.dim]!);
    const file = title.replace(/\W+/g, '-').toLowerCase();
    const model = title.startsWith('GAN') ? 'gan' : 'ddpm';
    const curves = Object.entries(run.history.losses)
      .filter(([key]) => key.startsWith(model))
      .map(([key, list]) => ({
        name: key,
        steps: run.history.steps,
        values: list,
        reference: run.opened.references[key],
      }));
    writeWhole(folder, `samples-${file}.npy`, encodeNpy(raw(x), [x.length / dataset.dim, dataset.dim]));
    writeWhole(folder, 'data.npy', encodeNpy(raw(data), [data.length / dataset.dim, dataset.dim]));
    writeWhole(
      folder,
      `picture-${file}.svg`,
      renderPicture({ title: `${title}, ${dataset.title.toLowerCase()}`, dataset, data, samples: x, curves }),
    );
  }
}

const digits: Record<MetricName, number> = {
  ...{ modes: 1, hq: 3, spread: 3, modeKl: 4, mmd: 5, swd: 3 },
  ...{ frechet: 3, kid: 5, precision: 3, recall: 3, density: 3, coverage: 3, labelKl: 4, confidence: 3 },
};

function table(rows: readonly Row[], bands: MetricBands): string {
  const names = metricNames.filter((metric) => rows.some((row) => row.values[metric] !== undefined));
  const spread = (list: number[], places: number) => {
    const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
    const std = Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, list.length - 1));
    return list.length > 1 ? `${mean.toFixed(places)} ± ${std.toFixed(places)}` : mean.toFixed(places);
  };
  const header = ['', ...names, 'evaluations', 's per 1,000'];
  const body = [...new Set(rows.map((row) => row.title))].map((title) => {
    const group = rows.filter((row) => row.title === title);
    return [
      title,
      ...names.map((metric) =>
        spread(
          group.flatMap((row) => row.values[metric] ?? []),
          digits[metric],
        ),
      ),
      String(group[0]!.evaluations),
      spread(
        group.map((row) => row.secondsPer1000),
        3,
      ),
    ];
  });
  const perfect = [
    'a perfect sampler',
    ...names.map((m) => (bands[m] ? `${bands[m].low.toFixed(digits[m])} to ${bands[m].high.toFixed(digits[m])}` : '')),
    '',
    '',
  ];
  const lines = [header, ...body, perfect];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('   '))
    .join('\n');
}

await main(compare);
