/** `bench`: the book's engine beside TensorFlow.js and jax-js, on this machine. */
import { existsSync } from 'node:fs';
import { dirname, basename } from 'node:path';
import { spawnSync } from 'node:child_process';
import { main } from '../main.ts';
import { readOptions, UsageError } from '../options.ts';
import { prepareFolder, writeWhole } from '../output.ts';
import { provenance } from '../run.ts';
import { startBrowser, type BrowserHost } from './browserHost.ts';
import { measureFrames, type FrameResult } from './frames.ts';
import { load, machineName } from './machine.ts';
import { measurePlace, placeNames, type PlaceName, type PlaceResult } from './places.ts';
import { measureQuality, type QualityResult } from './quality.ts';
import { frameText, placeText, qualityText } from './report.ts';

const parts = [...placeNames, 'frames', 'quality'] as const;
type Part = (typeof parts)[number];

const usage = `Times one training step of the same nets in this book's engine, in TensorFlow.js as it is and in jax-js: agreement of
the losses first, then interleaved repetitions. Then how long the page takes to good samples.

  npm run bench -- --json out/bench.json
  npm run bench -- --only quality --folder dist`;

/** A built book: the folder given, or one that is built now. */
function builtBook(folder: string | undefined): string {
  if (folder) {
    if (existsSync(`${folder}/race/index.html`)) return folder;
    throw new UsageError(`"${folder}" holds no built book: npm run build makes one in dist.`);
  }
  const made = 'out/bench-book';
  const { status } = spawnSync(process.execPath, ['node_modules/astro/bin/astro.mjs', 'build', '--outDir', made], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new UsageError('The book could not be built: npm run build says why.');
  return made;
}

async function bench(): Promise<number> {
  const values = readOptions(process.argv.slice(2), usage, {
    json: { kind: 'text', help: 'file for everything that was measured' },
    quick: { kind: 'flag', help: 'a few short repetitions: whether it runs, not how fast' },
    only: { kind: 'choice', help: 'one part', choices: parts },
    repetitions: { kind: 'number', help: 'interleaved repetitions', min: 2, max: 1000, integer: true },
    seeds: {
      kind: 'number',
      help: 'runs of the page for each goal of quality',
      min: 1,
      max: 20,
      integer: true,
      default: 1,
    },
    backend: { kind: 'choice', help: 'the page’s engine', choices: ['wasm', 'webgpu', 'auto'], default: 'wasm' },
    folder: { kind: 'text', help: 'a built book to measure quality in; without it one is built' },
  });
  if (!values) return 0;
  const json = values.json as string | undefined;
  if (json) prepareFolder(dirname(json));
  const quick = values.quick === true;
  const effort = {
    repetitions: (values.repetitions as number) ?? (quick ? 3 : 15),
    blockMilliseconds: quick ? 60 : 250,
  };
  const wanted = (part: Part) => values.only === undefined || values.only === part;
  const note = (text: string) => void process.stderr.write(`${text}\n`);

  const loads = [load()];
  const places: PlaceResult[] = [];
  let frames: FrameResult | null = null;
  let quality: QualityResult[] = [];
  const write = () => {
    if (!json) return;
    const about = { ...provenance(), machine: machineName(), load: [...loads, load()], ...effort };
    writeWhole(dirname(json), basename(json), `${JSON.stringify({ ...about, places, frames, quality }, null, 1)}\n`);
  };
  let browser: BrowserHost | null = null;
  try {
    if (placeNames.some((place) => place.startsWith('chromium') && wanted(place)) || wanted('frames')) {
      browser = await startBrowser();
    }
    for (const place of placeNames.filter((name: PlaceName) => wanted(name))) {
      const result = await measurePlace(place, browser, effort, note);
      places.push(result);
      loads.push(load());
      console.log(`${placeText(result)}\n`);
      write();
    }
    if (wanted('frames')) {
      frames = await measureFrames(browser!, quick ? 500 : 3000);
      console.log(`${frameText(frames)}\n`);
      write();
    }
  } finally {
    await browser?.close();
  }
  if (wanted('quality') && !(quick && values.only !== 'quality')) {
    quality = await measureQuality({
      folder: builtBook(values.folder as string | undefined),
      backend: values.backend as 'wasm',
      seeds: Array.from({ length: values.seeds as number }, (_, i) => i + 1),
      note,
    });
    console.log(`${qualityText(quality)}\n`);
  }
  write();
  if (json) console.log(`Written to ${json}`);
  return 0;
}

await main(bench);
