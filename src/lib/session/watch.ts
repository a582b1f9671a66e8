/**
 * Watches over the numbers of a run. A loss may hide a NaN (a sigmoid on WebGPU turns it into 0), so the weights are looked
 * at too: every 25 steps one number per model and the latest losses start their way from the device, and are judged when
 * the next ones start. Nothing waits for a step that is under way, and no NaN lives for more than 50 steps.
 */
import { read } from '../engine/health.ts';
import { RunFault } from '../faults.ts';
import type { Losses, Model } from '../model.ts';
import * as tf from '../tf.ts';

export const watchEvery = 25;

interface Reading {
  step: number;
  names: string[];
  values: Promise<Float32Array>;
}

export class Watch {
  #pending: Reading | null = null;

  /**
   * After each step. Costs nothing on most.
   * @throws RunFault NotFinite, naming what broke and when.
   */
  async after(step: number, models: Record<string, Model>, losses: Record<string, Losses>): Promise<void> {
    if (step % watchEvery !== 0) return;
    await this.settle();
    const names: string[] = [];
    const scalars = tf.tidy(() =>
      tf.stack(
        Object.entries(models).flatMap(([model, { pulse }]) => {
          const of = Object.entries(losses[model] ?? {});
          names.push(`the weights of ${model}`, ...of.map(([loss]) => `the loss ${model}.${loss}`));
          return [pulse(), ...of.map(([, scalar]) => scalar)];
        }),
      ),
    );
    const values = read(scalars).finally(() => scalars.dispose());
    values.catch(() => {}); // heard by settle
    this.#pending = { step, names, values };
  }

  /** Judges what is under way. A snapshot taken after this holds numbers only. */
  async settle(): Promise<void> {
    const pending = this.#pending;
    this.#pending = null;
    if (!pending) return;
    const values = await pending.values;
    const broken = pending.names.find((_, i) => !Number.isFinite(values[i]));
    if (broken !== undefined) throw notFinite(broken, pending.step);
  }

  /** The next run has nothing to do with this one. */
  forget(): void {
    this.#pending = null;
  }
}

const people: Record<string, string> = { gan: 'the GAN', ddpm: 'the diffusion model' };
const lossNames: Record<string, string> = {
  'gan.d': 'the loss of D',
  'gan.g': 'the loss of G',
  'gan.V': 'the value of D',
  'ddpm.eps': 'the noise loss',
  'D.d': 'the loss of D',
  'D.V': 'the value of D',
};

/** @param what "the weights of gan" or "the loss gan.d" */
export function notFinite(what: string, step: number): RunFault {
  const [, kind, name] = /^the (weights of|loss) (.+)$/.exec(what)!;
  const plain = kind === 'loss' ? (lossNames[name!] ?? what) : `the weights of ${people[name!] ?? name}`;
  const verb = kind === 'loss' ? 'is no longer a number' : 'are no longer numbers';
  const subject = plain[0]!.toUpperCase() + plain.slice(1);
  return new RunFault('NotFinite', `${subject} ${verb}: noticed at step ${step}.`);
}
