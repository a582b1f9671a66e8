/** What a reverse step of a sampler asks of the GPU, on Dawn's null device: every call is made and nothing is computed. */
import { expect, test, vi } from 'vitest';
import { countedSteps, installCounters, takeCounts } from '../../../cli/bench/counters.ts';
import { settings } from '../../../src/lib/engine/settings.ts';
import { startWebgpu } from '../../../src/lib/engine/webgpu/device.ts';
import { webgpuEngine } from '../../../src/lib/engine/webgpu/engine.ts';
import type { Model } from '../../../src/lib/model.ts';
import { createRng } from '../../../src/lib/random.ts';
import { drain, drawSamples } from '../../../src/lib/session/sampling.ts';
import * as tf from '../../../src/lib/tf.ts';
import { make, tiny } from '../../helpers/models.ts';
import { watched } from '../../helpers/refusals.ts';

const gpu = await import('webgpu').then(
  ({ create, globals }) => {
    Object.assign(globalThis, globals);
    const nullGpu = watched(create(['backend=null']));
    Object.defineProperty(globalThis, 'navigator', { value: { gpu: nullGpu, userAgent: 'node' }, configurable: true });
    return nullGpu;
  },
  () => null,
);

const n = 512;
const samplerSteps = 100;

let readBacks = 0;
function countReadBacks(): void {
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (...args) {
    readBacks += 1;
    return mapAsync.apply(this, args);
  };
}

/** A model whose reverse steps are recorded by now. */
async function sampler(): Promise<Model> {
  const { model } = make('ddpm', { ...tiny, T: 200 });
  for (const eta of [0, 1])
    await drawSamples(model, n, 0, { rng: createRng(1), sampler: 'ddim', samplerSteps: 8, eta });
  takeCounts();
  readBacks = 0;
  return model;
}

test.skipIf(!gpu)(
  'drawing reads nothing back but the frames that are kept, and sends several steps at a time',
  async () => {
    installCounters();
    countReadBacks();
    await startWebgpu(gpu!);
    const { submitter } = webgpuEngine();
    // Dispatches, and uploads of what depends on t: its index for each row, three coefficients, and where there is noise
    // the position of its stream instead of the noise.
    for (const [eta, dispatches, uploadedBytes] of [
      [0, 19, 2304],
      [1, 22, 2560],
    ] as const) {
      const model = await sampler();
      submitter.stepMilliseconds = 1; // as if it had been measured: 8 steps fit into a submit
      const tensors = tf.memory().numTensors;
      const walk = model.sample!(n, { rng: createRng(2), sampler: 'ddim', samplerSteps, eta });
      let last: tf.Tensor = walk.next().value!.x;
      const draw = () => {
        const { value } = walk.next();
        last.dispose();
        last = value!.x;
      };
      for (let i = 0; i < 4; i++) draw();
      submitter.flush();
      takeCounts();
      for (let i = 0; i < countedSteps * 8; i++) draw();
      const counts = takeCounts();
      const steps = countedSteps * 8;
      expect({
        dispatches: counts.dispatches / steps,
        uploads: counts.uploads / steps,
        uploadedBytes: counts.uploadedBytes / steps,
        bindGroups: counts.bindGroups,
        submits: counts.submits,
      }).toEqual({ dispatches, uploads: 1, uploadedBytes, bindGroups: 0, submits: 8 });
      expect(readBacks).toBe(0);
      walk.return(undefined);
      last.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
      model.dispose();
    }
  },
);

test.skipIf(!gpu)('a session reads a walk back once for each frame that it keeps', async () => {
  const model = await sampler();
  const { frames } = await drawSamples(model, n, 5, { rng: createRng(2), samplerSteps });
  expect(frames.map(({ t }) => t)).toHaveLength(5);
  expect(readBacks).toBe(5);
  readBacks = 0;
  await drawSamples(model, n, 0, { rng: createRng(2), samplerSteps });
  expect(readBacks).toBe(1);
  model.dispose();
});

test.skipIf(!gpu)(
  'a walk waits for a device that is behind: what is on its way cannot be stopped any more',
  async () => {
    const model = await sampler();
    const { submitter } = webgpuEngine();
    let arrived = () => {};
    const behind = new Promise<void>((resolve) => (arrived = resolve));
    const pace = vi.spyOn(submitter, 'pace').mockReturnValue(behind);
    let drawn = 0;
    function* counted() {
      for (const frame of model.sample!(n, { rng: createRng(2), samplerSteps })) {
        drawn += 1;
        yield frame;
      }
    }
    const asked = drain(counted(), samplerSteps + 1, 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = drawn;
    arrived();
    await asked;
    pace.mockRestore();
    expect(before).toBe(2); // the noise, and the first step
    expect(drawn).toBe(samplerSteps + 1);
    model.dispose();
  },
);

test.skipIf(!gpu)('a replayed reverse step takes the host a small part of the time of an ordinary one', async () => {
  const { submitter, backend } = webgpuEngine();
  async function best(replay: boolean): Promise<number> {
    settings.replay = replay;
    const model = await sampler();
    let least = Infinity;
    for (let seed = 0; seed < 3; seed++) {
      let last: tf.Tensor | null = null;
      const times: number[] = [];
      let start = performance.now();
      for (const { x } of model.sample!(n, { rng: createRng(seed), sampler: 'ancestral', samplerSteps })) {
        last?.dispose();
        last = x;
        times.push(performance.now() - start);
        start = performance.now();
      }
      last?.dispose();
      submitter.flush();
      await backend.queue.onSubmittedWorkDone();
      // Eight steps together: where several go into one submit, that is a part of what they cost.
      const sums = times.slice(8).map((_, i) => times.slice(i, i + 8).reduce((sum, t) => sum + t, 0) / 8);
      least = Math.min(least, ...sums);
    }
    model.dispose();
    settings.replay = true;
    return least;
  }
  const eager = await best(false);
  const replayed = await best(true);
  const measured = `host time of a reverse step: ${eager.toFixed(2)} ms ordinary, ${replayed.toFixed(3)} ms replayed`;
  expect(replayed / eager, measured).toBeLessThan(0.4);
});
