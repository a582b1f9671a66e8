/**
 * The memory of TensorFlow.js's wasm backend, which the compiled programs share: they read and write the weights where
 * TensorFlow.js keeps them, so that sampling, probes and snapshots see every step without a copy.
 */
import * as tf from '../../tf.ts';
import { sizeOf, Unsupported } from './graph.ts';

/** What the backend notes about one tensor's data. */
export interface TensorData {
  id: number;
  memoryOffset: number;
  refCount: number;
}
/** The parts of the backend of TensorFlow.js 4.22 that are used here. */
interface Backend {
  wasm: {
    asm?: Record<string, unknown>;
    HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(address: number): void;
    tfjs: { registerTensor(id: number, size: number, address: number): void; disposeData(id: number): void };
  } & Record<string, unknown>;
  dataIdMap: { get(id: object): TensorData };
  makeOutput(shape: readonly number[], dtype: string): tf.TensorInfo;
}

export interface Heap {
  memory: WebAssembly.Memory;
  /** Largest size in pages if several threads share the memory, else null. */
  sharedPages: number | null;
  /** @throws Unsupported when there is no room and nothing guards the memory (engine/outOfMemory.ts). */
  allocate(bytes: number): number;
  free(address: number): void;
  /** The backend's note on a tensor; moved here first if another backend had it. */
  find(id: object): TensorData;
  /**
   * To be called when a tensor's numbers have changed where they lie. The backend's matrix product keeps a packed copy of
   * each right-hand side that it has met, by its number; it forgets the copy only when told that the tensor is gone.
   */
  changed(data: TensorData, size: number): void;
  /** A copy of a tensor's numbers. */
  read(tensor: tf.TensorInfo): Float32Array | Int32Array;
  /** A fresh tensor with a copy of what lies at `address`. */
  tensorFrom(address: number, shape: readonly number[]): tf.Tensor;
}

/** @throws Unsupported when the backend in use is not as expected. */
export function openHeap(): Heap {
  const backend = tf.backend() as unknown as Backend;
  const { wasm } = backend;
  const candidates = [...Object.values(wasm.asm ?? {}), ...Object.values(wasm)];
  const memory = candidates.find((x): x is WebAssembly.Memory => x instanceof WebAssembly.Memory);
  if (!memory) throw new Unsupported('its memory is not accessible');
  const isShared = !(memory.buffer instanceof ArrayBuffer);
  return {
    memory,
    sharedPages: isShared ? 65_536 : null,
    allocate(bytes) {
      const address = wasm._malloc(bytes) >>> 0;
      if (address === 0) throw new Unsupported(`it needs ${Math.ceil(bytes / 2 ** 20)} MB, and there are none left`);
      return address;
    },
    free: (address) => wasm._free(address),
    find: (id) => backend.dataIdMap.get(id),
    changed({ id, memoryOffset }, size) {
      wasm.tfjs.disposeData(id);
      wasm.tfjs.registerTensor(id, size, memoryOffset);
    },
    read({ dataId, shape, dtype }) {
      const View = dtype === 'int32' ? Int32Array : Float32Array;
      return new View(memory.buffer, backend.dataIdMap.get(dataId).memoryOffset, sizeOf(shape)).slice();
    },
    tensorFrom(address, shape) {
      const info = backend.makeOutput(shape, 'float32');
      const target = backend.dataIdMap.get(info.dataId).memoryOffset;
      const bytes = 4 * sizeOf(shape);
      wasm.HEAPU8.copyWithin(target, address, address + bytes); // read anew: the memory may just have grown
      return tf.engine().makeTensorFromTensorInfo(info);
    },
  };
}
