/** A recorded step made replayable: every buffer that it names is fixed, and its bind groups are built once. */
import type * as tf from '../../tf.ts';
import type { BufferPool, Scope } from './bufferPool.ts';
import type { Home } from './homes.ts';
import { uniformUsage, type WebgpuBackend } from './internals.ts';
import { sameWords, type Dispatch, type Recording } from './recording.ts';

/** Where the bytes of a binding lie: in a fixed range, or in one of a variable's two buffers. */
export type Place =
  { buffer: GPUBuffer; offset: number; size: number } | { home: Home; role: 'before' | 'after'; size: number };

export interface GraphOutput {
  name: string;
  place: Place;
  shape: number[];
  dtype: tf.DataType;
}

export interface GraphParts {
  recording: Recording;
  scope: Scope;
  /** Variables that the step touches, in a fixed order. */
  homes: Home[];
  /** Those of them that it assigns: their two buffers change roles. */
  assigned: Home[];
  /** Buffers of the recorded run that stand for something else: inputs, and variables before and after. */
  renamed: Map<GPUBuffer, Place>;
  outputs: GraphOutput[];
}

type Step =
  | { kind: 'dispatch'; pipeline: GPUComputePipeline; size: Dispatch['size']; group: GPUBindGroup }
  | { kind: 'copy'; source: Place; sourceOffset: number; target: Place; targetOffset: number; bytes: number };

/** Variables swap in groups, one per program: a pair of players needs 4 variants. Beyond this, the oldest go. */
const maximumVariants = 16;

export class Graph {
  readonly homes: readonly Home[];
  readonly assigned: readonly Home[];
  readonly outputs: readonly GraphOutput[];
  readonly dispatches: number;
  readonly copies: number;
  bindGroupsCreated = 0;
  /** Bytes pinned by uniforms and private buffers. */
  readonly bytes: number;
  #device: GPUDevice;
  #backend: WebgpuBackend;
  #pool: BufferPool;
  #parts: GraphParts;
  #uniforms = new Map<string, GPUBuffer>();
  /** One list of steps for each way in which the variables lie in their two buffers. */
  #variants = new Map<string, Step[]>();
  /** Bind groups that touch no variable are the same in all variants. */
  #fixedGroups: (GPUBindGroup | null)[] = [];

  constructor(backend: WebgpuBackend, pool: BufferPool, parts: GraphParts) {
    this.#backend = backend;
    this.#pool = pool;
    this.#device = backend.device;
    this.#parts = parts;
    this.homes = parts.homes;
    this.assigned = parts.assigned;
    this.outputs = parts.outputs;
    shareConstants(parts);
    const needed = neededBuffers(parts);
    pool.destroyScope(parts.scope, (buffer) => needed.has(buffer));
    this.dispatches = parts.recording.operations.filter(({ kind }) => kind === 'dispatch').length;
    this.copies = parts.recording.operations.length - this.dispatches;
    for (const id of parts.recording.borrowed) backend.incRef(id);
    this.#steps(); // creates the uniforms
    const sizes = [...parts.scope.all, ...this.#uniforms.values()].map(({ size }) => size);
    this.bytes = sizes.reduce((sum, size) => sum + size, 0);
  }

  #place(buffer: GPUBuffer): Place {
    return this.#parts.renamed.get(buffer) ?? { buffer, offset: 0, size: buffer.size };
  }

  /** The range that a place means now. */
  resolve(place: Place): { buffer: GPUBuffer; offset: number; size: number } {
    if ('buffer' in place) return place;
    const { home, role, size } = place;
    const index = role === 'before' ? home.live : 1 - home.live;
    return { buffer: home.buffers[index as 0 | 1]!, offset: 0, size };
  }

