/** Faults for the browser tests. The book has no hooks for them: code is put into its worker before its own. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expect } from './book.ts';

/** A net and a batch that a software GPU on a busy machine gets through. */
export const tiny = 'budget=200&batchSize=8&T=50&samplerSteps=2';

/** In every worker: counts adapters, remembers devices, and does on command what a driver may do. */
const gpuFaults = `
  const devices = [];
  if (self.GPU) {
    const requestAdapter = GPU.prototype.requestAdapter;
    GPU.prototype.requestAdapter = function (...a) { channel.postMessage('adapter'); return requestAdapter.apply(this, a); };
    const requestDevice = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...a) {
      const device = await requestDevice.apply(this, a);
      devices.push(device);
      return device;
    };
    const mapAsync = GPUBuffer.prototype.mapAsync;
    GPUBuffer.prototype.mapAsync = function (...a) { return self.hang ? new Promise(() => {}) : mapAsync.apply(this, a); };
    const writeBuffer = GPUQueue.prototype.writeBuffer;
    GPUQueue.prototype.writeBuffer = function (...a) { // where a step's numbers go up
      if (self.fullUpload) {
        self.fullUpload = false;
        devices.at(-1).createBuffer({ size: 2 ** 40, usage: GPUBufferUsage.COPY_SRC, mappedAtCreation: true });
      }
      return writeBuffer.apply(this, a);
    };
  }
  const log = Math.log;
  Math.log = (x) => { // where normal noise comes from
    if (self.full) {
      self.full = false;
      throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
    }
    return self.nan ? NaN : log(x);
  };
  const post = self.postMessage.bind(self);
  self.postMessage = (message, ...rest) => { // looks draw noise too: it stays until training has noticed
    if (message?.value?.value?.name === 'NotFinite') self.nan = false;
    post(message, ...rest);
  };
  const commands = {
    destroy: () => devices.at(-1).destroy(),
    invalid: () => devices.at(-1).createBuffer({ size: 64, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE }),
    fullDevice: () => { // within its limits, and more than the software adapter gives to one buffer
      const device = devices.at(-1);
      device.createBuffer({ size: device.limits.maxBufferSize, usage: GPUBufferUsage.STORAGE });
    },
    fullUpload: () => { self.fullUpload = true; },
    hang: () => { self.hang = true; },
    nan: () => { self.nan = true; },
    full: () => { self.full = true; },
    throw: () => { setTimeout(() => { throw new Error('a fault of its own'); }); },
  };
  channel.addEventListener('message', ({ data }) => commands[data]?.());
`;

/**
 * Runs `code` in each training worker before the worker's own.
 * @param hurry divides long deadlines, so that a test can wait for them
 */
export async function inWorker(page: Page, code = '', hurry = 1): Promise<void> {
  const preamble = `
    const channel = new BroadcastChannel('faults');
    const { setTimeout: later } = self;
    self.setTimeout = (f, ms, ...rest) => later(f, ms >= 10000 ? ms / ${hurry} : ms, ...rest);
    ${gpuFaults}
    ${code}`;
  await page.addInitScript(
    ([before, factor]) => {
      const made: Worker[] = [];
      const state = Object.assign(globalThis, { faults: new BroadcastChannel('faults'), made, adapters: 0 });
      state.faults.addEventListener('message', ({ data }) => data === 'adapter' && (state.adapters += 1));
      const { setTimeout: later } = window;
      window.setTimeout = ((f: TimerHandler, ms = 0, ...rest: unknown[]) =>
        later(f, ms >= 20_000 ? ms / factor : ms, ...rest)) as typeof window.setTimeout;
      const Original = window.Worker;
      window.Worker = class extends Original {
        constructor(address: string | URL, options?: WorkerOptions) {
          const text = `
          const held = [];
          const hold = (event) => { event.stopImmediatePropagation(); held.push(event); };
          addEventListener('message', hold);
          ${before}
          await import(${JSON.stringify(new URL(address, location.href).href)});
          removeEventListener('message', hold);
          for (const { data, ports } of held) dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));`;
          super(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), options);
          made.push(this);
        }
      };
    },
    [preamble, hurry] as const,
  );
}

/** Tells the present worker what goes wrong now. */
export const inject = (
  page: Page,
  fault: 'destroy' | 'invalid' | 'fullDevice' | 'fullUpload' | 'hang' | 'nan' | 'full' | 'throw',
) => page.evaluate((name) => (globalThis as unknown as { faults: BroadcastChannel }).faults.postMessage(name), fault);
/** Kills the present worker without a word. */
export const killWorker = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { made: Worker[] }).made.at(-1)!.terminate());
export const countAdapters = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { adapters: number }).adapters);
export const countWorkers = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { made: Worker[] }).made.length);

export async function openRace(page: Page, query: string): Promise<Locator> {
  await page.goto(`race/?${query}`);
  return page.locator('[data-demo="race"]').first();
}
export const press = (race: Locator, name: string) => race.getByRole('button', { name, exact: true }).click();
export const stepOf = async (race: Locator) => Number(await race.getAttribute('data-step'));
export const messages = (race: Locator) => race.locator('[data-out="messages"]');

export async function trainTo(race: Locator, step: number, timeout = 60_000): Promise<void> {
  if ((await race.getAttribute('data-state')) !== 'running') await press(race, 'Train');
  await expect.poll(() => stepOf(race), { timeout }).toBeGreaterThanOrEqual(step);
}

/** The bytes of “Download run”. */
export async function downloadRun(page: Page, race: Locator): Promise<Uint8Array> {
  const waiting = page.waitForEvent('download');
  await press(race, 'Download run');
  return new Uint8Array(readFileSync(await (await waiting).path()));
}
