/**
 * How engines say that they have run out of memory: each in its own way, and TensorFlow.js on WebAssembly not at all. There
 * `malloc` answers 0, and numbers from the host are written to address 0, over the engine's own data: silently wrong.
 */
import { RunFault } from '../faults.ts';
import * as tf from '../tf.ts';

/**
 * Browsers' words for a refused array, a memory that cannot grow, or a buffer of the graphics device that they cannot map while it
 * is made; Emscripten's for C++ code that found none.
 */
const refusals: Record<string, RegExp> = {
  RangeError: /memory|allocation|too large for the implementation/i,
  RuntimeError: /Aborted\(\)|OOM|out of memory|enlarge memory/i,
};

/** The error as the fault that it is, if memory was what was missing; any other error as it came. */
export function asMemoryFault(error: unknown): unknown {
  if (!(error instanceof Error) || !refusals[error.name]?.test(error.message)) return error;
  return new RunFault('OutOfMemory', 'The engine ran out of memory.', { cause: error });
}

/** Whether a message of the graphics device, or its kind, says so. */
export const isMemoryError = (error: GPUError): boolean =>
  typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError;
export const tellsOfMemory = (message: string): boolean => /out of (device |host )?memory/i.test(message);

interface WasmModule {
  _malloc(bytes: number): number;
  _free(address: number): void;
}
const guarded = new WeakSet<WasmModule>();

/** Makes the current wasm backend say that there is no memory left instead of writing over address 0. */
export function guardMemory(): void {
  const { wasm } = tf.backend() as unknown as { wasm: WasmModule };
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  wasm._free(wasm._malloc(8)); // Emscripten puts the true function in its place at the first call
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = malloc(bytes);
    if (address === 0 && bytes > 0)
      throw new RunFault(
        'OutOfMemory',
        `The engine ran out of memory: ${Math.ceil(bytes / 1e6)} MB more were refused.`,
      );
    return address;
  };
}
