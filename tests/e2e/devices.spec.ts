/**
 * Faults of a graphics device under a run: the book's own worker and session, without a figure, as the GPU here is imitated
 * by the CPU. The run goes on from its last snapshot, to the very weights of a run that was left alone.
 */
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { findChromium } from '../../scripts/chromium.ts';
import type { claim } from '../../src/lib/session/client.ts';
import type { Recovery } from '../../src/lib/session/survive.ts';
import { expect, test } from './book.ts';
import { countAdapters, countWorkers, inject, inWorker, press } from './inject.ts';

const url = process.env['BOOK_URL'] ?? 'http://localhost:4321/book/';
let bundle = '';
let worker = '';

test.beforeAll(async ({ browser }) => {
  const entry = `
    import { claim, makeWorker } from './client.ts';
    Object.assign(globalThis, { claim, makeWorker });`;
  const result = await build({
    stdin: { contents: entry, resolveDir: 'src/lib/session', loader: 'ts' },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'error',
    define: { 'import.meta.url': '""' },
  });
  bundle = result.outputFiles[0]!.text;
  const page = await browser.newPage();
  await page.goto(`${url}race/?budget=200&batchSize=8&backend=cpu`);
  const request = page.waitForRequest(/_astro\/worker[^/]*\.js/);
  await press(page.locator('[data-demo="race"]').first(), 'Train');
  worker = (await request).url();
  await page.close();
});

interface Shared {
  claim: typeof claim;
  makeWorker: { create(): Worker };
  step: number;
  recoveries: Recovery[];
  result: string;
  failure: string;
}
const read = <K extends 'step' | 'result' | 'failure' | 'recoveries'>(page: Page, key: K) =>
  page.evaluate((name) => (globalThis as unknown as Shared)[name], key as 'step') as Promise<unknown> as Promise<
    Shared[K]
  >;

/** Trains a small discriminator in the background; `result` is all of its state at the end. */
async function start(page: Page, steps: number): Promise<void> {
  await page.goto(`${url}robots-of-nowhere/`);
  await page.evaluate(bundle);
  await page.evaluate(
    async ([address, base, last]) => {
      const shared = globalThis as unknown as Shared;
      Object.assign(shared, { step: 0, recoveries: [], result: '', failure: '' });
      shared.makeWorker.create = () => new Worker(address, { type: 'module' });
      const holder = {
        yield: async () => {},
        recovered: (recovery: Recovery) => void shared.recoveries.push(recovery),
      };
      const { session } = await shared.claim(holder);
      const config = { budget: 200, batchSize: 8, steps: last };
      await session.open({ experiment: 'discriminator', config, backend: 'webgpu', assets: base });
      void session
        .train(({ step }) => void (shared.step = step), { reportMilliseconds: 20 })
        .then(async () => {
          const { models, streams, step } = await session.snapshot();
          const plain = (_: string, value: unknown) => (value instanceof Float32Array ? [...value] : value);
          shared.result = JSON.stringify({ models, streams, step }, plain);
        })
        .catch((error: Error) => (shared.failure = `${error.name}: ${error.message}`));
    },
    [worker, url, steps] as const,
  );
}
const reach = (page: Page, step: number) =>
  expect.poll(() => read(page, 'step'), { timeout: 60_000 }).toBeGreaterThanOrEqual(step);
const finish = async (page: Page) => {
  await expect
    .poll(async () => (await read(page, 'result')) || (await read(page, 'failure')), { timeout: 150_000 })
    .not.toBe('');
  expect(await read(page, 'failure')).toBe('');
  return read(page, 'result');
};
const recovered = (page: Page, times: number) =>
  expect.poll(async () => (await read(page, 'recoveries')).length, { timeout: 60_000 }).toBe(times);

