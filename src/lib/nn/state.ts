/** Reading and writing the state of a model as named host arrays, for checkpoints. */
import { compile, type Program } from '../engine/compile.ts';
import { fromDevice } from '../engine/health.ts';
import type { Snapshot } from '../model.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';

type Groups = Record<string, readonly tf.Variable[]>;

/** Copies every tensor to the host; all reads start before the first is awaited, so they see one moment. */
export async function readState(groups: Groups): Promise<Record<string, Float32Array>> {
  const named = Object.entries(groups).flatMap(([group, list]) => list.map((v, i) => [`${group}.${i}`, v] as const));
  const values = await fromDevice(Promise.all(named.map(([, v]) => v.data())));
  return Object.fromEntries(named.map(([name], i) => [name, Float32Array.from(values[i]!)]));
}

/**
 * Puts saved arrays back: all of them, or none.
 * @throws Error when an array is missing, foreign or of the wrong length: the state belongs to another model.
 */
export function writeState(groups: Groups, saved: Record<string, Float32Array>): void {
  const own = Object.entries(groups).flatMap(([group, list]) => list.map((v, i) => [`${group}.${i}`, v] as const));
  const misfit = (what: string) =>
    new Error(`The saved state does not fit this model: ${what}. It was saved by a run with other settings.`);
  for (const [name, { size }] of own) {
    const found = saved[name]?.length ?? 'none';
    if (found !== size) throw misfit(`${name} should have ${size} numbers, found ${found}`);
  }
  const names = new Set<string>(own.map(([name]) => name));
  const foreign = Object.keys(saved).find((name) => !names.has(name));
  if (foreign !== undefined) throw misfit(`it has no ${foreign}`);
  for (const [name, variable] of own) tf.tidy(() => variable.assign(tf.tensor(saved[name]!, variable.shape)));
}

/** A checkpoint of a model with one optimizer and one stream of noise: what a snapshot holds, and how it is put back. */
export function resumable(groups: Groups, optimizer: { steps: number }, noise: Rng) {
  return {
    snapshot: async (): Promise<Snapshot> => ({
      tensors: await readState(groups),
      numbers: { steps: optimizer.steps },
      rng: noise.state(),
    }),
    restore(saved: Snapshot): void {
      writeState(groups, saved.tensors);
      optimizer.steps = saved.numbers.steps!;
      noise.restore(saved.rng);
    },
  };
}

/** The sum of all weights: one number on the device that is finite only while every one of them is. */
export const pulseOf = (weights: readonly tf.Variable[]): Program =>
  compile(() => ({ pulse: weights.map((w) => tf.sum(w)).reduce((total, part) => tf.add(total, part)) }));
