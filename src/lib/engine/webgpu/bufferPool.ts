/**
 * The backend's allocator, replaced: it can be told to serve a recording from a private scope, so that a replay's buffers
 * are never lent to anybody else; it finds a buffer in constant time; and what it keeps for reuse is bounded.
 */
import type { BufferManager } from './internals.ts';

/** Free buffers kept for reuse; beyond, the oldest are destroyed. TensorFlow.js's own allocator never shrinks. */
const maximumFreeBytes = 256 * 2 ** 20;

/** Buffers that belong to one recording. */
export interface Scope {
  /** All of them, constants included. */
  all: Set<GPUBuffer>;
  /** Those that hold constants: written once, when they were made. */
  constants: Set<GPUBuffer>;
  /** Those that a tensor uses now. */
  held: Set<GPUBuffer>;
  free: Map<string, GPUBuffer[]>;
}

export const createScope = (): Scope => ({ all: new Set(), constants: new Set(), held: new Set(), free: new Map() });

const keyOf = (size: number, usage: number) => `${size}_${usage}`;
const uniform = 64; // GPUBufferUsage.UNIFORM

export class BufferPool implements BufferManager {
  numBytesUsed = 0;
  numBytesAllocated = 0;
  #device: GPUDevice;
  #used = new Set<GPUBuffer>();
  #free = new Map<string, GPUBuffer[]>();
  #freeBytes = 0;
  #scopeOf = new WeakMap<GPUBuffer, Scope>();
  #recording: Scope | null = null;
  /** The allocator before this one: it takes back what it lent. */
  #previous: BufferManager;
  /** Called before buffers are destroyed: commands that use them must have been submitted. */
  beforeDestroy: () => void = () => {};

  constructor(device: GPUDevice, previous: BufferManager) {
    this.#device = device;
    this.#previous = previous;
  }

  /** Until `endScope`, tensors live in this scope. */
  beginScope(scope: Scope): void {
    this.#recording = scope;
  }
  endScope(): void {
    this.#recording = null;
  }

  /** Destroys a scope's buffers; one that a tensor still uses is destroyed with its tensor. */
  destroyScope(scope: Scope, keep: (buffer: GPUBuffer) => boolean = () => false): void {
    this.beforeDestroy();
    for (const buffer of scope.all) {
      if (keep(buffer)) continue;
      scope.all.delete(buffer);
      if (!scope.held.has(buffer)) this.#destroy(buffer);
    }
    scope.free.clear();
  }

  #destroy(buffer: GPUBuffer): void {
    this.numBytesAllocated -= buffer.size;
    buffer.destroy();
  }

  #create(size: number, usage: number, mappedAtCreation: boolean): GPUBuffer {
    this.numBytesAllocated += size;
    return this.#device.createBuffer({ size, usage, mappedAtCreation });
  }

  acquireBuffer(size: number, usage: number, mapped = false, reuse = true): GPUBuffer {
    this.numBytesUsed += size;
    const scope = this.#recording;
    if (scope && !(usage & uniform)) {
      // A constant gets a buffer of its own, mapped when made: no copy is recorded, and its bytes stay for every replay.
      const buffer = (!mapped && scope.free.get(keyOf(size, usage))?.pop()) || this.#create(size, usage, mapped);
      if (mapped) scope.constants.add(buffer);
      scope.all.add(buffer);
      scope.held.add(buffer);
      this.#scopeOf.set(buffer, scope);
      return buffer;
    }
    const recycled = reuse ? this.#free.get(keyOf(size, usage))?.pop() : undefined;
    if (recycled) this.#freeBytes -= size;
    const buffer = recycled ?? this.#create(size, usage, mapped);
    this.#used.add(buffer);
    return buffer;
  }

  releaseBuffer(buffer: GPUBuffer, reuse = true): void {
    const { size, usage } = buffer;
    const scope = this.#scopeOf.get(buffer);
    if (scope) {
      scope.held.delete(buffer);
      this.numBytesUsed -= size;
      if (!scope.all.has(buffer)) this.#destroy(buffer);
      else if (scope === this.#recording && !scope.constants.has(buffer)) push(scope.free, keyOf(size, usage), buffer);
      return;
    }
    if (!this.#used.delete(buffer)) {
      this.#previous.releaseBuffer(buffer, reuse);
      return;
    }
    this.numBytesUsed -= size;
    if (!reuse) {
      this.#destroy(buffer);
      return;
    }
    push(this.#free, keyOf(size, usage), buffer);
    this.#freeBytes += size;
    if (this.#freeBytes > maximumFreeBytes) this.#shrink();
  }

  /** Destroys free buffers, sizes that were first used longest ago first, until half the bound is left. */
  #shrink(): void {
    this.beforeDestroy();
    for (const [key, buffers] of this.#free) {
      for (const buffer of buffers) {
        this.#freeBytes -= buffer.size;
        this.#destroy(buffer);
      }
      this.#free.delete(key);
      if (this.#freeBytes <= maximumFreeBytes / 2) return;
    }
  }

  getNumUsedBuffers(): number {
    return this.#used.size;
  }

  getNumFreeBuffers(): number {
    return [...this.#free.values()].reduce((sum, buffers) => sum + buffers.length, 0);
  }

  dispose(): void {
    this.#previous.dispose();
    for (const buffer of [...this.#used, ...[...this.#free.values()].flat()]) this.#destroy(buffer);
    this.#used.clear();
    this.#free.clear();
    this.#freeBytes = this.numBytesUsed = 0;
  }
}

function push(free: Map<string, GPUBuffer[]>, key: string, buffer: GPUBuffer): void {
  const list = free.get(key);
  if (list) list.push(buffer);
  else free.set(key, [buffer]);
}