test('F5 F11 a device destroyed, and one that refuses a command: in the end the very weights of a run left alone', async ({
  page,
}) => {
  test.setTimeout(400_000);
  await inWorker(page);
  await start(page, 16);
  const alone = await finish(page);
  for (const [fault, name, sentence] of [
    [
      'destroy',
      'DeviceLost',
      /^The graphics device was lost, destroyed.*Training was restored and goes on from step \d+\.$/,
    ],
    [
      'invalid',
      'Invalid',
      /^The graphics device refused a command: .*Training was restored and goes on from step \d+\.$/,
    ],
  ] as const) {
    await start(page, 16);
    await reach(page, 4);
    await inject(page, fault);
    expect(await finish(page)).toBe(alone);
    const [recovery, ...more] = await read(page, 'recoveries');
    expect(more).toEqual([]);
    expect(recovery).toMatchObject({ fault: name, offerReload: false, opened: { backend: { name: 'webgpu' } } });
    expect(recovery!.sentence).toMatch(sentence);
    expect(await countWorkers(page)).toBe(2);
  }
});

test('F13 a device whose memory is full goes on with half the batch, and says so', async ({ page }) => {
  test.setTimeout(300_000);
  await inWorker(page);
  for (const [fault, sentence] of [
    ['fullDevice', 'The graphics device ran out of memory.'],
    ['fullUpload', 'The engine ran out of memory.'],
  ] as const) {
    await start(page, 16);
    await reach(page, 4);
    await inject(page, fault);
    const { step } = JSON.parse(await finish(page)) as { step: number };
    expect(step).toBe(16);
    const [recovery, ...more] = await read(page, 'recoveries');
    expect(more).toEqual([]);
    expect(recovery).toMatchObject({
      fault: 'OutOfMemory',
      offerReload: false,
      opened: { backend: { name: 'webgpu' }, config: { batchSize: 4 } },
    });
    expect(recovery!.sentence).toBe(
      `${sentence} Training was restored and goes on from step ${recovery!.step} with a batch of 4 instead of 8.`,
    );
    expect(recovery!.step).toBeLessThan(16);
    expect(await countWorkers(page)).toBe(2);
  }
});

test('F10 a read-back that never comes: a new worker goes on', async ({ page }) => {
  test.setTimeout(150_000);
  await inWorker(page, '', 2);
  await start(page, 16);
  await reach(page, 3);
  await inject(page, 'hang');
  await recovered(page, 1);
  expect((await read(page, 'recoveries'))[0]!.sentence).toMatch(/has not answered for 20 s/);
  await finish(page);
});

test('F6 F7 F8 the graphics process crashes once: a new device; twice: the next engine; again: nothing changes', async () => {
  test.setTimeout(400_000);
  // A browser of its own: after crashes it treats all of its pages differently.
  const args = ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
  const browser: Browser = await chromium.launch({ executablePath: findChromium(), args });
  try {
    const page = await browser.newPage();
    const cdp = await browser.newBrowserCDPSession();
    const crash = () => cdp.send('Browser.crashGpuProcess' as never).catch(() => {});
    await inWorker(page);
    await start(page, 1_000_000);
    await reach(page, 5);
    await crash();
    await recovered(page, 1);
    const [first] = await read(page, 'recoveries');
    expect(first).toMatchObject({ fault: 'DeviceLost', offerReload: false, opened: { backend: { name: 'webgpu' } } });
    await reach(page, first!.step + 5);
    await crash();
    await recovered(page, 2);
    const second = (await read(page, 'recoveries'))[1]!;
    expect(second).toMatchObject({ offerReload: true, opened: { backend: { name: 'wasm' } } });
    expect(second.sentence).toMatch(/goes on with WebAssembly; numbers may differ in the last digits\.$/);
    await reach(page, second.step + 50);
    await crash();
    await reach(page, (await read(page, 'step')) + 200);
    expect((await read(page, 'recoveries')).length).toBe(2);
    expect(await countAdapters(page)).toBeLessThanOrEqual(3);
    await start(page, 1_000_000); // a reload: WebGPU has another chance
    await reach(page, 5);
    expect(await countAdapters(page)).toBeGreaterThanOrEqual(1);
    expect(await countAdapters(page)).toBeLessThanOrEqual(2); // one to know its name, one to use
  } finally {
    await browser.close();
  }
});
