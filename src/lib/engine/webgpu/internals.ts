/**
 * What this engine touches inside TensorFlow.js's WebGPU backend. Some of it is private there, which is why the version is
 * pinned exactly; everything that could break with another version is declared in this file.
 */
import * as tf from '../../tf.ts';

/** What the backend keeps for each tensor. */
export interface TensorData {
  /** The numbers on the host: before their upload, or cached by a read. */
  values: unknown;
  dtype: tf.DataType;
  shape: number[];
  refCount: number;
  resource?: GPUBuffer | null;
  /** The buffer belongs to somebody else: disposing the tensor leaves it alone. */
  external?: boolean;
  /** Ours: kernels write into its memory, so a copy on the host would grow stale. */
  mutable?: boolean;
}

/** The backend's allocator. */
export interface BufferManager {
  numBytesUsed: number;
  numBytesAllocated: number;
  acquireBuffer(size: number, usage: number, mappedAtCreation?: boolean, reuse?: boolean): GPUBuffer;
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
  getNumUsedBuffers(): number;
  getNumFreeBuffers(): number;
  dispose(): void;
}

/** A uniform beside shapes and strides, which the backend passes by itself. */
export type ProgramUniform = { type: 'int32' | 'uint32' | 'float32'; data: number[] }[];

/** A kernel in WGSL as the backend wants it; see its webgpu_program.ts. */
export interface WebgpuProgram {
  variableNames: string[];
  outputShape: number[];
  shaderKey: string;
  workgroupSize: [number, number, number];
  dispatchLayout: { x: number[]; y?: number[]; z?: number[] };
  dispatch: [number, number, number];
  /** Adds `uniforms.size`, the number of outputs. */
  size?: boolean;
  /** Declarations of the uniforms given to `runWebGPUProgram`, each followed by a comma. */
  uniforms?: string;
  getUserCode(): string;
}

export interface WebgpuBackend {
  device: GPUDevice;
  queue: GPUQueue;
  bufferManager: BufferManager;
  tensorMap: { get(id: object): TensorData; set(id: object, data: TensorData): void; has(id: object): boolean };
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
  submitQueue(): void;
  endComputePassEncoder(): void;
  ensureCommandEncoderReady(): void;
  uploadToGPU(id: object): void;
  readSync(id: object): unknown;
  read(id: object): Promise<unknown>;
  incRef(id: object): void;
  disposeData(id: object, force?: boolean): boolean;
  makeTensorInfo(shape: number[], dtype: tf.DataType, values?: unknown): tf.TensorInfo;
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: readonly tf.TensorInfo[],
    dtype: tf.DataType,
    uniforms?: ProgramUniform,
    output?: tf.TensorInfo,
  ): tf.TensorInfo;
}

/** What the backend gives the buffer of a tensor. */
export const tensorUsage = 128 | 4 | 8; // STORAGE | COPY_SRC | COPY_DST: the names exist only where WebGPU does
export const uniformUsage = 64 | 8; // UNIFORM | COPY_DST

/** The backend in use. Call only where `tf.getBackend()` is webgpu. */
export const webgpuBackend = () => tf.backend() as unknown as WebgpuBackend;

/** Sends off what the backend has recorded and not yet submitted. */
export function submitEager(backend: WebgpuBackend): void {
  if (!backend.commandEncoder) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** Bytes of a tensor in its buffer: every dtype here takes 4 bytes an element. */
export const bytesOf = (tensor: { shape: number[] }): number => 4 * tf.util.sizeFromShape(tensor.shape);

/** The buffer that holds a tensor, uploading it if it still lies on the host. */
export function bufferOf(backend: WebgpuBackend, tensor: tf.TensorInfo): GPUBuffer {
  backend.uploadToGPU(tensor.dataId);
  return backend.tensorMap.get(tensor.dataId).resource!;
}

/** A tensor over a buffer that stays its owner's. Dispose the tensor as any other. */
export function tensorOver(
  backend: WebgpuBackend,
  buffer: GPUBuffer,
  shape: number[],
  dtype: tf.DataType,
  external = true,
): tf.Tensor {
  const info = backend.makeTensorInfo(shape, dtype);
  const data = backend.tensorMap.get(info.dataId);
  data.resource = buffer;
  data.external = external;
  return tf.engine().makeTensorFromTensorInfo(info);
}
