/** Decides where each value of a fused graph lies: which are stored at all, which share memory, which variable is written in place. */
import type * as tf from '../../tf.ts';
import { inputsOf, outputsOf, type Kernel } from './fuse.ts';
import { sizeOf, Unsupported } from './graph.ts';
import { isShared, scratchOf } from './shared.ts';
import type { SimpleGraph } from './simplify.ts';

/** An address known at compile time; or, with `slot`, the address where the pointer to it is found at run time. */
export interface Place {
  slot: number | null;
  offset: number;
}

/** A tensor of TensorFlow.js that is read or written where it is; its address may change between runs. */
export interface Slot {
  address: number;
  owner: { variable: tf.Variable; written: boolean } | { dataId: object };
}

export interface Plan {
  kernels: Kernel[];
  places: Map<number, Place>;
  /** Values that a loop must write to memory; the others live in registers only. */
  stored: Set<number>;
  uniform: Map<number, number>;
  scratch: Map<Kernel, number>;
  slots: Slot[];
  inputs: { name: string; address: number; bytes: number }[];
  constants: { address: number; values: ArrayLike<number>; integer: boolean }[];
  outputs: { name: string; place: Place; shape: readonly number[] }[];
  /** Values to be copied into variables when all kernels have run. */
  copies: { from: Place; to: Place; size: number }[];
  bytes: number;
}

/** A multiple of a cache line, so that no two values share one. */
const rounded = (bytes: number) => Math.ceil(bytes / 64) * 64;

interface Lifetime {
  id: number | Kernel;
  bytes: number;
  from: number;
  to: number;
  offset: number;
}
/** First fit: each value gets the lowest place that is free while it lives. @returns the bytes that are needed */
function pack(lifetimes: Lifetime[]): number {
  const placed: Lifetime[] = [];
  let bytes = 0;
  for (const life of lifetimes.toSorted((a, b) => a.from - b.from || b.bytes - a.bytes)) {
    const others = placed
      .filter((other) => other.from <= life.to && life.from <= other.to)
      .sort((a, b) => a.offset - b.offset);
    for (const other of others) {
      if (life.offset + life.bytes <= other.offset) break;
      life.offset = Math.max(life.offset, other.offset + other.bytes);
    }
    placed.push(life);
    bytes = Math.max(bytes, life.offset + life.bytes);
  }
  return bytes;
}

/** Which kernels read each value. */
function readersOf(kernels: readonly Kernel[]): Map<number, number[]> {
  const readers = new Map<number, number[]>();
  kernels.forEach((kernel, at) => {
    for (const id of inputsOf(kernel)) readers.set(id, [...(readers.get(id) ?? []), at]);
  });
  return readers;
}

