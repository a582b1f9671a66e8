import { fromDevice, read } from '../engine/health.ts';
import { pace } from '../engine/pace.ts';
import { RunFault } from '../faults.ts';
import type { Denoising, Model, SampleOptions } from '../model.ts';
import * as tf from '../tf.ts';
import type { Samples, WalkProgress } from './types.ts';
import { yieldToEvents } from './yieldToEvents.ts';

/** Longest stretch of a walk before messages are let in, and between two words about it, milliseconds. */
const breath = 30;
const tellEvery = 200;

/** Who follows a walk from outside. */
export interface Follower {
  progress?: WalkProgress | undefined;
  /** Whether nobody wants the answer any more. */
  stopped?: () => boolean;
}

/**
 * Drains a model's sampler and keeps some of its frames.
 * @param frames how many to keep, first and last included; fewer than 2 keeps none
 * @throws Error if the model does not generate
 */
export async function drawSamples(
  model: Model,
  n: number,
  frames: number,
  options: SampleOptions,
  follower?: Follower,
): Promise<Samples> {
  if (!model.sample) throw new Error('This model does not generate samples.');
  return drain(model.sample(n, options), (options.samplerSteps ?? 0) + 1, frames, follower);
}

/**
 * Walks to the end, or until it is stopped: then all tensors of the walk are disposed.
 * @param total frames that the walk has, about
 * @throws RunFault Stopped
 */
export async function drain(
  walk: Generator<Denoising>,
  total: number,
  frames: number,
  { progress, stopped }: Follower = {},
): Promise<Samples> {
  const started = performance.now();
  const kept: { t: number; x: Float32Array }[] = [];
  const every = frames >= 2 ? Math.max(1, (total - 1) / (frames - 1)) : Infinity;
  let due = 0;
  let count = 0;
  let evaluations = 0;
  let x: Float32Array = new Float32Array();
  let rested = started;
  let told = started;
  let away = 0;
  /** The consumer may dispose a frame once it has asked for the next, and not before. */
  let held: (tf.Tensor | undefined)[] = [];
  try {
    let current = walk.next();
    while (!current.done) {
      const frame = current.value;
      held = [frame.x];
      const following = walk.next();
      const last = following.done ?? false;
      held.push(following.value?.x);
      if (last || (frames >= 2 && count >= due)) {
        x = Float32Array.from(await read(frame.x));
        if (frames >= 2) kept.push({ t: frame.t, x });
        due += every;
      }
      frame.x.dispose();
      if (count > 0) evaluations += frame.evaluations ?? 1; // the first frame is the noise itself
      count += 1;
      current = following;
      if (last) break;
      const behind = pace(); // or a GPU would have all steps on its way before anybody could say stop
      if (behind) await fromDevice(behind);
      if (performance.now() - rested > breath) {
        await yieldToEvents(); // a pause, a stop or a question may wait
        rested = performance.now();
      }
      const of = Math.max(count, total - 1);
      if (progress && performance.now() - told > tellEvery) {
        const left = performance.now();
        await progress(count, of);
        told = rested = performance.now();
        away += told - left;
      }
      if (stopped?.()) throw new RunFault('Stopped', `The question was stopped at step ${count} of ${of}.`);
    }
  } finally {
    walk.return(undefined); // its own tensors, where it was not walked to the end
    tf.dispose(held.filter((tensor) => tensor !== undefined));
  }
  const seconds = (performance.now() - started - away) / 1000;
  return { x, seconds, evaluations: Math.max(1, evaluations), frames: kept };
}
