import { beforeAll, describe, expect, test, vi } from 'vitest';
import { compile, vector } from '../../../src/lib/engine/compile.ts';
import { pace } from '../../../src/lib/engine/pace.ts';
import { readScalars } from '../../../src/lib/engine/readScalars.ts';
import { settings } from '../../../src/lib/engine/settings.ts';
import { startWebgpu } from '../../../src/lib/engine/webgpu/device.ts';
import { webgpuEngine } from '../../../src/lib/engine/webgpu/engine.ts';
import { compileForWebgpu } from '../../../src/lib/engine/webgpu/program.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { dcgan, unet, type Subject } from '../../helpers/convolutional.ts';
import { draw, make, tiny, train } from '../../helpers/models.ts';

const available = await useBackend('webgpu');
vi.setConfig({ testTimeout: 300_000 }); // a software adapter takes seconds to compile shaders, on processors that others use too

beforeAll(async () => {
  if (available) await startWebgpu();
});

async function read(tensors: Record<string, tf.Tensor>): Promise<Record<string, number[]>> {
  const entries = Object.entries(tensors).map(async ([name, x]) => [name, [...(await x.data())]] as [string, number[]]);
  const values = Object.fromEntries(await Promise.all(entries));
  tf.dispose(tensors);
  return values;
}

/** Losses of a run with samples drawn on the way, and all state at its end. */
async function course(name: 'gan' | 'ddpm', replay: boolean, steps: number) {
  settings.replay = replay;
  const subject = make(name, { ...tiny, budget: 260, batchSize: 8 });
  const losses: Record<string, number>[] = [];
  const samples: Float32Array[] = [];
  let tensors = 0;
  for (let done = 0; done < steps; done += 20) {
    losses.push(...(await train(subject, 20)));
    samples.push(await draw(subject.model, 4, done, { samplerSteps: 2 }));
    if (done === 0) tensors = tf.memory().numTensors;
  }
  const grown = tf.memory().numTensors - tensors;
  const { tensors: state } = await subject.model.snapshot();
  subject.model.dispose();
  settings.replay = true;
  return { losses, samples, state, grown };
}

async function courseOf(build: () => Subject, replay: boolean, steps: number) {
  settings.replay = replay;
  const subject = build();
  const programs = subject.steps.map((step) => compile(step));
  const outputs: tf.Tensor[] = [];
  for (let i = 0; i < steps; i++) {
    const inputs = subject.inputs();
    for (const [k, program] of programs.entries()) outputs.push(...Object.values(program.run(inputs[k]!)));
    await pace();
  }
  const losses = await readScalars(outputs as tf.Scalar[]);
  tf.dispose(outputs);
  const state = await Promise.all(subject.weights.map(async (w) => [...(await w.data())]));
  const modes = programs.map(({ mode }) => mode);
  for (const program of programs) program.dispose();
  subject.dispose();
  settings.replay = true;
  return { losses, state, modes };
}

describe.skipIf(!available)('a replayed step', () => {
  for (const name of ['gan', 'ddpm'] as const) {
    for (const fused of [true, false]) {
      const kernels = fused ? 'our kernels' : "TensorFlow.js's kernels";
      test(`of the ${name} with ${kernels} equals the ordinary one exactly, samples drawn between`, async () => {
        settings.fused = fused;
        const steps = fused ? 100 : 20;
        const eager = await course(name, false, steps);
        const replayed = await course(name, true, steps);
        settings.fused = true;
        expect(replayed.losses).toEqual(eager.losses);
        expect(replayed.samples).toEqual(eager.samples);
        expect(replayed.state).toEqual(eager.state);
        expect(replayed.grown).toBe(0);
      });
    }
  }

  for (const [name, build] of [
    ['a DCGAN with batch norm', dcgan],
    ['a U-Net with group norm and attention', unet],
  ] as const) {
    test(`of ${name} equals the ordinary one exactly`, async () => {
      const eager = await courseOf(build, false, 100);
      const replayed = await courseOf(build, true, 100);
      expect(eager.losses).toHaveLength(100 * eager.modes.length);
      expect(eager.losses.every(Number.isFinite)).toBe(true);
      expect(new Set(eager.losses).size).toBeGreaterThan(90 * eager.modes.length); // it moves
      expect(replayed.losses).toEqual(eager.losses);
      expect(replayed.state).toEqual(eager.state);
      expect(replayed.modes.join()).toMatch(/^(replay of \d+ dispatches,?)+$/);
    });
  }
});

