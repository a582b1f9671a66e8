import { expect, test } from 'vitest';
import { demandHealth, renew, watchDevice } from '../../../src/lib/engine/health.ts';
import { asMemoryFault, guardMemory } from '../../../src/lib/engine/outOfMemory.ts';
import { faultOf } from '../../../src/lib/faults.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

interface Wasm {
  wasm: { _malloc(bytes: number): number; _free(address: number): void };
}
const caught = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
};

test.each([
  [new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded'), 'OutOfMemory'],
  [new RangeError('Array buffer allocation failed'), 'OutOfMemory'],
  [new WebAssembly.RuntimeError('Aborted(). Build with -sASSERTIONS for more info.'), 'OutOfMemory'],
  [
    new RangeError(
      "Failed to execute 'createBuffer' on 'GPUDevice': createBuffer failed, size (2147483648) is too large for the implementation when mappedAtCreation == true",
    ),
    'OutOfMemory',
  ],
  [new RangeError('Invalid array length'), null],
  [new WebAssembly.RuntimeError('integer divide by zero'), null],
  [new TypeError('out of memory'), null],
  ['out of memory', null],
])('%s is taken for %s', (error, name) => {
  const fault = asMemoryFault(error);
  expect(faultOf(fault)).toBe(name);
  if (name) expect((fault as Error).cause).toBe(error);
  else expect(fault).toBe(error);
});

test('a WebAssembly memory that is truly full is told, nothing is written, and work goes on once there is room', async () => {
  await useBackend('wasm');
  guardMemory();
  guardMemory(); // as when the backend is chosen again
  const { wasm } = tf.backend() as unknown as Wasm;
  const make = () => tf.tensor(new Float32Array(2 ** 18).fill(3)); // one megabyte
  make().dispose();
  const blocks: number[] = [];
  const fill = (size: number) => {
    for (;;) blocks.push(wasm._malloc(size));
  };
  for (let size = 2 ** 30; size >= 2 ** 20; size /= 2) expect(faultOf(caught(() => fill(size)))).toBe('OutOfMemory');
  const error = caught(make) as Error;
  expect(faultOf(error)).toBe('OutOfMemory');
  expect(error.message).toBe('The engine ran out of memory: 2 MB more were refused.');
  for (const block of blocks) wasm._free(block);
  const tensor = make();
  expect(new Set(await tensor.data())).toEqual(new Set([3]));
  tensor.dispose();
});

test('a graphics device that tells of its memory, by an error or by its end, is out of memory and not merely invalid', async () => {
  class OutOfMemoryError {
    message = 'Buffer allocation failed';
  }
  const before = Object.getOwnPropertyDescriptor(globalThis, 'GPUOutOfMemoryError');
  Object.defineProperty(globalThis, 'GPUOutOfMemoryError', { value: OutOfMemoryError, configurable: true });
  const device = (lost: object | null) =>
    Object.assign(new EventTarget(), {
      lost: lost ? Promise.resolve(lost) : new Promise(() => {}),
    }) as never as GPUDevice;
  const told = (error: object) => Object.assign(new Event('uncapturederror'), { error });
  try {
    renew();
    const first = device(null);
    watchDevice(first);
    first.dispatchEvent(told(new OutOfMemoryError()));
    expect(faultOf(caught(demandHealth))).toBe('OutOfMemory');

    renew();
    const second = device(null);
    watchDevice(second);
    second.dispatchEvent(told({ message: 'wrong' }));
    expect(faultOf(caught(demandHealth))).toBe('Invalid');

    renew();
    watchDevice(device({ reason: 'unknown', message: 'VK_ERROR_OUT_OF_DEVICE_MEMORY: out of device memory' }));
    await Promise.resolve();
    expect(faultOf(caught(demandHealth))).toBe('OutOfMemory');
  } finally {
    renew();
    if (before) Object.defineProperty(globalThis, 'GPUOutOfMemoryError', before);
    else delete (globalThis as Partial<typeof globalThis>).GPUOutOfMemoryError;
  }
});
