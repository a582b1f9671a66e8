import { fromDevice } from '../engine/health.ts';
import { readScalars } from '../engine/readScalars.ts';
import type { Losses } from '../model.ts';
import * as tf from '../tf.ts';

/** Collects losses on the device and reads them in one go: a read per step would stall a GPU. */
export class LossLog {
  #steps: number[] = [];
  #scalars: Record<string, tf.Scalar[]> = {};

  add(step: number, model: string, losses: Losses): void {
    if (this.#steps.at(-1) !== step) this.#steps.push(step);
    for (const [name, scalar] of Object.entries(losses)) (this.#scalars[`${model}.${name}`] ??= []).push(scalar);
  }

  /** Everything since the last call; the scalars are disposed. */
  async take(): Promise<{ lossSteps: Float32Array; losses: Record<string, Float32Array> }> {
    const lossSteps = Float32Array.from(this.#steps);
    const taken = this.#scalars;
    this.#steps = [];
    this.#scalars = {};
    const entries = Object.entries(taken).map(async ([name, scalars]) => {
      const values = fromDevice(readScalars(scalars));
      tf.dispose(scalars);
      return [name, await values] as const;
    });
    return { lossSteps, losses: Object.fromEntries(await Promise.all(entries)) };
  }

  clear(): void {
    for (const scalars of Object.values(this.#scalars)) tf.dispose(scalars);
    this.#steps = [];
    this.#scalars = {};
  }
}
