/**
 * The IDX format (LeCun, Cortes, Burges: the MNIST database): two zero bytes, one byte for the type, one for the number of
 * dimensions, each dimension as four bytes, then the values row by row. Everything is big-endian.
 */
import { BadInput, grouped } from './badInput.ts';

const types = {
  0x08: { size: 1, make: (n: number) => new Uint8Array(n), read: (view: DataView, at: number) => view.getUint8(at) },
  0x09: { size: 1, make: (n: number) => new Int8Array(n), read: (view: DataView, at: number) => view.getInt8(at) },
  0x0b: { size: 2, make: (n: number) => new Int16Array(n), read: (view: DataView, at: number) => view.getInt16(at) },
  0x0c: { size: 4, make: (n: number) => new Int32Array(n), read: (view: DataView, at: number) => view.getInt32(at) },
  0x0d: {
    size: 4,
    make: (n: number) => new Float32Array(n),
    read: (view: DataView, at: number) => view.getFloat32(at),
  },
  0x0e: {
    size: 8,
    make: (n: number) => new Float64Array(n),
    read: (view: DataView, at: number) => view.getFloat64(at),
  },
} as const;

export interface IdxArray {
  /** Sizes of the dimensions, slowest first: [60000, 28, 28]. */
  dims: number[];
  /** Row by row. Bytes are a view of the file, not a copy. */
  values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

export const idxLimits = { rank: 4, bytes: 256 * 2 ** 20 } as const;

/**
 * Reads an IDX file that is not compressed. The header is held against the length before anything is allocated.
 * @param name how a sentence calls the file.
 * @throws BadInput saying what was expected and what was found.
 */
export function parseIdx(bytes: Uint8Array, name = 'The file'): IdxArray {
  const magic = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
  const type = types[bytes[2] as keyof typeof types];
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || !type) {
    const found = bytes.length === 0 ? 'it is empty; that is' : `the first bytes ${magic} are`;
    throw new BadInput(`${name}: ${found} not IDX (images begin with 00 00 08 03, labels with 00 00 08 01).`);
  }
  const rank = bytes[3]!;
  if (rank < 1 || rank > idxLimits.rank) {
    throw new BadInput(`${name}: it says that it has ${rank} dimensions; 1 to ${idxLimits.rank} can be read.`);
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new BadInput(`${name}: its header has ${header} bytes, the file has ${bytes.length}. It ends early.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dims = Array.from({ length: rank }, (_, k) => view.getUint32(4 + 4 * k));
  if (dims.includes(0)) throw new BadInput(`${name}: it is ${dims.join(' × ')}, which is empty.`);
  const count = dims.reduce((product, d) => product * d, 1); // a float64: too large is inexact, never small
  const size = header + count * type.size;
  if (size > idxLimits.bytes) {
    throw new BadInput(
      `${name}: its header promises ${grouped(size)} bytes; the limit is ${grouped(idxLimits.bytes)}. Use a smaller part of it.`,
    );
  }
  if (size !== bytes.length) {
    const why = bytes.length < size ? 'Is it fully downloaded?' : 'Something follows the last value.';
    throw new BadInput(
      `${name}: its header promises ${grouped(size)} bytes, the file has ${grouped(bytes.length)}. ${why}`,
    );
  }
  if (type.size === 1 && bytes[2] === 0x08) return { dims, values: bytes.subarray(header) };
  const values = type.make(count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, header + i * type.size);
  return { dims, values };
}
