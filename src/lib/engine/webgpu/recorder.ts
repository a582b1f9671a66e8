/** Writes down what a step asks of the GPU while it runs for real. The backend is changed only for that time. */
import type { Binding, Operation, Recording } from './recording.ts';
import type { WebgpuBackend } from './internals.ts';

const uniform = 64; // GPUBufferUsage.UNIFORM

/** The words of `data` from byte `offset`, copied. */
function words(data: AllowSharedBufferSource, offset: number, size?: number): Uint32Array {
  const view = ArrayBuffer.isView(data) ? data : new Uint8Array(data);
  const start = view.byteOffset + offset;
  return new Uint32Array(view.buffer.slice(start, start + (size ?? view.byteLength - offset)) as ArrayBuffer);
}

/** `target` with some members replaced; methods keep their own `this`, as WebGPU's objects insist. */
function overlay<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get(object, key) {
      if (key in members) return members[key as keyof T];
      const value = object[key as keyof T];
      return typeof value === 'function' ? value.bind(object) : value;
    },
  });
}

function recordEncoder(encoder: GPUCommandEncoder, describe: (group: GPUBindGroup) => Group, log: Operation[]) {
  return overlay(encoder, {
    beginComputePass(descriptor) {
      const pass = encoder.beginComputePass(descriptor);
      let pipeline: GPUComputePipeline;
      let group: Group;
      return overlay(pass, {
        setPipeline(next) {
          pipeline = next;
          pass.setPipeline(next);
        },
        setBindGroup: ((index: number, next: GPUBindGroup) => {
          group = describe(next);
          pass.setBindGroup(index, next);
        }) as GPUComputePassEncoder['setBindGroup'],
        dispatchWorkgroups(x, y = 1, z = 1) {
          log.push({ kind: 'dispatch', pipeline, ...group, size: [x, y, z] });
          pass.dispatchWorkgroups(x, y, z);
        },
      });
    },
    copyBufferToBuffer: ((source: GPUBuffer, from: number, target: GPUBuffer, to: number, bytes: number) => {
      log.push({ kind: 'copy', source, sourceOffset: from, target, targetOffset: to, bytes });
      encoder.copyBufferToBuffer(source, from, target, to, bytes);
    }) as GPUCommandEncoder['copyBufferToBuffer'],
  } as Partial<GPUCommandEncoder>);
}

interface Group {
  layout: GPUBindGroupLayout;
  bindings: Binding[];
}

/**
 * Runs `step` and writes down its operations. Call with nothing pending in the backend; `step` must submit at its end.
 */
export function record(backend: WebgpuBackend, step: () => void): Recording {
  const recording: Recording = { operations: [], constants: [], borrowed: new Set(), refusal: null };
  const { device, queue } = backend;
  const groups = new WeakMap<GPUBindGroup, Group>();
  const uniforms = new WeakMap<GPUBuffer, Uint32Array>();
  // Tensors are numbered as they are made.
  const marker = backend.makeTensorInfo([], 'float32').dataId as { id: number };
  backend.disposeData(marker);

  const recordingDevice = overlay(device, {
    createCommandEncoder: (descriptor) =>
      recordEncoder(device.createCommandEncoder(descriptor), (group) => groups.get(group)!, recording.operations),
    createBindGroup(descriptor) {
      const group = device.createBindGroup(descriptor);
      const bindings = [...descriptor.entries].map(({ binding, resource }): Binding => {
        const { buffer } = resource as GPUBufferBinding;
        if (!buffer) recording.refusal ??= 'it uses a texture';
        const bytes = uniforms.get(buffer);
        return bytes ? { binding, buffer, bytes } : { binding, buffer };
      });
      groups.set(group, { layout: descriptor.layout, bindings });
      return group;
    },
  });
  const recordingQueue = overlay(queue, {
    writeBuffer(buffer, offset, data, dataOffset = 0, size) {
      // The backend writes uniforms so, each to a fresh place; whole buffers only.
      if (buffer.usage & uniform) uniforms.set(buffer, words(data, dataOffset, size));
      else recording.refusal ??= 'it writes to a buffer in the middle of the step';
      queue.writeBuffer(buffer, offset, data, dataOffset, size);
    },
  });

  const replaced = {
    device: recordingDevice,
    queue: recordingQueue,
    uploadToGPU(id: object) {
      const data = backend.tensorMap.get(id);
      const values = data.resource ? null : (data.values as ArrayLike<number> | null);
      if (data.resource && (id as { id: number }).id < marker.id) recording.borrowed.add(id);
      original.uploadToGPU.call(backend, id);
      if (values) {
        const copy = data.dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
        recording.constants.push({ buffer: data.resource!, bytes: words(copy, 0) });
      }
    },
    readSync(id: object) {
      if (!backend.tensorMap.get(id).values) recording.refusal ??= 'it reads a tensor back in the middle of the step';
      return original.readSync.call(backend, id);
    },
    read(id: object) {
      recording.refusal ??= 'it reads a tensor back in the middle of the step';
      return original.read.call(backend, id);
    },
  };
  const original = Object.fromEntries(
    Object.keys(replaced).map((name) => [name, backend[name as keyof typeof replaced]]),
  ) as unknown as Pick<WebgpuBackend, keyof typeof replaced>;
  Object.assign(backend, replaced);
  try {
    step();
  } finally {
    // Methods live on the prototype: dropping ours brings them back. Two fields were the backend's own.
    for (const name of Object.keys(replaced)) delete (backend as unknown as Record<string, unknown>)[name];
    Object.assign(backend, { device, queue });
  }
  return recording;
}
