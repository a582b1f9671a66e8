import { describe, expect, test } from 'vitest';
import { chooseBackend, withDeadline } from '../../../src/lib/engine/backends.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend, wasmPaths } from '../../helpers/backends.ts';

describe('chooseBackend', () => {
  test('starts the backend that was asked for, untimed, and says so', async () => {
    const report = await chooseBackend({
      wanted: 'cpu',
      wasmPaths,
      timeStep: () => Promise.reject(new Error('not timed')),
    });
    expect(report).toMatchObject({ name: 'cpu', adapter: null, reason: 'plain JavaScript, as you chose.' });
    expect(tf.getBackend()).toBe('cpu');
  });

  test('without a GPU, times WebAssembly, keeps it, and says why WebGPU is not used', async () => {
    const report = await chooseBackend({ wanted: 'auto', wasmPaths, timeStep: async () => 12.3 });
    expect(report.name).toBe('wasm');
    expect(report.milliseconds).toEqual({ wasm: 12.3 });
    expect(report.refused.webgpu).toBeTruthy();
    expect(report.reason).toMatch(/^WebAssembly, 12 ms a step here; WebGPU is not used: /);
    expect(tf.getBackend()).toBe('wasm');
  });

  test('falls back with a sentence when the backend asked for cannot start', async () => {
    const report = await chooseBackend({ wanted: 'webgpu', wasmPaths, timeStep: async () => 5 });
    expect(report.name).toBe('wasm');
    expect(report.reason).toMatch(/^WebGPU is not available \(.+\) WebAssembly, 5\.0 ms/);
  });
});

describe('times of an earlier visit', () => {
  const keyOf = (adapter: string | null) => `ring on ${adapter}`;
  const never = () => Promise.reject(new Error('timed again'));

  test('are not taken again, and the sentence is the same', async () => {
    let timed = 0;
    const timeStep = async () => 11 + (timed += 1);
    const first = await chooseBackend({ wanted: 'auto', wasmPaths, keyOf, timeStep });
    expect(first).toMatchObject({ name: 'wasm', key: 'ring on null', milliseconds: { wasm: 12 } });
    const known = { [first.key!]: first.milliseconds };
    expect(await chooseBackend({ wanted: 'auto', wasmPaths, keyOf, known, timeStep: never })).toEqual(first);
    expect(timed).toBe(1);
  });

  test('spare the slower engine even its start', async () => {
    const known = { 'ring on null': { wasm: 3, webgpu: 40 } };
    const report = await chooseBackend({ wanted: 'auto', wasmPaths, keyOf, known, timeStep: never });
    expect(report.reason).toBe('WebAssembly, 3.0 ms a step here; WebGPU would take 40 ms.');
    expect(report.refused).toEqual({}); // WebGPU, which is not there, was not even tried
  });

  test('are not believed when the faster engine does not start any more', async () => {
    const known = { 'ring on null': { wasm: 30, webgpu: 4 } };
    const report = await chooseBackend({ wanted: 'auto', wasmPaths, keyOf, known, timeStep: never });
    expect(report.name).toBe('wasm');
    expect(report.reason).toMatch(/^WebAssembly, 30 ms a step here; WebGPU is not used: /);
  });

  test('of another adapter, after a failure, or that are no times, count for nothing', async () => {
    const timeStep = async () => 7;
    const cases: [Record<string, { wasm?: number; webgpu?: number }>, { webgpu?: string }][] = [
      [{ 'ring on another': { wasm: 3 } }, {}],
      [{ 'ring on null': { wasm: 3 } }, { webgpu: 'It failed.' }],
      [{ 'ring on null': { wasm: NaN, webgpu: -1 } }, {}],
      [{ 'ring on null': { wasm: 'quick' } as unknown as { wasm: number } }, {}],
    ];
    for (const [known, avoid] of cases) {
      const report = await chooseBackend({ wanted: 'auto', wasmPaths, keyOf, known, avoid, timeStep });
      expect(report.milliseconds).toEqual({ wasm: 7 });
    }
  });
});

describe('withDeadline', () => {
  test('rejects with a sentence when nothing answers', async () => {
    await expect(withDeadline(new Promise(() => {}), 20, 'The driver')).rejects.toThrow(
      'The driver did not answer within 0.02 s.',
    );
  });
  test('hands a timely answer through', async () => {
    await expect(withDeadline(Promise.resolve(3), 20, 'x')).resolves.toBe(3);
  });
});

describe('the transposed matrix product on wasm', () => {
  test.each([
    [false, true],
    [true, false],
    [true, true],
  ])('with transposes %s and %s agrees with the plain JavaScript backend', async (transposeA, transposeB) => {
    const values = (n: number, seed: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 1.3 + seed));
    const [m, k, n] = [7, 5, 9];
    const product = async () => {
      const a = tf.tensor2d(values(m * k, 1), transposeA ? [k, m] : [m, k]);
      const b = tf.tensor2d(values(k * n, 2), transposeB ? [n, k] : [k, n]);
      return Float32Array.from(await tf.matMul(a, b, transposeA, transposeB).data());
    };
    await useBackend('cpu');
    const expected = await product();
    await useBackend('wasm');
    (await product()).forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-5));
  });
});
