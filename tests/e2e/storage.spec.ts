/** What happens to saved runs when the browser, the disk or another tab does its worst. */
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { findChromium } from '../../scripts/chromium.ts';
import type * as format from '../../src/lib/session/checkpoint/format.ts';
import type { RunStore } from '../../src/lib/session/checkpoint/store.ts';
import { expect, test } from './book.ts';
import { downloadRun, messages, openRace, press, stepOf, tiny, trainTo } from './inject.ts';

const url = process.env['BOOK_URL'] ?? 'http://localhost:4321/book/';
const training = `${tiny}&backend=wasm&steps=100000`;

/** The store as the page has it, in a page of its own origin. */
interface Tools {
  RunStore: { open(): Promise<RunStore> };
  encode: typeof format.encode;
  checkpoint(step: number, fill: number, numbers?: number): Parameters<typeof format.encode>[0];
}
declare const tools: Tools;
let bundle = '';

test.beforeAll(async () => {
  const entry = `
    import { RunStore } from './store.ts';
    import { encode } from './format.ts';
    import { defaultConfig } from '../../experiments/config.ts';
    const rng = { key: [1, 2], counter: 0, spare: null };
    // Every number of a state is its step: a mixture of two would show.
    const checkpoint = (step, fill, numbers = 200000) => ({
      snapshot: { experiment: 'ring', config: defaultConfig, backend: 'wasm', step, seconds: 1, sampleCount: 0,
        models: { gan: { tensors: { 'D.0': new Float32Array(numbers).fill(fill) }, numbers: {}, rng } }, streams: { gan: rng } },
      savedAt: Date.now(), curves: {},
    });
    globalThis.tools = { RunStore, encode, checkpoint };`;
  const result = await build({
    stdin: { contents: entry, resolveDir: 'src/lib/session/checkpoint', loader: 'ts' },
    bundle: true,
    format: 'iife',
    write: false,
  });
  bundle = result.outputFiles[0]!.text;
});
const blank = async (page: Page) => {
  await page.goto(`${url}robots-of-nowhere/`);
  await page.evaluate(bundle);
};

/** Saves states 1, 2, 3 ... as fast as it can and tells the step of each that was acknowledged. */
const startSaving = (page: Page) =>
  page.evaluate(async () => {
    const store = await tools.RunStore.open();
    const state = globalThis as unknown as { acknowledged: number };
    const before = await store.load('race/x');
    let revision: number | null = before?.revision ?? null;
    let step = before?.checkpoint.snapshot.step ?? 0;
    state.acknowledged = step;
    void (async () => {
      for (;;) {
        step += 1;
        const bytes = await tools.encode(tools.checkpoint(step, step));
        revision = await store.save('race/x', bytes, step, Date.now(), revision);
        state.acknowledged = step;
      }
    })();
  });
const acknowledged = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { acknowledged: number }).acknowledged);
/** The step that is stored, and the different numbers in its weights. */
const stored = (page: Page) =>
  page.evaluate(async () => {
    const store = await tools.RunStore.open();
    const loaded = await store.load('race/x');
    store.close();
    const { snapshot } = loaded!.checkpoint;
    return { step: snapshot.step, values: [...new Set(snapshot.models.gan!.tensors['D.0'])], refused: loaded!.refused };
  });