export function plan(graph: SimpleGraph, kernels: Kernel[], allocate: (bytes: number) => number): Plan {
  const { sources, dtypes, uniform, assigned } = graph;
  const readers = readersOf(kernels);
  const makers = new Map(kernels.flatMap((kernel, at) => outputsOf(kernel).map((id) => [id, at] as const)));
  const sizes = new Map<number, number>();
  for (const { inputs, outputs } of graph.nodes) {
    for (const { id, shape } of [...Object.values(inputs), ...outputs]) sizes.set(id, sizeOf(shape));
  }
  for (const { id, shape } of Object.values(graph.outputs)) sizes.set(id, sizeOf(shape));
  for (const [variable, id] of assigned) sizes.set(id, variable.size);
  const asked = new Set(Object.values(graph.outputs).map(({ id }) => id));
  const kept = new Set([...asked, ...assigned.values()]);
  for (const id of kept) {
    if (dtypes.get(id) !== 'float32') throw new Unsupported(`a result of type ${dtypes.get(id)}`);
  }

  // What must be in memory: what another kernel reads, what is kept, what a sum or a matrix product makes.
  const stored = new Set<number>();
  kernels.forEach((kernel, at) => {
    if (kernel.kind !== 'loop') return outputsOf(kernel).forEach((id) => stored.add(id));
    for (const { output, sum } of kernel.steps) {
      if (sum || kept.has(output) || readers.get(output)?.some((reader) => reader !== at)) stored.add(output);
    }
  });

  const sourceOfVariable = new Map<tf.Variable, number>();
  for (const [id, source] of sources) if (source.kind === 'variable') sourceOfVariable.set(source.variable, id);

  /** A loop may write a variable in place if nobody reads its old value later, nor at another element. */
  function inPlace(variable: tf.Variable, id: number): boolean {
    const at = makers.get(id);
    const loop = at === undefined ? undefined : kernels[at]!;
    if (loop?.kind !== 'loop' || loop.steps.some(({ output, sum }) => output === id && sum)) return false;
    if ([...assigned].some(([other, value]) => value === id && other !== variable)) return false;
    const old = sourceOfVariable.get(variable);
    if (old === undefined) return true;
    const late = readers.get(old)?.some((reader) => reader > at!) ?? false;
    const askew = loop.steps.some(({ operands }) => operands.some((o) => o.id === old && o.pattern !== 'full'));
    return !late && !askew && !kept.has(old);
  }

  const places = new Map<number, Place>();
  const slots: Slot[] = [];
  const slotFor = (owner: Slot['owner']): Place => {
    slots.push({ address: 4 * slots.length, owner });
    return { slot: 4 * (slots.length - 1), offset: 0 };
  };
  const variablePlaces = new Map<tf.Variable, Place>();
  const placeOfVariable = (variable: tf.Variable): Place => {
    const place = variablePlaces.get(variable) ?? slotFor({ variable, written: assigned.has(variable) });
    variablePlaces.set(variable, place);
    return place;
  };

  // Fixed places: the pointers, the inputs and the constants, which stay; then what only lives for a while.
  const read = (id: number) => readers.has(id) || kept.has(id);
  for (const [id, source] of sources) {
    if (!read(id) || uniform.has(id)) continue;
    if (source.kind === 'variable') places.set(id, placeOfVariable(source.variable));
    if (source.kind === 'tensor') places.set(id, slotFor({ dataId: source.dataId }));
    if (dtypes.get(id) === 'bool') throw new Unsupported('truth values from outside');
  }
  const copied = [...assigned].filter(([variable, id]) => {
    const place = placeOfVariable(variable);
    if (!inPlace(variable, id)) return true;
    places.set(id, place);
    return false;
  });
  let top = rounded(4 * slots.length);
  const fixed = (id: number, bytes: number): number => {
    const address = top;
    places.set(id, { slot: null, offset: address });
    top += rounded(bytes);
    return address;
  };
  const inputs: Plan['inputs'] = [];
  const constants: Plan['constants'] = [];
  for (const [id, source] of sources) {
    if (!read(id)) continue;
    const bytes = 4 * sizes.get(id)!;
    if (source.kind === 'input') inputs.push({ name: source.name, address: fixed(id, bytes), bytes });
    if (source.kind === 'constant' && !uniform.has(id)) {
      constants.push({ address: fixed(id, bytes), values: source.values, integer: dtypes.get(id) === 'int32' });
    }
  }
  // A uniform value is a number in the code of a loop; for the others it must be written out.
  const writtenOut = new Set([...kept, ...kernels.flatMap((k) => (k.kind === 'loop' ? [] : inputsOf(k)))]);
  for (const [id, value] of uniform) {
    if (!writtenOut.has(id)) continue;
    const size = sizes.get(id)!;
    const integer = dtypes.get(id) === 'int32';
    constants.push({ address: fixed(id, 4 * size), values: Array<number>(size).fill(value), integer });
  }

  const lives: Lifetime[] = [];
  const last = kernels.length;
  for (const id of stored) {
    if (places.has(id)) continue;
    const from = makers.get(id)!;
    const to = kept.has(id) ? last : Math.max(from, ...(readers.get(id) ?? []));
    lives.push({ id, bytes: rounded(4 * sizes.get(id)!), from, to, offset: 0 });
  }
  kernels.forEach((kernel, at) => {
    const bytes = isShared(kernel) ? scratchOf(kernel) : 0;
    if (bytes > 0) lives.push({ id: kernel, bytes: rounded(bytes), from: at, to: at, offset: 0 });
  });
  const start = top;
  const bytes = start + pack(lives) + 64; // a load of four may reach past the last number

  // All offsets become addresses.
  const base = Math.ceil(allocate(bytes + 64) / 64) * 64;
  const scratch = new Map<Kernel, number>();
  for (const { id, offset } of lives) {
    if (typeof id === 'number') places.set(id, { slot: null, offset: start + offset });
    else scratch.set(id, base + start + offset);
  }
  for (const place of new Set([...places.values(), ...variablePlaces.values()])) {
    if (place.slot === null) place.offset += base;
    else place.slot += base;
  }
  return {
    kernels,
    places,
    stored,
    uniform,
    scratch,
    slots: slots.map((slot) => ({ ...slot, address: slot.address + base })),
    inputs: inputs.map((input) => ({ ...input, address: input.address + base })),
    constants: constants.map((constant) => ({ ...constant, address: constant.address + base })),
    outputs: Object.entries(graph.outputs).map(([name, { id, shape }]) => ({ name, place: places.get(id)!, shape })),
    copies: copied.map(([variable, id]) => {
      const source = sources.get(id);
      if (source?.kind === 'variable' && assigned.has(source.variable))
        throw new Unsupported('variables that exchange values');
      return { from: places.get(id)!, to: placeOfVariable(variable), size: variable.size };
    }),
    bytes,
  };
}
