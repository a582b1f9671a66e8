/**
 * The seam between the models and what makes them fast. A training step is written once, in plain TensorFlow.js, as a
 * function of its inputs; `compile` decides how it is run. Everything that changes from step to step (data, noise, learning
 * rates) must come in as an input: what the function computes on the host besides would be frozen by a replay.
 */
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { runEagerly } from './eager.ts';
import { wasmProgram } from './wasm/program.ts';
import { compileForWebgpu } from './webgpu/program.ts';

/** Numbers from the host, written into a fixed place before each run. Int32Array gives an int32 tensor. */
export interface HostInput {
  values: Float32Array | Int32Array;
  shape: number[];
  /** The values are the next normals of this stream: the device may draw them itself, to rounding. */
  stream?: Rng;
}
/** A tensor's values are already on the device: they are copied there. It stays the caller's. */
export type Inputs = Record<string, HostInput | tf.Tensor>;
export type Outputs = Record<string, tf.Tensor>;
/** May read and assign variables, and returns the tensors to keep; all else that it creates is disposed. */
export type Step = (inputs: Record<string, tf.Tensor>) => Outputs;

export interface Program {
  /** One run. The outputs are the caller's to dispose. */
  run(inputs: Inputs): Outputs;
  /** How it runs: as written, or recorded and replayed. */
  readonly mode: string;
  /** Memory of the device held for replays, bytes. */
  readonly bytes?: number;
  dispose(): void;
}

/** [n, dim] from flat numbers. */
export const rows = (values: Float32Array, dim: number): HostInput => ({ values, shape: [values.length / dim, dim] });
/** [n] from a list of numbers. */
export const vector = (values: Float32Array | Int32Array): HostInput => ({ values, shape: [values.length] });

/** Standard normals [n, dim], the next of a stream. They are drawn when the step takes them, on the device where that can. */
export function normals(rng: Rng, n: number, dim: number): HostInput {
  let drawn: Float32Array | null = null;
  return {
    shape: [n, dim],
    stream: rng,
    get values() {
      return (drawn ??= rng.normals(n * dim));
    },
  };
}

/** Faster ways to run a step, by backend; elsewhere it runs as written. */
const engines: Record<string, (step: Step) => Program> = { wasm: wasmProgram, webgpu: compileForWebgpu };

/** Prepares a step. Nothing happens before its first run, which is when the backend is known. */
export function compile(step: Step): Program {
  const programs = new Map<string, Program>();
  let mode = 'not run yet';
  return {
    get mode() {
      return mode;
    },
    get bytes() {
      return [...programs.values()].reduce((sum, program) => sum + (program.bytes ?? 0), 0);
    },
    run(inputs) {
      const backend = tf.getBackend();
      const engine = engines[backend];
      if (!engine) {
        mode = 'eager';
        return runEagerly(step, inputs);
      }
      if (!programs.has(backend)) programs.set(backend, engine(step));
      const program = programs.get(backend)!;
      const outputs = program.run(inputs);
      mode = program.mode;
      return outputs;
    },
    dispose() {
      for (const program of programs.values()) program.dispose();
      programs.clear();
    },
  };
}