test('F22 F23 a browser killed and a page crashed in the middle of saving: a whole state, not older than the last acknowledged', async () => {
  test.setTimeout(120_000);
  const profile = mkdtempSync(join(tmpdir(), 'book-profile-'));
  const launch = () =>
    chromium.launchPersistentContext(profile, { executablePath: findChromium(), args: ['--no-sandbox'] });
  const check = async (page: Page, least: number) => {
    const { step, values, refused } = await stored(page);
    expect(values).toEqual([step]);
    expect(refused).toEqual([]);
    expect(step).toBeGreaterThanOrEqual(least);
  };
  try {
    let least = 0;
    for (let kill = 0; kill < 4; kill++) {
      const context: BrowserContext = await launch();
      const page = await context.newPage();
      await blank(page);
      if (kill > 0) await check(page, least);
      await startSaving(page);
      await expect.poll(() => acknowledged(page), { timeout: 20_000 }).toBeGreaterThan(least + 3);
      least = await acknowledged(page);
      if (kill % 2 === 0) {
        const cdp = await context.browser()?.newBrowserCDPSession();
        await cdp?.send('Browser.crash').catch(() => {});
        await context.close().catch(() => {});
      } else {
        await page.goto('chrome://crash').catch(() => {});
        await context.close();
      }
    }
    const context = await launch();
    const page = await context.newPage();
    await blank(page);
    await check(page, least);
    await context.close();
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});

test('F22 a log that a crash has cut off, taken up again, costs the database and no state', async () => {
  test.setTimeout(120_000);
  const profile = mkdtempSync(join(tmpdir(), 'book-profile-'));
  const storage = join(profile, 'Default/IndexedDB');
  const visit = async <T>(work: (page: Page) => Promise<T>): Promise<T> => {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: findChromium(),
      args: ['--no-sandbox'],
    });
    const page = await context.newPage();
    await blank(page);
    const result = await work(page);
    await context.close();
    return result;
  };
  const save = (...steps: number[]) =>
    visit((page) =>
      page.evaluate(async (list) => {
        const store = await tools.RunStore.open();
        let revision = (await store.load('race/x'))?.revision ?? null;
        for (const step of list) {
          const bytes = await tools.encode(tools.checkpoint(step, step, 1000));
          revision = await store.save('race/x', bytes, step, Date.now(), revision);
        }
        store.close();
      }, steps),
    );
  try {
    await save(1, 2, 3);
    // What a kill between two writes of one record leaves behind.
    const database = readdirSync(storage).find((name) => name.endsWith('.leveldb'));
    test.skip(!database, 'This Chromium keeps IndexedDB in another way.');
    const folder = join(storage, database!);
    const log = readdirSync(folder).find((name) => name.endsWith('.log'))!;
    truncateSync(join(folder, log), statSync(join(folder, log)).size - 20);
    await save(4, 5);
    expect(await visit(stored)).toEqual({ step: 5, values: [5], refused: [] });
    await save(6);
    expect(await visit(stored)).toEqual({ step: 6, values: [6], refused: [] });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});

test('F22 a database that is gone as a whole: the run is listed, loaded, saved again and erased all the same', async ({
  page,
}) => {
  await blank(page);
  const seen = await page.evaluate(async () => {
    const open = () => tools.RunStore.open();
    const save = async (step: number, after: number | null) => {
      const store = await open();
      const bytes = await tools.encode(tools.checkpoint(step, step, 1000));
      const revision = await store.save('race/x', bytes, step, Date.now(), after);
      store.close();
      return revision;
    };
    const look = async () => {
      const store = await open();
      const loaded = await store.load('race/x');
      const listed = (await store.list()).map(({ step }) => step);
      store.close();
      return { step: loaded?.checkpoint.snapshot.step ?? null, revision: loaded?.revision ?? null, listed };
    };
    const lose = () =>
      new Promise<void>((resolve) => {
        indexedDB.deleteDatabase('gans-vs-diffusion').onsuccess = () => resolve();
      });
    const first = await save(1, null);
    await save(2, first);
    await lose();
    const lost = await look();
    await save(3, lost.revision);
    const again = await look();
    await lose();
    const store = await open();
    await store.erase('race/x');
    store.close();
    return { lost, again, erased: await look() };
  });
  expect(seen).toEqual({
    lost: { step: 2, revision: 2, listed: [2] },
    again: { step: 3, revision: 3, listed: [3] },
    erased: { step: null, revision: null, listed: [] },
  });
});

