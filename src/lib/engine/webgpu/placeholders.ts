/** The fixed places of a step's inputs: one buffer for all of them, filled by a single write before each replay. */
import type { HostInput, Inputs } from '../compile.ts';
import * as tf from '../../tf.ts';
import { bufferOf, bytesOf, tensorUsage, type WebgpuBackend } from './internals.ts';

/** Where a binding may start in a buffer: the default limit `minStorageBufferOffsetAlignment`, which devices may only lower. */
const alignment = 256;
const align = (n: number) => Math.ceil(n / alignment) * alignment;

export interface Place {
  name: string;
  offset: number;
  size: number;
}

export const dtypeOf = (input: HostInput | tf.Tensor): tf.DataType =>
  input instanceof tf.Tensor ? input.dtype : input.values instanceof Int32Array ? 'int32' : 'float32';

/** Two sets of inputs with the same signature fit the same recording. */
export function signature(inputs: Inputs): string {
  let text = '';
  for (const name in inputs) {
    const input = inputs[name]!;
    text += `${name}:${input instanceof tf.Tensor ? 'device ' : ''}${dtypeOf(input)}[${input.shape.join()}] `;
  }
  return text;
}

const asBytes = ({ values }: HostInput) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

export class Placeholders {
  readonly places: Place[] = [];
  readonly size: number;
  readonly buffer: GPUBuffer;
  #backend: WebgpuBackend;
  #host: Uint8Array<ArrayBuffer>;
  /** What comes from the host lies in front, and is written in one go; tensors are copied behind it. */
  #hostSize = 0;
  /** One place per step that waits in the same submit, since a write to the queue overtakes what is not yet submitted. */
  #ring: GPUBuffer | null = null;
  #slots: number;
  #used = 0;

  constructor(backend: WebgpuBackend, inputs: Inputs, slots: number) {
    this.#backend = backend;
    this.#slots = slots;
    const isTensor = (name: string) => inputs[name] instanceof tf.Tensor;
    const names = Object.keys(inputs);
    const offsets = new Map<string, number>();
    let offset = 0;
    for (const name of [...names.filter((name) => !isTensor(name)), ...names.filter(isTensor)]) {
      offsets.set(name, offset);
      offset += align(bytesOf(inputs[name]!));
      if (!isTensor(name)) this.#hostSize = offset;
    }
    for (const name of names) this.places.push({ name, offset: offsets.get(name)!, size: bytesOf(inputs[name]!) });
    this.size = Math.max(offset, alignment);
    this.#host = new Uint8Array(this.#hostSize);
    this.buffer = backend.device.createBuffer({ size: this.size, usage: tensorUsage });
  }

  get bytes(): number {
    return this.size + (this.#ring?.size ?? 0);
  }

  /** Whether all places of the ring wait to be submitted. */
  get isFull(): boolean {
    return this.#used >= this.#slots;
  }

  /** Writes the inputs where the next encoded step will find them. */
  write(inputs: Inputs, encoder: () => GPUCommandEncoder): void {
    const tensors: (Place & { tensor: tf.Tensor })[] = [];
    for (const place of this.places) {
      const { name, offset, size } = place;
      const input = inputs[name]!;
      if (input instanceof tf.Tensor) {
        tensors.push({ ...place, tensor: input });
        continue;
      }
      const bytes = asBytes(input);
      if (bytes.length !== size) {
        throw new Error(`The input "${name}" has ${bytes.length / 4} numbers; its shape needs ${size / 4}.`);
      }
      this.#host.set(bytes, offset);
    }
    const { queue, device } = this.#backend;
    if (this.#hostSize > 0 && this.#used === 0) queue.writeBuffer(this.buffer, 0, this.#host);
    else if (this.#hostSize > 0) {
      this.#ring ??= device.createBuffer({ size: this.#hostSize * this.#slots, usage: tensorUsage });
      const at = this.#used * this.#hostSize;
      queue.writeBuffer(this.#ring, at, this.#host);
      encoder().copyBufferToBuffer(this.#ring, at, this.buffer, 0, this.#hostSize);
    }
    for (const { tensor, offset, size } of tensors) {
      encoder().copyBufferToBuffer(bufferOf(this.#backend, tensor), 0, this.buffer, offset, size);
    }
    this.#used += 1;
  }

  /** All steps that were encoded have been submitted. */
  readonly submitted = (): void => {
    this.#used = 0;
  };

  dispose(): void {
    this.buffer.destroy();
    this.#ring?.destroy();
  }
}
