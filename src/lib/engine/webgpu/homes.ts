/**
 * Where variables live while steps are replayed. A variable that a step assigns has two buffers: the step reads one and writes
 * the other, then they change roles. Nothing is copied, and ordinary TensorFlow.js code always finds the live one.
 */
import type * as tf from '../../tf.ts';
import { bufferOf, bytesOf, submitEager, tensorOver, tensorUsage, type WebgpuBackend } from './internals.ts';

export interface Home {
  readonly variable: tf.Variable;
  /** The second only once a step assigns the variable. */
  readonly buffers: [GPUBuffer, GPUBuffer | null];
  /** Which of the two holds the present value. */
  live: 0 | 1;
}

export class Homes {
  #backend: WebgpuBackend;
  #homes = new Map<tf.Variable, Home>();
  /** Called before buffers are destroyed. */
  beforeDestroy: () => void = () => {};

  constructor(backend: WebgpuBackend) {
    this.#backend = backend;
  }

  get bytes(): number {
    let sum = 0;
    for (const { buffers } of this.#homes.values()) sum += buffers.reduce((s, buffer) => s + (buffer?.size ?? 0), 0);
    return sum;
  }

  /** The variable's home, with its present value in it. */
  of(variable: tf.Variable): Home {
    let home = this.#homes.get(variable);
    if (!home) {
      home = { variable, buffers: [this.#create(variable), null], live: 0 };
      this.#homes.set(variable, home);
      const dispose = variable.dispose.bind(variable);
      variable.dispose = () => {
        dispose();
        this.#demolish(home!);
      };
    }
    this.settle(home);
    return home;
  }

  /** The second buffer of a variable that a step assigns. */
  secondBuffer(home: Home): GPUBuffer {
    return (home.buffers[1] ??= this.#create(home.variable));
  }

  #create(variable: tf.Variable): GPUBuffer {
    return this.#backend.device.createBuffer({ size: bytesOf(variable), usage: tensorUsage });
  }

  #demolish(home: Home): void {
    if (!this.#homes.delete(home.variable)) return;
    submitEager(this.#backend);
    this.beforeDestroy();
    for (const buffer of home.buffers) buffer?.destroy();
  }

  /** Whether the variable's value is where a replay expects it, and nobody else looks at the same memory. */
  isSettled({ variable, buffers, live }: Home): boolean {
    const data = this.#backend.tensorMap.get(variable.dataId);
    return data.resource === buffers[live] && data.refCount === 1;
  }

  /** Gives a variable memory of its own, where it shares it: tensors that share it keep the value of this moment. */
  separate(variable: tf.Variable): void {
    const source = bufferOf(this.#backend, variable);
    if (this.#backend.tensorMap.get(variable.dataId).refCount === 1) return;
    const home = this.#homes.get(variable);
    if (home) {
      this.settle(home);
      return;
    }
    submitEager(this.#backend);
    const buffer = this.#backend.bufferManager.acquireBuffer(source.size, tensorUsage);
    this.#copy(source, buffer);
    const tensor = tensorOver(this.#backend, buffer, variable.shape, variable.dtype, false);
    variable.assign(tensor);
    tensor.dispose();
  }

  /** Brings the value home: after ordinary code has assigned the variable, or still holds a tensor that shares its memory. */
  settle(home: Home): void {
    if (this.isSettled(home)) return;
    const { variable, buffers } = home;
    const data = this.#backend.tensorMap.get(variable.dataId);
    const source = bufferOf(this.#backend, variable);
    submitEager(this.#backend);
    if (source === buffers[home.live]) {
      // Somebody holds a tensor of the same memory: it keeps the value of this moment, in a buffer of its own.
      const copy = this.#backend.bufferManager.acquireBuffer(source.size, tensorUsage);
      this.#copy(source, copy);
      data.resource = copy;
      data.external = false;
    } else this.#copy(source, buffers[home.live]!);
    this.#pointAt(home);
  }

  #copy(source: GPUBuffer, target: GPUBuffer): void {
    const encoder = this.#backend.device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, target, 0, target.size);
    this.beforeDestroy(); // what was encoded before comes first
    this.#backend.device.queue.submit([encoder.finish()]);
  }

  /** Makes the variable a tensor over its live buffer. */
  #pointAt({ variable, buffers, live }: Home): void {
    const tensor = tensorOver(this.#backend, buffers[live]!, variable.shape, variable.dtype);
    variable.assign(tensor);
    tensor.dispose();
  }

  /** Takes over a value that a recorded step has just left in `source`, as the second buffer's. */
  adopt(home: Home, source: GPUBuffer): void {
    this.secondBuffer(home);
    home.live = home.live === 0 ? 1 : 0;
    this.#copy(source, home.buffers[home.live]!);
    this.#pointAt(home);
  }

  /** After a replay wrote the other buffer. */
  exchange(home: Home): void {
    home.live = home.live === 0 ? 1 : 0;
    const data = this.#backend.tensorMap.get(home.variable.dataId);
    data.resource = home.buffers[home.live]!;
    data.values = null;
  }
}
