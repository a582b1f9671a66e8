import { read } from '../engine/health.ts';
import type { Denoising, Model, SampleOptions } from '../model.ts';
import type { Samples } from './types.ts';
import { yieldToEvents } from './yieldToEvents.ts';

/**
 * Drains a model's sampler and keeps some of its frames.
 * @param frames how many to keep, first and last included; fewer than 2 keeps none
 * @throws Error if the model does not generate
 */
export async function drawSamples(model: Model, n: number, frames: number, options: SampleOptions): Promise<Samples> {
  if (!model.sample) throw new Error('This model does not generate samples.');
  return drain(model.sample(n, options), (options.samplerSteps ?? 0) + 1, frames);
}

/** Walks to the end. @param total frames that the walk has, about */
export async function drain(walk: Generator<Denoising>, total: number, frames: number): Promise<Samples> {
  const started = performance.now();
  const kept: { t: number; x: Float32Array }[] = [];
  const every = frames >= 2 ? Math.max(1, (total - 1) / (frames - 1)) : Infinity;
  let due = 0;
  let count = 0;
  let evaluations = 0;
  let x: Float32Array = new Float32Array();
  let rested = performance.now();
  let current = walk.next();
  while (!current.done) {
    const frame = current.value;
    const following = walk.next();
    const last = following.done ?? false;
    if (last || (frames >= 2 && count >= due)) {
      x = Float32Array.from(await read(frame.x));
      if (frames >= 2) kept.push({ t: frame.t, x });
      due += every;
    }
    frame.x.dispose();
    if (count > 0) evaluations += frame.evaluations ?? 1; // the first frame is the noise itself
    count += 1;
    current = following;
    if (performance.now() - rested > 30) {
      await yieldToEvents(); // a pause or a question may wait
      rested = performance.now();
    }
  }
  return { x, seconds: (performance.now() - started) / 1000, evaluations: Math.max(1, evaluations), frames: kept };
}