  #uniform(bytes: Uint32Array): GPUBufferBinding {
    const key = bytes.join();
    let buffer = this.#uniforms.get(key);
    if (!buffer) {
      buffer = this.#device.createBuffer({ size: Math.max(16, bytes.byteLength), usage: uniformUsage });
      this.#device.queue.writeBuffer(buffer, 0, bytes as Uint32Array<ArrayBuffer>);
      this.#uniforms.set(key, buffer);
    }
    return { buffer, size: bytes.byteLength };
  }

  #bindGroup({ layout, bindings }: Dispatch, index: number): GPUBindGroup {
    const known = this.#fixedGroups[index];
    if (known) return known;
    let fixed = true;
    const entries = bindings.map(({ binding, buffer, bytes }) => {
      if (bytes) return { binding, resource: this.#uniform(bytes) };
      const place = this.#place(buffer);
      if ('home' in place) fixed = false;
      return { binding, resource: this.resolve(place) };
    });
    this.bindGroupsCreated += 1;
    const group = this.#device.createBindGroup({ layout, entries });
    this.#fixedGroups[index] = fixed ? group : null;
    return group;
  }

  /** The steps for where the variables lie now. */
  #steps(): Step[] {
    let key = '';
    for (const { live } of this.homes) key += live;
    let steps = this.#variants.get(key);
    if (steps) return steps;
    steps = this.#parts.recording.operations.map((operation, i): Step => {
      if (operation.kind === 'copy') {
        const { source, target } = operation;
        return { ...operation, source: this.#place(source), target: this.#place(target) };
      }
      const { pipeline, size } = operation;
      return { kind: 'dispatch', pipeline, size, group: this.#bindGroup(operation, i) };
    });
    if (this.#variants.size >= maximumVariants) this.#variants.delete(this.#variants.keys().next().value!);
    this.#variants.set(key, steps);
    return steps;
  }

  /** Appends the step to an encoder. */
  encode(encoder: GPUCommandEncoder): void {
    let pass: GPUComputePassEncoder | null = null;
    let pipeline: GPUComputePipeline | null = null;
    for (const step of this.#steps()) {
      if (step.kind === 'copy') {
        pass?.end();
        pass = pipeline = null;
        const source = this.resolve(step.source);
        const target = this.resolve(step.target);
        const from = source.offset + step.sourceOffset;
        encoder.copyBufferToBuffer(source.buffer, from, target.buffer, target.offset + step.targetOffset, step.bytes);
        continue;
      }
      pass ??= encoder.beginComputePass();
      if (step.pipeline !== pipeline) pass.setPipeline(step.pipeline);
      pipeline = step.pipeline;
      pass.setBindGroup(0, step.group);
      pass.dispatchWorkgroups(step.size[0], step.size[1], step.size[2]);
    }
    pass?.end();
  }

  /** Gives everything back. Nothing that uses it may be unsubmitted. */
  dispose(): void {
    for (const id of this.#parts.recording.borrowed) this.#backend.disposeData(id);
    this.#pool.destroyScope(this.#parts.scope);
    for (const buffer of this.#uniforms.values()) buffer.destroy();
    this.#variants.clear();
    this.#fixedGroups = [];
  }
}

/** Constants of equal content become one buffer: gradients of means upload the same ones over and over. */
function shareConstants({ recording, renamed }: GraphParts): void {
  const bySize = new Map<number, { buffer: GPUBuffer; bytes: Uint32Array }[]>();
  for (const constant of recording.constants) {
    if (renamed.has(constant.buffer)) continue;
    const others = bySize.get(constant.bytes.length) ?? [];
    bySize.set(constant.bytes.length, others);
    const twin = others.find(({ bytes }) => sameWords(bytes, constant.bytes));
    if (twin) renamed.set(constant.buffer, { buffer: twin.buffer, offset: 0, size: twin.buffer.size });
    else others.push(constant);
  }
  recording.constants = [...bySize.values()].flat();
}

/** Buffers of the recorded run that a replay needs. */
function neededBuffers({ recording, renamed, outputs }: GraphParts): Set<GPUBuffer> {
  const needed = new Set<GPUBuffer>();
  for (const operation of recording.operations) {
    if (operation.kind === 'copy') needed.add(operation.source).add(operation.target);
    else for (const { buffer } of operation.bindings) needed.add(buffer);
  }
  for (const buffer of renamed.keys()) needed.delete(buffer);
  for (const { place } of outputs) if ('buffer' in place) needed.add(place.buffer);
  return needed;
}
