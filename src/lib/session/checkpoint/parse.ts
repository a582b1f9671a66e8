/** Reads the header of a saved run. Every field is looked at, copied by name, and bounded; nothing else is taken over. */
import { experimentNames } from '../../experiments/index.ts';
import type { BackendName } from '../../engine/backends.ts';
import type { Snapshot } from '../../model.ts';
import type { RngState } from '../../random.ts';
import type { Checkpoint } from './format.ts';
import type { Part } from './header.ts';
import { parseConfig } from './parseConfig.ts';

type Fail = (what: string) => never;
type Bag = Record<string, unknown>;

const backends: readonly BackendName[] = ['webgpu', 'wasm', 'cpu'];
const plainName = /^[A-Za-z][\w.-]{0,60}$/;
const mostParts = 2000;
const mostModels = 8;

export interface Parsed {
  parts: Part[];
  /** Puts the arrays, in the order of `parts`, where they belong. */
  assemble(arrays: Float32Array[]): Checkpoint;
}

export function parseHeader(bytes: Uint8Array, payload: number, fail: Fail): Parsed {
  const header = bag(parseJson(bytes, fail), 'the header', fail);
  const experiment =
    experimentNames.find((name) => name === header.experiment) ?? fail('it names no experiment of this book');
  const backend = backends.find((name) => name === header.backend) ?? fail('it names no backend of this book');
  const config = parseConfig(header.config, fail);
  const step = whole(header.step, 'its step', fail);
  const seconds = finite(header.seconds, 'its time', fail);
  const sampleCount = whole(header.sampleCount, 'its count of samples', fail);
  const savedAt = finite(header.savedAt, 'its date', fail);
  const models: Record<string, Snapshot> = Object.create(null);
  for (const [name, value] of entries(header.models, 'its models', fail)) {
    const model = bag(value, `the model ${name}`, fail);
    const numbers: Record<string, number> = Object.create(null);
    for (const [key, number] of entries(model.numbers, `the numbers of ${name}`, fail)) {
      numbers[key] = finite(number, `${name}.${key}`, fail);
    }
    models[name] = {
      tensors: Object.create(null) as Snapshot['tensors'],
      numbers,
      rng: parseRng(model.rng, name, fail),
    };
  }
  if (Object.keys(models).length === 0) fail('it has no model');
  const streams: Record<string, RngState> = Object.create(null);
  for (const [name, value] of entries(header.streams, 'its streams', fail)) streams[name] = parseRng(value, name, fail);
  const parts = parseManifest(header.manifest, payload, fail);
  for (const { name } of parts) {
    const [model] = split(name);
    if (model !== '' && !(model in models)) fail(`it has weights of ${model}, which is none of its models`);
  }
  return {
    parts,
    assemble(arrays) {
      const curves: Record<string, Float32Array> = Object.create(null);
      parts.forEach(({ name }, i) => {
        const [model, rest] = split(name);
        if (model === '') curves[rest] = arrays[i]!;
        else models[model]!.tensors[rest] = arrays[i]!;
      });
      const state = { experiment, config, backend, step, seconds, sampleCount };
      const plain = Object.fromEntries(
        Object.entries(models).map(([name, { tensors, numbers, rng }]) => [
          name,
          { tensors: { ...tensors }, numbers: { ...numbers }, rng },
        ]),
      );
      return { snapshot: { ...state, models: plain, streams: { ...streams } }, savedAt, curves: { ...curves } };
    },
  };
}

/** The arrays lie one after another and fill the payload. */
function parseManifest(value: unknown, payload: number, fail: Fail): Part[] {
  if (!Array.isArray(value) || value.length > mostParts) return fail('its manifest is not a list of arrays');
  const names = new Set<string>();
  let end = 0;
  const parts = value.map((entry: unknown): Part => {
    const [name, shape, offset] = (Array.isArray(entry) ? entry : []) as unknown[];
    const known =
      typeof name === 'string' && split(name).every((half, i) => (i === 0 && half === '') || isName(half, i));
    if (!known || names.has(name)) return fail('its manifest names an array twice or not at all');
    names.add(name);
    const length = Array.isArray(shape) && shape.length === 1 ? (shape[0] as unknown) : null;
    if (!isWhole(length) || offset !== end) return fail(`its array ${name} does not lie where it should`);
    const part: Part = { name, shape: [length], offset: end, length };
    end += 4 * length;
    if (end > payload) return fail(`its arrays need ${end} bytes or more, and ${payload} are there`);
    return part;
  });
  if (end !== payload) fail(`its arrays have ${end} bytes, and ${payload} are there`);
  return parts;
}

const split = (name: string): [string, string] => {
  const slash = name.indexOf('/');
  return slash < 0 ? [name, ''] : [name.slice(0, slash), name.slice(slash + 1)];
};
const isName = (text: string, half: number) =>
  (half === 1 ? /^[A-Za-z][\w.:/-]{0,80}$/ : plainName).test(text) && !reserved(text);
const reserved = (text: string) => ['__proto__', 'constructor', 'prototype'].includes(text);

function parseRng(value: unknown, owner: string, fail: Fail): RngState {
  const { key, counter, spare } = bag(value, `the random numbers of ${owner}`, fail);
  const word = (x: unknown) => isWhole(x) && x <= 0xffffffff;
  const good =
    Array.isArray(key) && key.length === 2 && key.every(word) && isWhole(counter) && (spare === null || word(spare));
  if (!good) return fail(`the random numbers of ${owner} have no usable state`);
  return { key: [key[0] as number, key[1] as number], counter: counter as number, spare: spare as number | null };
}

function parseJson(bytes: Uint8Array, fail: Fail): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail('its header is not JSON');
  }
}

function bag(value: unknown, what: string, fail: Fail): Bag {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(`${what} should be a record`);
  return value as Bag;
}

function entries(value: unknown, what: string, fail: Fail): [string, unknown][] {
  const list = Object.entries(bag(value, what, fail));
  if (list.length > 4 * mostModels) return fail(`${what} are too many`);
  for (const [name] of list)
    if (!plainName.test(name) || reserved(name)) return fail(`${what} have a name that is none`);
  return list;
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const whole = (value: unknown, what: string, fail: Fail): number =>
  isWhole(value) ? value : fail(`${what} should be a whole number`);
const finite = (value: unknown, what: string, fail: Fail): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail(`${what} should be a number`);