describe.skipIf(!available)('a compiled program on WebGPU', () => {
  const x = (value: number) => ({ x: vector(Float32Array.of(value, 2 * value)) });
  const run = async (program: ReturnType<typeof compile>, value: number) => (await read(program.run(x(value)))).y!;

  test('is written down twice and replayed from the fourth run on', async () => {
    const program = compileForWebgpu(({ x }) => ({ y: tf.mul(x!, 3) }));
    const modes: string[] = [];
    for (let i = 1; i <= 4; i++) {
      expect(await run(program, i)).toEqual([3 * i, 6 * i]);
      modes.push(program.mode);
    }
    expect(modes[0]).toBe('eager, to be recorded');
    expect(modes[3]).toBe('replay of 1 dispatches');
    program.dispose();
  });

  test('creates no bind groups and makes one write for each replay, and holds a known amount of memory', async () => {
    const { device } = webgpuEngine().backend;
    const subject = make('gan', { ...tiny, budget: 260, batchSize: 8 });
    await train(subject, 8);
    const counts = { createBindGroup: 0, writeBuffer: 0, createBuffer: 0, dispatchWorkgroups: 0 };
    const groupPrototype = Object.getPrototypeOf(device) as GPUDevice;
    const queuePrototype = Object.getPrototypeOf(device.queue) as GPUQueue;
    const restore: (() => void)[] = [];
    const count = <T extends object>(target: T, name: keyof T & keyof typeof counts) => {
      const original = target[name] as (...args: unknown[]) => unknown;
      Object.assign(target, {
        [name](this: unknown, ...args: unknown[]) {
          counts[name] += 1;
          return original.apply(this, args);
        },
      });
      restore.push(() => Object.assign(target, { [name]: original }));
    };
    count(groupPrototype, 'createBindGroup');
    count(groupPrototype, 'createBuffer');
    count(queuePrototype, 'writeBuffer');
    const losses = [1, 2, 3, 4].map(() => subject.model.step(subject.batch));
    for (const undo of restore) undo();
    expect(counts.createBindGroup).toBe(0);
    expect(counts.writeBuffer).toBe(8); // D's move and G's, four times
    tf.dispose(losses);
    subject.model.dispose();
  });

  test('throws a sentence where the step computes a number on the host', async () => {
    let calls = 0;
    const program = compile(({ x }) => ({ y: tf.mul(x!, (calls += 1)) }));
    await run(program, 1);
    await run(program, 1);
    expect(() => program.run(x(1))).toThrow(
      'This step computes numbers on the host: it uploaded [2] in one run and [3] in the next.',
    );
    expect(() => program.run(x(1))).toThrow('pass it in as an input');
    program.dispose();
  });

  test('throws where the host changes what the step does', async () => {
    let calls = 0;
    const program = compile(({ x }) => ({ y: (calls += 1) === 3 ? tf.neg(x!) : tf.relu(tf.relu(x!)) }));
    await run(program, 1);
    await run(program, 1);
    expect(() => program.run(x(1))).toThrow('asked the GPU for 2 and 1 operations');
    program.dispose();
  });

  test('runs as written, and says why, where it cannot be replayed', async () => {
    const a = tf.variable(tf.tensor1d([1, 1]));
    const program = compile(({ x }) => {
      a.assign(x as tf.Tensor1D);
      return { y: tf.add(a, 1) };
    });
    for (let i = 1; i < 7; i++) {
      expect(await run(program, i)).toEqual([i + 1, 2 * i + 1]);
      expect([...(await a.data())]).toEqual([i, 2 * i]);
    }
    expect(program.mode).toMatch(/^eager: it assigns a variable a tensor that it did not compute/);
    program.dispose();
    a.dispose();
  });

  test('is recorded anew for another shape, and keeps both', async () => {
    const program = compileForWebgpu(({ x }) => ({ y: tf.sum(tf.square(x!)) }));
    for (const n of [2, 3, 2, 2, 3, 3, 3, 2, 3]) {
      const { y } = await read(program.run({ x: vector(new Float32Array(n).fill(2)) }));
      expect(y).toEqual([4 * n]);
    }
    expect(program.mode).toMatch(/^replay/);
    program.dispose();
  });

  test('sees what ordinary code assigns between replays, and leaves alone what shares its memory', async () => {
    const w = tf.variable(tf.tensor1d([1, 1]));
    const program = compile(({ x }) => {
      w.assign(tf.add(w, x!) as tf.Tensor1D);
      return { y: tf.mul(w, 1) };
    });
    let expected = [1, 1];
    const step = async (value: number) => {
      expected = [expected[0]! + value, expected[1]! + 2 * value];
      expect(await run(program, value)).toEqual(expected);
      expect([...(await w.data())]).toEqual(expected);
    };
    for (let i = 0; i < 5; i++) await step(1);
    tf.tidy(() => w.assign(tf.tensor1d([10, 20])));
    expected = [10, 20];
    await step(1);
    await step(2);
    const witness = w.clone();
    const seen = [...expected];
    await step(3);
    await step(4);
    expect([...(await witness.data())]).toEqual(seen);
    const late = w.data(); // a read that is under way while the step goes on
    expected = [expected[0]! + 5, expected[1]! + 10];
    const { y } = program.run(x(5));
    await late;
    expect([...(await w.data())]).toEqual(expected);
    tf.dispose([y!, witness]);
    program.dispose();
    expect([...(await w.data())]).toEqual(expected);
    w.dispose();
  });

  test('takes inputs that are tensors, and returns constants and variables', async () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const program = compile(({ x }) => {
      w.assign(tf.add(w, x!) as tf.Tensor1D);
      return { y: tf.clone(w), c: tf.tensor1d([7, 8]) };
    });
    for (let i = 1; i < 6; i++) {
      const input = tf.tensor1d([1, 1]);
      expect(await read(program.run({ x: input }))).toEqual({ y: [1 + i, 2 + i], c: [7, 8] });
      input.dispose();
    }
    program.dispose();
    w.dispose();
  });

  test('gives its memory back', async () => {
    const { pool } = webgpuEngine();
    const course = async () => {
      const program = compileForWebgpu(({ x }) => ({ y: tf.add(tf.square(x!), tf.ones([2000])) }));
      for (let i = 0; i < 5; i++) tf.dispose(program.run({ x: vector(new Float32Array(2000)) }));
      expect(program.bytes).toBeGreaterThan(8000);
      expect(program.bytes).toBeLessThan(8 * 8000);
      program.dispose();
      expect(program.bytes).toBe(0);
    };
    await course();
    const before = [pool.numBytesAllocated, pool.numBytesUsed, tf.memory().numTensors];
    await course();
    expect([pool.numBytesAllocated, pool.numBytesUsed, tf.memory().numTensors]).toEqual(before);
  });

  test('sends several short steps in one submit, in order', async () => {
    const { submitter } = webgpuEngine();
    const w = tf.variable(tf.tensor1d([0, 0]));
    const program = compile(({ x }) => {
      w.assign(tf.add(tf.mul(w, 2), x!) as tf.Tensor1D);
      return { y: tf.clone(w) };
    });
    for (let i = 0; i < 4; i++) tf.dispose(program.run(x(1)));
    await w.data();
    submitter.stepMilliseconds = 1; // as if it had been measured
    const [before] = await w.data();
    const submits = submitter.submits;
    const results = Array.from({ length: 20 }, (_, i) => program.run(x(i)).y!);
    expect(submitter.submits - submits).toBe(2); // 8 and 8; 4 wait
    let expected = before!;
    for (const [i, y] of results.entries()) expect((await y.data())[0]).toBe((expected = 2 * expected + i));
    expect(submitter.submits - submits).toBe(3);
    tf.dispose(results);
    program.dispose();
    w.dispose();
  });
});
