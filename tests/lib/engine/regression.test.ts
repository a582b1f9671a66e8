/** What a training step costs that does not depend on the machine's mood: a faster-looking change must not raise it. */
import { describe, expect, test } from 'vitest';
import { cases, caseConfig, findCase, netSizes, workOf } from '../../../cli/bench/cases.ts';
import { countedSteps, installCounters, perStep, takeCounts, warmUp } from '../../../cli/bench/counters.ts';
import { drawSteps, injectedRng } from '../../../cli/bench/draws.ts';
import { createDataset } from '../../../src/lib/data/index.ts';
import { buildModels } from '../../../src/lib/experiments/build.ts';
import type { Model } from '../../../src/lib/model.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { watched } from '../../helpers/refusals.ts';

/** Dispatches and host writes of one replayed step. Lower them when they fall; they must not rise. */
const ceilings = {
  'gan-32': { dispatches: 125, uploads: 2, uploadedBytes: 1536 },
  'ddpm-32': { dispatches: 53, uploads: 1, uploadedBytes: 1536 },
} as const;

function make(name: string): { model: Model; step: () => Record<string, tf.Scalar> } {
  const c = findCase(name);
  const draws = drawSteps(c);
  const config = caseConfig(c);
  const rng = injectedRng(createRng(config.seed), draws);
  const model = buildModels([c.model], config, createDataset('ring'), rng)[c.model]!;
  let steps = 0;
  return { model, step: () => model.step(() => draws[steps++ % draws.length]!.data) };
}

async function losses(name: string, steps: number): Promise<number[][]> {
  const { model, step } = make(name);
  const history: number[][] = [];
  for (let i = 0; i < steps; i++) {
    const result = step();
    history.push(await Promise.all(Object.values(result).map(async (scalar) => (await scalar.data())[0]!)));
    tf.dispose(result);
  }
  model.dispose();
  return history;
}

test('the bench asks for nets of the widths that it names', async () => {
  await useBackend('cpu');
  for (const c of cases) {
    const { model } = make(c.name);
    const expected = Object.values(netSizes(c))
      .map((sizes) => sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i]! + 1) * size, 0))
      .reduce((sum, n) => sum + n, 0);
    expect(model.parameters).toBe(expected);
    model.dispose();
  }
});

test('a GAN step of 3 x 128 at batch 512 needs 407 MFLOP of products, a DDPM step 110', () => {
  expect(workOf(findCase('gan-128')).flops / 1e6).toBeCloseTo(407, -1);
  expect(workOf(findCase('ddpm-128')).flops / 1e6).toBeCloseTo(110, -1);
});

test('on wasm the compiled steps have the losses of plain JavaScript, step by step', async () => {
  for (const name of ['gan-32', 'ddpm-32', 'gan-lab']) {
    await useBackend('cpu');
    const plain = await losses(name, 6);
    await useBackend('wasm');
    const compiled = await losses(name, 6);
    plain.forEach((expected, i) =>
      expected.forEach((loss, k) => expect(Math.abs(compiled[i]![k]! / loss - 1)).toBeLessThan(1e-4)),
    );
  }
}, 60_000);

describe('on Dawn’s null device, which accepts every call and computes nothing', async () => {
  const gpu = await import('webgpu').then(
    ({ create, globals }) => {
      Object.assign(globalThis, globals);
      return watched(create(['backend=null']));
    },
    () => null,
  );

  test.skipIf(!gpu)('a replayed step makes no more dispatches, bind groups or writes than it did', async () => {
    Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
    installCounters();
    await import('@tensorflow/tfjs-backend-webgpu');
    expect(await tf.setBackend('webgpu')).toBe(true);
    for (const [name, ceiling] of Object.entries(ceilings)) {
      const { model, step } = make(name);
      for (let i = 0; i < warmUp; i++) tf.dispose(step());
      takeCounts();
      const last = Array.from({ length: countedSteps }, step);
      await last.at(-1)!.eps?.data();
      const counts = perStep(takeCounts(), countedSteps);
      expect(counts.bindGroups).toBe(0);
      expect(counts.dispatches).toBeLessThanOrEqual(ceiling.dispatches);
      expect(counts.uploads).toBeLessThanOrEqual(ceiling.uploads);
      expect(counts.uploadedBytes).toBeLessThanOrEqual(ceiling.uploadedBytes);
      expect(counts.submits).toBeLessThanOrEqual(2.5);
      tf.dispose(last);
      model.dispose();
    }
  });
});
