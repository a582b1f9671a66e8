/** Which engine runs the tensors: what is at hand, which is fastest for this very step, and what to tell the reader. */
import { within } from '../deadline.ts';
import * as tf from '../tf.ts';
import { bePatient, watchDevice } from './health.ts';
import { guardMemory } from './outOfMemory.ts';
import { selfTest } from './selfTest.ts';
import { registerConvolutionGradients } from './wasm/convolutionKernels.ts';
import { registerFastTransposedMatMul } from './wasmMatMul.ts';
import { adapterName, startWebgpu, type OwnedDevice } from './webgpu/device.ts';

export const backendNames = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** Milliseconds of one training step by backend. */
export type Timings = Partial<Record<BackendName, number>>;

/** What runs, why, and what the others would have taken. */
export interface BackendReport {
  name: BackendName;
  /** The adapter's own words on WebGPU, null elsewhere. */
  adapter: string | null;
  /** One sentence for the reader. */
  reason: string;
  /** Milliseconds of one training step on each backend that was timed, now or on an earlier visit. */
  milliseconds: Timings;
  /** What these times are true for, where they may be kept for the next visit. */
  key: string | null;
  /** Why a backend was not tried or failed. */
  refused: Partial<Record<BackendName, string>>;
}

/** Where the wasm files are: a folder with a trailing slash (Node), or a URL for each file name (the page). */
export type WasmPaths = string | Record<string, string>;

type Adapter = Pick<OwnedDevice, 'name' | 'software' | 'device'>;

/** Settles with the promise, or rejects with a sentence after the deadline: some drivers never answer. */
export const withDeadline = <T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> =>
  within(promise, milliseconds, () => new Error(`${what} did not answer within ${milliseconds / 1000} s.`));

/** Loads a backend and makes it the current one. @throws Error with a sentence when it cannot run here. */
async function use(name: BackendName, wasmPaths: WasmPaths, unasked: boolean): Promise<Adapter | null> {
  const adapter = name === 'webgpu' ? await startWebgpu() : null;
  if (adapter?.software) {
    if (unasked) throw new Error(`Its adapter is imitated in software (${adapter.name}).`);
    bePatient();
  }
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (name === 'wasm') {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    registerFastTransposedMatMul();
    registerConvolutionGradients();
    try {
      wasm.setWasmPaths(wasmPaths);
    } catch {
      // Already initialised in this thread, with the same files.
    }
  }
  // setBackend answers false instead of throwing when a backend fails to start.
  const started = await withDeadline(tf.setBackend(name), 20_000, `The ${name} backend`);
  if (!started || tf.getBackend() !== name) throw new Error(`The ${name} backend did not start.`);
  if (!trusted.has(name)) {
    if (adapter) watchDevice(adapter.device);
    if (name === 'wasm') guardMemory();
    await selfTest(words[name]);
    trusted.add(name);
  }
  return adapter;
}

/** Backends whose arithmetic was checked in this worker. */
const trusted = new Set<BackendName>();

export interface ChoiceOptions {
  wanted: BackendName | 'auto';
  /** Backends that failed here a moment ago, and why. */
  avoid?: Partial<Record<BackendName, string>>;
  wasmPaths: WasmPaths;
  /** What times are true for: this adapter, this build, this size of models. */
  keyOf?(adapter: string | null): string;
  /** Times of earlier visits, by that key: what is among them is not timed again. */
  known?: Record<string, Timings>;
  /** Milliseconds of one training step on the current backend. It may stop early once it exceeds `limit`. */
  timeStep(limit: number): Promise<number>;
}

const words: Record<BackendName, string> = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'plain JavaScript' };
const ms = (x: number) => `${x >= 10 ? Math.round(x) : x.toFixed(1)} ms`;

/**
 * Starts the backend that the reader asked for, or times one step on each at hand and keeps the fastest. A software
 * adapter (a GPU imitated by the CPU) is never chosen unasked: it can be a thousand times slower.
 * @throws Error when no backend starts.
 */
export async function chooseBackend({
  wanted,
  avoid = {},
  wasmPaths,
  keyOf,
  known = {},
  timeStep,
}: ChoiceOptions): Promise<BackendReport> {
  let milliseconds: Timings = {};
  let key: string | null = null;
  const refused: BackendReport['refused'] = {};
  const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error));
  let adapter: Adapter | null = null;

  async function attempt(name: BackendName): Promise<boolean> {
    try {
      if (avoid[name]) throw new Error(avoid[name]);
      const found = await use(name, wasmPaths, name !== wanted);
      if (found) adapter = found;
      return true;
    } catch (error) {
      refused[name] = sentence(error);
      return false;
    }
  }
  const report = (name: BackendName, reason: string): BackendReport => ({
    name,
    adapter: name === 'webgpu' ? (adapter?.name ?? null) : null,
    reason,
    milliseconds,
    key,
    refused,
  });

  if (wanted !== 'auto' && (await attempt(wanted))) return report(wanted, `${words[wanted]}, as you chose.`);

  // Times are compared with times of the same visit only where nothing else has changed.
  if (keyOf && Object.keys(avoid).length === 0) key = keyOf(await adapterName());
  const before = key === null ? {} : validTimings(known[key]);

  const fallback = wanted === 'auto' ? '' : `${words[wanted]} is not available (${refused[wanted]}) `;
  const chosen = (name: BackendName): BackendReport => {
    const others = Object.entries(milliseconds).filter(([other]) => other !== name);
    const comparison = others
      .map(([other, time]) => `${words[other as BackendName]} would take ${ms(time)}`)
      .join('; ');
    const why = comparison || (refused.webgpu ? `WebGPU is not used: ${refused.webgpu}` : 'the only one at hand');
    return report(
      name,
      `${fallback}${words[name]}, ${ms(milliseconds[name]!)} a step here; ${why.replace(/\.$/, '')}.`,
    );
  };

  if (wanted === 'auto' && before.wasm && before.webgpu) {
    // Both were timed here before: the slower one is not even started.
    const faster = before.webgpu < before.wasm ? 'webgpu' : 'wasm';
    if (await attempt(faster)) {
      milliseconds = before;
      return chosen(faster);
    }
  }
  let best: BackendName | null = null;
  for (const name of ['wasm', 'webgpu', 'cpu'] as const) {
    if (name === wanted) continue;
    // Plain JavaScript is ten times slower than WebAssembly on any machine: it is the last resort, not a rival.
    if (name === 'cpu' && best) continue;
    if (!(await attempt(name))) continue;
    try {
      milliseconds[name] = before[name] ?? (await timeStep(best ? milliseconds[best]! : Infinity));
      if (!best || milliseconds[name]! < milliseconds[best]!) best = name;
    } catch (error) {
      refused[name] = sentence(error);
    }
  }
  if (!best)
    throw new Error(`No engine for the mathematics starts in this browser: ${Object.values(refused).join(' ')}`);
  await use(best, wasmPaths, true);
  return chosen(best);
}

/** What was kept may have been written by anybody: only positive numbers count. */
const validTimings = (kept: Timings | undefined): Timings =>
  Object.fromEntries(
    backendNames.map((name) => [name, kept?.[name]]).filter(([, time]) => typeof time === 'number' && time > 0),
  );
