/**
 * What a step costs the host, on Dawn's null device: every call is made and nothing is computed. Counts do not depend on the
 * machine; times are the best of many, and the bound is loose because other tests run beside this one.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rows } from '../../../src/lib/engine/compile.ts';
import { settings } from '../../../src/lib/engine/settings.ts';
import { startWebgpu } from '../../../src/lib/engine/webgpu/device.ts';
import { webgpuEngine } from '../../../src/lib/engine/webgpu/engine.ts';
import { submitEager } from '../../../src/lib/engine/webgpu/internals.ts';
import { compileForWebgpu } from '../../../src/lib/engine/webgpu/program.ts';
import { ganLosses } from '../../../src/lib/gan/losses.ts';
import { discriminatorStep, generatorStep } from '../../../src/lib/gan/players.ts';
import { adam } from '../../../src/lib/nn/adam.ts';
import { mlp } from '../../../src/lib/nn/mlp.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { watched } from '../../helpers/refusals.ts';

async function nullGpu(): Promise<GPU | null> {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = watched(create(['backend=null']));
    Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
    return (await gpu.requestAdapter()) ? gpu : null;
  } catch {
    return null;
  }
}
const gpu = await nullGpu();

/** The GAN of the comparison: three hidden layers of 128, batches of 512. */
function ganSteps() {
  const rng = createRng(1);
  const [width, n] = [128, 512];
  const G = mlp([2, width, width, width, 2], 'leakyRelu', rng.fork('G'));
  const D = mlp([2, width, width, width, 1], 'leakyRelu', rng.fork('D'));
  const optimizerG = adam(G.weights);
  const optimizerD = adam(D.weights);
  const loss = ganLosses.nonSaturating;
  const d = compileForWebgpu(({ real, z, rates }) => discriminatorStep(D, optimizerD, loss, real!, G(z!), rates!));
  const g = compileForWebgpu(({ z, rates }) => ({ g: generatorStep(G, D, optimizerG, loss, z!, rates!) }));
  const points = rows(rng.normals(2 * n), 2);
  const { backend, submitter } = webgpuEngine();
  return {
    d,
    g,
    /** Milliseconds of the host for one step of both, all submitted. */
    time() {
      const start = performance.now();
      const losses = [
        d.run({ real: points, z: points, rates: optimizerD.rates(1e-3) }),
        g.run({ z: points, rates: optimizerG.rates(1e-3) }),
      ];
      submitEager(backend);
      submitter.flush();
      const milliseconds = performance.now() - start;
      tf.dispose(losses);
      return milliseconds;
    },
    dispose() {
      d.dispose();
      g.dispose();
      optimizerG.dispose();
      optimizerD.dispose();
      tf.dispose([...G.weights, ...D.weights] as tf.Variable[]);
    },
  };
}

describe.skipIf(!gpu)('a GAN step of 3 x 128 units, batch 512, on the host', () => {
  beforeAll(() => startWebgpu(gpu!));
  afterAll(() => Object.assign(settings, { fused: true, replay: true }));

  async function best(steps: number): Promise<number> {
    const subject = ganSteps();
    let least = Infinity;
    for (let i = 0; i < steps; i++) {
      const milliseconds = subject.time();
      if (i >= 4) least = Math.min(least, milliseconds);
      if (i % 8 === 0) await webgpuEngine().backend.queue.onSubmittedWorkDone();
    }
    subject.dispose();
    return least;
  }

  test('is this many dispatches, and holds this much memory', () => {
    for (const [fused, dispatches] of [
      [true, { d: 76, g: 47 }],
      [false, { d: 209, g: 166 }],
    ] as const) {
      settings.fused = fused;
      const subject = ganSteps();
      for (let i = 0; i < 6; i++) subject.time();
      expect({ d: subject.d.graph!.dispatches, g: subject.g.graph!.dispatches }).toEqual(dispatches);
      expect(subject.d.graph!.copies + subject.g.graph!.copies).toBe(0);
      const groups = subject.d.graph!.bindGroupsCreated + subject.g.graph!.bindGroupsCreated;
      for (let i = 0; i < 3; i++) subject.time();
      expect(subject.d.graph!.bindGroupsCreated + subject.g.graph!.bindGroupsCreated).toBe(groups);
      expect(subject.d.bytes + subject.g.bytes).toBeLessThan((fused ? 16 : 28) * 2 ** 20);
      subject.dispose();
    }
  });

  test('takes a small part of the time of the ordinary one', async () => {
    Object.assign(settings, { fused: false, replay: false });
    const eager = await best(20);
    Object.assign(settings, { fused: true, replay: true });
    const replayed = await best(200);
    const measured = `host time of a GAN step: ${eager.toFixed(1)} ms ordinary, ${replayed.toFixed(2)} ms replayed`;
    expect(replayed / eager, measured).toBeLessThan(0.06);
  });
});
