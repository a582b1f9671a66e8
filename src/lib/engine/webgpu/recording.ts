/** A step as the list of what it asked of the GPU, and the check that a second run asks for the same. */

/** One range of a buffer at a binding of a dispatch. */
export interface Binding {
  binding: number;
  buffer: GPUBuffer;
  /** Contents, where this is a uniform: the buffer itself goes back to the pool after the step. */
  bytes?: Uint32Array;
}

export interface Dispatch {
  kind: 'dispatch';
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
  bindings: Binding[];
  size: [number, number, number];
}

export interface Copy {
  kind: 'copy';
  source: GPUBuffer;
  sourceOffset: number;
  target: GPUBuffer;
  targetOffset: number;
  bytes: number;
}

export type Operation = Dispatch | Copy;

export interface Recording {
  operations: Operation[];
  /** What was uploaded on the way, in order: numbers computed on the host, the same in every replay. */
  constants: { buffer: GPUBuffer; bytes: Uint32Array }[];
  /** Tensors that were there before and were read: they must not be disposed while a replay needs them. */
  borrowed: Set<object>;
  /** Why this cannot be replayed, where it cannot. */
  refusal: string | null;
}

export const sameWords = (a: Uint32Array, b: Uint32Array): boolean =>
  a.length === b.length && a.every((word, i) => word === b[i]);

const cure =
  'A replay would repeat the number of one step for ever. Compute it on the device, or pass it in as an input of the step.';

/** A constant or uniform as a reader would recognise it. */
function show(words: Uint32Array): string {
  const floats = new Float32Array(words.buffer, words.byteOffset, Math.min(4, words.length));
  return `[${[...floats].map((x) => Number(x.toPrecision(6))).join(', ')}${words.length > 4 ? ', ...' : ''}]`;
}

/**
 * Compares two runs of the same step. Where they differ, the step depends on the host.
 * @returns null, or a sentence for the person who wrote the step
 */
export function difference(first: Recording, second: Recording): string | null {
  if (first.operations.length !== second.operations.length) {
    return `Two runs of this step asked the GPU for ${first.operations.length} and ${second.operations.length} operations: what it computes depends on the host. ${cure}`;
  }
  for (const [i, a] of first.operations.entries()) {
    const b = second.operations[i]!;
    const same =
      a.kind === 'copy' || b.kind === 'copy'
        ? a.kind === b.kind && (a as Copy).bytes === (b as Copy).bytes
        : a.pipeline === b.pipeline && a.size.every((n, axis) => n === b.size[axis]);
    if (!same) return `Operation ${i} of this step was another one when it was run again. ${cure}`;
    if (a.kind === 'copy' || b.kind === 'copy') continue;
    for (const [k, { bytes }] of a.bindings.entries()) {
      const again = b.bindings[k]?.bytes;
      if (bytes && !(again && sameWords(bytes, again))) {
        return `Operation ${i} of this step was given other parameters when it was run again. ${cure}`;
      }
    }
  }
  if (first.constants.length !== second.constants.length) {
    return `Two runs of this step uploaded ${first.constants.length} and ${second.constants.length} tensors from the host. ${cure}`;
  }
  for (const [i, a] of first.constants.entries()) {
    const b = second.constants[i]!;
    if (!sameWords(a.bytes, b.bytes)) {
      return `This step computes numbers on the host: it uploaded ${show(a.bytes)} in one run and ${show(b.bytes)} in the next. ${cure}`;
    }
  }
  return null;
}
