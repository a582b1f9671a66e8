import { afterEach, describe, expect, test } from 'vitest';
import { selfTest } from '../../../src/lib/engine/selfTest.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

describe('selfTest', () => {
  test.each(['cpu', 'wasm', 'webgpu'] as const)('%s passes, quickly, and leaves nothing behind', async (name) => {
    if (!(await useBackend(name))) return;
    await selfTest(name); // warm-up: shaders
    const before = tf.memory().numTensors;
    const start = performance.now();
    await selfTest(name);
    if (name !== 'webgpu') expect(performance.now() - start).toBeLessThan(300); // here a GPU is imitated by the CPU
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('selfTest on a faulty backend', () => {
  const broken: { kernel: string; original: tf.KernelConfig }[] = [];
  afterEach(() => {
    for (const { kernel, original } of broken.splice(0)) {
      tf.unregisterKernel(kernel, 'cpu');
      tf.registerKernel(original);
    }
  });
  /** Makes one kernel answer with zeros of the right shape. */
  function zero(kernel: string): void {
    const original = tf.getKernel(kernel, 'cpu');
    broken.push({ kernel, original });
    tf.unregisterKernel(kernel, 'cpu');
    tf.registerKernel({
      ...original,
      kernelFunc: (args) => {
        const result = original.kernelFunc(args) as tf.TensorInfo;
        const { data } = args.backend as unknown as { data: { get(id: object): { values: Float32Array } } };
        data.get(result.dataId).values.fill(0);
        return result;
      },
    });
  }

  test.each([
    ['Sigmoid', 'sigmoid'],
    ['Step', 'relu'], // only the gradient uses it
    ['BatchMatMul', 'the matrix product'],
    ['GatherV2', 'looking rows up'],
  ])('a %s that gives zeros is named', async (kernel, name) => {
    await useBackend('cpu');
    zero(kernel);
    await expect(selfTest('This backend')).rejects.toThrow(
      new RegExp(`^This backend computes ${name} or its gradient wrongly on this machine`),
    );
  });
});
