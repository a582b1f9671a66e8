import { describe, expect, test } from 'vitest';
import { forgetDevice, startWebgpu } from '../../../src/lib/engine/webgpu/device.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { takeRefusals } from '../../helpers/refusals.ts';

const available = await useBackend('webgpu');

describe('startWebgpu', () => {
  test('says in a sentence that there is no WebGPU, or no adapter', async () => {
    await expect(startWebgpu({ requestAdapter: async () => null } as unknown as GPU)).rejects.toThrow(
      'WebGPU found no graphics adapter.',
    );
  });
});

describe.skipIf(!available)('a device of ours', () => {
  test('carries the backend, with the limits of its adapter, and is used again', async () => {
    const owned = await startWebgpu();
    expect(tf.getBackend()).toBe('webgpu');
    expect((tf.backend() as unknown as { device: GPUDevice }).device).toBe(owned.device);
    expect(owned.software).toBe(true);
    const adapter = (await navigator.gpu.requestAdapter())!;
    expect(owned.device.limits.maxStorageBuffersPerShaderStage).toBe(adapter.limits.maxStorageBuffersPerShaderStage);
    expect(owned.device.limits.maxStorageBuffersPerShaderStage).toBeGreaterThan(8);
    expect(await startWebgpu()).toBe(owned);
    // With the default limits this is silently wrong: 8 inputs and an output.
    const sum = tf.tidy(() => tf.addN(Array.from({ length: 8 }, (_, i) => tf.fill([2], i + 1))));
    expect([...(await sum.data())]).toEqual([36, 36]);
    sum.dispose();
  });

  test('tells of a refused command and of its own loss, and is replaced by a new one', async () => {
    const owned = await startWebgpu();
    const refused = new Promise<string>((resolve) => owned.onError(({ message }) => resolve(message)));
    owned.device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    expect(await refused).toMatch(/usage/i);
    expect(await takeRefusals()).toHaveLength(1); // the only one that is allowed
    const lost = new Promise<string>((resolve) => owned.onLost(({ reason }) => resolve(reason)));
    forgetDevice();
    expect(await lost).toBe('destroyed');
    const next = await startWebgpu();
    expect(next).not.toBe(owned);
    const x = tf.tidy(() => tf.add(tf.fill([3], 2), 1));
    expect([...(await x.data())]).toEqual([3, 3, 3]);
    x.dispose();
  });
});