test('F24 no room: said, with a way out; the state before stays', async ({ page, context }) => {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: new URL(url).origin, quotaSize: 3 << 20 });
  await blank(page);
  const outcome = await page.evaluate(async () => {
    const store = await tools.RunStore.open();
    const revision = await store.save('race/x', await tools.encode(tools.checkpoint(1, 1, 1000)), 1, 1, null);
    const large = await tools.encode(tools.checkpoint(2, 2, 2_000_000));
    const message = await store.save('race/x', large, 2, 2, revision).then(
      () => 'saved',
      (error: Error) => error.message,
    );
    const after = await store.load('race/x');
    return { message, step: after!.checkpoint.snapshot.step };
  });
  expect(outcome.message).toMatch(/^Not saved: .*(Download the run|full)/);
  expect(outcome.step).toBe(1);
});

test('F24 in the race: “not saved” is visible, and Download run works', async ({ page, context }) => {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: new URL(url).origin, quotaSize: 2000 });
  const race = await openRace(page, training);
  await trainTo(race, 10);
  await press(race, 'Pause');
  await expect(race.locator('[data-out="kept"]')).toContainText(/^Not saved: .*Download the run/);
  expect((await downloadRun(page, race)).length).toBeGreaterThan(1000);
});

test('F25 a browser that keeps nothing: said before anything is trained', async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('no', 'SecurityError');
    };
  });
  const race = await openRace(page, training);
  await expect(race.locator('[data-out="kept"]')).toHaveText(
    'This browser keeps nothing for this page (SecurityError), so runs are kept in memory only.',
  );
  await trainTo(race, 10);
});

test('F25 another tab holds an old version of the storage: said, and training works', async ({ page, context }) => {
  const old = await context.newPage();
  await old.goto(`${url}robots-of-nowhere/`);
  await old.evaluate(
    () =>
      new Promise<void>((resolve) => {
        indexedDB.open('gans-vs-diffusion', 1).onsuccess = () => resolve(); // and never closes it
      }),
  );
  const race = await openRace(page, training);
  await expect(race.locator('[data-out="kept"]')).toContainText('An older version of this book is open in another tab');
  await trainTo(race, 10);
});

test('F26 a damaged state is read from its copy; without one it is refused with a reason, and the one before is used', async ({
  page,
}) => {
  await blank(page);
  const outcomes = await page.evaluate(async () => {
    const store = await tools.RunStore.open();
    let revision: number | null = null;
    for (const step of [1, 2])
      revision = await store.save(
        'race/x',
        await tools.encode(tools.checkpoint(step, step, 1000)),
        step,
        step,
        revision,
      );
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('gans-vs-diffusion');
      request.onsuccess = () => resolve(request.result);
    });
    const ask = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const blobs = () => database.transaction('blobs', 'readwrite').objectStore('blobs');
    const good = (await ask(blobs().get('race/x/B'))) as Uint8Array;
    const faults: Record<string, (bytes: Uint8Array) => unknown> = {
      flipped: (bytes) => ((bytes[bytes.length - 9]! ^= 1), bytes),
      truncated: (bytes) => bytes.slice(0, 500),
      newer: (bytes) => ((bytes[8] = 9), bytes),
      foreign: () => ({ weights: 'none' }),
      missing: () => undefined,
    };
    const results: Record<string, { step: number; refused: string[]; kept: boolean }> = {};
    const withCopy: [number, string[]][] = [];
    const cache = await caches.open('gans-vs-diffusion');
    const [address] = await cache.keys();
    const copy = (await cache.match(address!))!;
    for (const [name, damage] of Object.entries(faults)) {
      await ask(blobs().put(damage(good.slice()), 'race/x/B'));
      await cache.put(address!, copy.clone());
      const whole = (await store.load('race/x'))!;
      withCopy.push([whole.checkpoint.snapshot.step, whole.refused]);
      await cache.delete(address!);
      const { checkpoint, refused } = (await store.load('race/x'))!;
      results[name] = { step: checkpoint.snapshot.step, refused, kept: (await store.list()).length === 1 };
    }
    return { results, withCopy };
  });
  for (const outcome of outcomes.withCopy) expect(outcome).toEqual([2, []]); // the same state lies elsewhere too
  for (const [name, { step, refused, kept }] of Object.entries(outcomes.results)) {
    expect([name, step, kept]).toEqual([name, 1, true]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^The state saved at step 2 (is damaged|ends early|was made by a newer|is missing)/);
  }
});

