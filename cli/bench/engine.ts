/** What an engine under test can do, wherever it runs: a process of Node or a worker of a browser. */
import type { Counts } from './counters.ts';
import type { Limits } from './limits.ts';

export const engineNames = ['ours', 'eager', 'patched', 'jax'] as const;
export type EngineName = (typeof engineNames)[number];

export const engineTitles: Record<EngineName, string> = {
  ours: 'this book',
  eager: 'TensorFlow.js, eager',
  patched: 'TensorFlow.js, eager, our matmul',
  jax: 'jax-js, jitted whole',
};

export type Device = 'wasm' | 'webgpu';

/** Milliseconds of a block of steps: until the calls returned, and until the last loss could be read. */
export interface BlockTime {
  host: number;
  total: number;
  /** Time that processors spent on it, where the process can tell: what others do on the machine is not in it. */
  processor?: number;
}

export interface Engine {
  /** Loads the library and starts the device. Returns the device's own name. */
  start(device: Device): Promise<string>;
  /** Builds a case from its seed; the one before is forgotten. Returns how its steps are run, in the engine's words. */
  open(caseName: string): Promise<string>;
  /** The losses of the next steps, one list per step. */
  losses(steps: number): Promise<number[][]>;
  time(steps: number): Promise<BlockTime>;
  /** What one step asks of WebGPU; zeros elsewhere. */
  count(): Promise<Counts>;
}

export interface Served extends Engine {
  limits(device: Device): Promise<Limits>;
  /** Steps a second when each waits for an animation frame. Only in a browser. */
  perFrame(milliseconds: number): Promise<number>;
}
