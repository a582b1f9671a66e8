/** `soak`: trains for half an hour in a browser, on wasm and on WebGPU side by side, and watches what is held. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { findChromium } from '../scripts/chromium.ts';
import { chromiumArguments, openWorker } from './bench/browserHost.ts';
import { bundleWorker } from './bench/bundle.ts';
import { machineName } from './bench/machine.ts';
import { servePages } from './bench/pageServer.ts';
import { main } from './main.ts';
import { readOptions } from './options.ts';
import { prepareFolder, writeWhole } from './output.ts';
import { duration, progressBar } from './progress.ts';
import { provenance } from './provenance.ts';
import { watchWorker } from './soak/heap.ts';
import type { Reading, SoakResult } from './soak/result.ts';
import { slope } from './soak/slope.ts';
import type { SoakWorker } from './soak/worker.ts';

/** Readings of the first minutes show caches that fill, not leaks; a short run leaves out its first fifth. */
const settling = 3;
const limitPerMinute = 50_000;

async function soakBackend(
  browser: Browser,
  url: string,
  backend: 'wasm' | 'webgpu',
  minutes: number,
  onReading: (reading: Reading) => void,
): Promise<SoakResult> {
  const page = await browser.newPage();
  await page.goto(`${url}/`);
  const heap = await watchWorker(page);
  const worker = await openWorker<SoakWorker>(page, `${url}/worker.js`, backend);
  const adapter = await worker.start(backend);
  const readings: Reading[] = [];
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 60_000;
  const every = Math.min(20, (minutes * 60) / 30);
  let fault: string | null = null;
  try {
    while (elapsed() < minutes) {
      const { step, tensors, bytes } = await worker.look();
      const heapBytes = await heap.used();
      readings.push({ minutes: Number(elapsed().toFixed(3)), step, tensors, tensorBytes: bytes, heapBytes });
      onReading(readings.at(-1)!);
      await new Promise((later) => setTimeout(later, every * 1000));
    }
  } catch (error) {
    fault = (error as Error).message.split('\n')[0]!;
  }
  await page.close();
  const settled = readings.filter((reading) => reading.minutes >= Math.min(settling, minutes / 5));
  const counts = settled.map(({ tensors }) => tensors);
  const perMinute = slope(
    settled.map((reading) => reading.minutes),
    settled.map(({ heapBytes }) => heapBytes),
  );
  const tensors = { least: Math.min(...counts), most: Math.max(...counts) };
  return {
    backend,
    adapter,
    minutes: readings.at(-1)?.minutes ?? 0,
    fault,
    steps: readings.at(-1)?.step ?? 0,
    tensors,
    heapBytesPerMinute: Math.round(perMinute),
    passed: fault === null && tensors.least === tensors.most && perMinute < limitPerMinute,
    readings,
  };
}

const usage = `Trains both models of the ring in Chromium for half an hour, drawing and measuring samples as the page does, on wasm and on
WebGPU at once. The number of tensors must stay the same and the heap must grow by less than 50 kB a minute.

  npm run soak -- --minutes 30 --json out/soak.json`;

async function soak(): Promise<number> {
  const values = readOptions(process.argv.slice(2), usage, {
    minutes: { kind: 'number', help: 'how long', min: 0.2, max: 10_000, integer: false, default: 30 },
    json: { kind: 'text', help: 'file for the readings', default: `out/soak-${machineName()}.json` },
    only: { kind: 'choice', help: 'one backend', choices: ['wasm', 'webgpu'] },
  });
  if (!values) return 0;
  const json = values.json as string;
  const minutes = values.minutes as number;
  prepareFolder(dirname(json));
  const origin = provenance(); // now: half an hour later the checkout may have moved on
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  await bundleWorker(fileURLToPath(new URL('soak/worker.ts', import.meta.url)), folder);
  const server = await servePages(folder);
  const bar = progressBar();
  const results: SoakResult[] = [];
  try {
    const backends = (['wasm', 'webgpu'] as const).filter((name) => !values.only || values.only === name);
    await Promise.all(
      backends.map(async (backend) => {
        // A browser for each: a crash of one ends that one alone.
        const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
        try {
          const result = await soakBackend(browser, server.url, backend, minutes, (reading) => {
            const held = `${reading.tensors} tensors, ${(reading.heapBytes / 1e6).toFixed(2)} MB of heap`;
            bar.update(reading.minutes, minutes, `${backend}: step ${reading.step}, ${held}`);
          });
          results.push(result);
        } finally {
          await browser.close();
        }
      }),
    );
  } finally {
    bar.finish();
    server.close();
    rmSync(folder, { recursive: true });
  }
  results.sort((a, b) => a.backend.localeCompare(b.backend));
  writeWhole(dirname(json), basename(json), `${JSON.stringify({ ...origin, machine: machineName(), results })}\n`);
  for (const { backend, adapter, minutes: held, steps, tensors, heapBytesPerMinute, passed, fault } of results) {
    const counts = tensors.least === tensors.most ? `${tensors.most}` : `${tensors.least} to ${tensors.most}`;
    console.log(
      `${passed ? 'passed' : 'FAILED'}: ${backend} (${adapter}), ${duration(60 * held)}, ${steps} steps, ${counts} tensors, heap ${heapBytesPerMinute} bytes a minute${fault ? `. ${fault}` : ''}`,
    );
  }
  console.log(`Written to ${json}`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

await main(soak);