test('F27 two tabs and one run: one writes; the other may take over, and nothing is lost', async ({
  page,
  context,
}) => {
  test.setTimeout(90_000);
  const race = await openRace(page, training);
  await trainTo(race, 20);
  await press(race, 'Pause');
  await expect(race).toHaveAttribute('data-kept', 'saved');
  await press(race, 'Train'); // and it goes on
  const other = await context.newPage();
  await other.goto(`${url}race/`);
  const second = other.locator('[data-demo="race"]').first();
  await expect(second.locator('[data-part="offer-text"]')).toContainText(
    /^Your run is kept: Ring of eight, step [\d,]+, a moment ago\.$/,
  );
  await press(second, 'Continue');
  await expect(second.locator('[data-part="offer-text"]')).toContainText('training in another tab');
  expect(await second.getAttribute('data-state')).toBe('idle');
  await press(second, 'Take over');
  await expect.poll(() => stepOf(second), { timeout: 30_000 }).toBeGreaterThan(20);
  await page.bringToFront();
  await expect(messages(race)).toContainText('Another tab took this run over');
  await expect(race).toHaveAttribute('data-state', 'paused');
  await press(second, 'Pause');
  await expect(second).toHaveAttribute('data-kept', 'saved');
});

test('a run is found again after a reload, with its curves, and can be erased', async ({ page, complaints }) => {
  let race = await openRace(page, training);
  await trainTo(race, 40);
  await press(race, 'Pause');
  await expect(race).toHaveAttribute('data-kept', 'saved');
  const step = Number(await race.getAttribute('data-kept-step'));
  await page.goto('race/');
  race = page.locator('[data-demo="race"]').first();
  await expect(race.locator('[data-part="offer-text"]')).toContainText(
    `step ${step.toLocaleString('en')}, a moment ago`,
  );
  await press(race, 'Continue');
  await expect.poll(() => stepOf(race), { timeout: 30_000 }).toBeGreaterThan(step);
  await press(race, 'Pause');
  await expect(race).toHaveAttribute('data-kept', 'saved');
  await page.goto('race/');
  await race.getByRole('button', { name: 'Erase', exact: true }).click();
  await expect(race.locator('[data-part="offer"]')).toBeHidden();
  await page.goto('race/');
  await page.waitForTimeout(500);
  await expect(race.locator('[data-part="offer"]')).toBeHidden();
  expect(complaints).toEqual([]);
});

test('a downloaded run opens again, and a damaged one is refused while the present run stays', async ({ page }) => {
  const race = await openRace(page, training);
  await trainTo(race, 20);
  await press(race, 'Pause');
  await expect(race).toHaveAttribute('data-state', 'paused');
  const step = await stepOf(race);
  const bytes = await downloadRun(page, race);
  const folder = mkdtempSync(join(tmpdir(), 'book-run-'));
  const [good, bad] = [join(folder, 'good.run'), join(folder, 'bad.run')];
  writeFileSync(good, bytes);
  writeFileSync(
    bad,
    bytes.map((byte, i) => (i === bytes.length - 3 ? byte ^ 8 : byte)),
  );
  const input = race.locator('[data-part="run-file"]');
  await input.setInputFiles(bad);
  await expect(messages(race)).toHaveText(
    /^bad\.run is damaged: its checksum differs\. .*the present run is untouched\.$/,
  );
  expect(await stepOf(race)).toBe(step);
  await press(race, 'Reset');
  await expect(race).toHaveAttribute('data-step', '0');
  await input.setInputFiles(good);
  await expect(messages(race)).toContainText(`good.run is open at step ${step.toLocaleString('en')}`);
  await expect(race).toHaveAttribute('data-step', String(step));
  await trainTo(race, step + 5);
  rmSync(folder, { recursive: true, force: true });
});
