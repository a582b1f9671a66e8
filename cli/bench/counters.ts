/** Counts what a program asks of WebGPU by wrapping the API's own prototypes. */

export interface Counts {
  dispatches: number;
  submits: number;
  bindGroups: number;
  /** Writes from the host: `writeBuffer` and buffers that are born mapped. */
  uploads: number;
  uploadedBytes: number;
}

const zero = (): Counts => ({ dispatches: 0, submits: 0, bindGroups: 0, uploads: 0, uploadedBytes: 0 });
let counts = zero();
let installed = false;

type Method = (...args: unknown[]) => unknown;

function before(type: { prototype: object }, name: string, note: (...args: unknown[]) => void): void {
  const prototype = type.prototype as Record<string, Method>;
  const original = prototype[name]!;
  prototype[name] = function (this: unknown, ...args: unknown[]) {
    note(...args);
    return original.apply(this, args);
  };
}

/** Bytes that a `writeBuffer` call moves: sizes and offsets count elements of a typed array. */
function writtenBytes(data: unknown, offset = 0, size?: number): number {
  const unit = ArrayBuffer.isView(data) ? ((data as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1) : 1;
  return size === undefined ? (data as ArrayBufferView | ArrayBuffer).byteLength - offset * unit : size * unit;
}

/** Wraps the prototypes once. WebGPU's classes must be global. */
export function installCounters(): void {
  if (installed || typeof GPUQueue === 'undefined') return;
  installed = true;
  before(GPUComputePassEncoder, 'dispatchWorkgroups', () => counts.dispatches++);
  before(GPUQueue, 'submit', () => counts.submits++);
  before(GPUDevice, 'createBindGroup', () => counts.bindGroups++);
  before(GPUQueue, 'writeBuffer', (_buffer, _at, data, offset, size) => {
    counts.uploads++;
    counts.uploadedBytes += writtenBytes(data, offset as number | undefined, size as number | undefined);
  });
  before(GPUDevice, 'createBuffer', (descriptor) => {
    const { mappedAtCreation, size } = descriptor as GPUBufferDescriptor;
    if (!mappedAtCreation) return;
    counts.uploads++;
    counts.uploadedBytes += size;
  });
}

/** What was counted since the last call. */
export function takeCounts(): Counts {
  const taken = counts;
  counts = zero();
  return taken;
}

/** Steps before counting: shaders are compiled and recordings made by then. */
export const warmUp = 8;
export const countedSteps = 8;

export const perStep = (total: Counts, steps: number): Counts =>
  Object.fromEntries(
    Object.entries(total).map(([name, count]) => [name, (count as number) / steps]),
  ) as unknown as Counts;
