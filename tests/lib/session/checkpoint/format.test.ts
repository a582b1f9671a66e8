import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/lib/random.ts';
import {
  decode,
  encode,
  largestFile,
  UnreadableRun,
  version,
  type Checkpoint,
} from '../../../../src/lib/session/checkpoint/format.ts';
import { createSession } from '../../../../src/lib/session/session.ts';
import { wasmPaths } from '../../../helpers/backends.ts';
import { tiny } from '../../../helpers/models.ts';

const assets = fileURLToPath(new URL('../../../../public/', import.meta.url));
let checkpoint: Checkpoint;
let file: Uint8Array;

beforeAll(async () => {
  const session = createSession({ wasmPaths });
  const { data: _data, ...small } = tiny;
  await session.open({ experiment: 'ring', config: small, backend: 'cpu', assets });
  await session.train(() => {}, { stopAfter: 3 });
  const snapshot = await session.snapshot();
  checkpoint = { snapshot, savedAt: 1_700_000_000_000, curves: { 'loss/gan.d': Float32Array.of(1, 2, 3) } };
  file = await encode(checkpoint);
  await session.close();
});

/** As far as the tests change it. */
interface ForgedHeader {
  config: object;
  streams: Record<string, object>;
  manifest: [string, number[], number][];
}

/** The same run with another header, and a checksum that is right again: what only a forger would send. */
async function forged(change: (header: Record<string, unknown>) => void): Promise<Uint8Array> {
  const length = new DataView(file.buffer).getUint32(12, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(48, 48 + length))) as Record<string, unknown>;
  change(header);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 4) * 4;
  const bytes = new Uint8Array(48 + padded + file.length - 48 - length).fill(0x20);
  bytes.set(file.subarray(0, 48));
  bytes.set(text, 48);
  bytes.set(file.subarray(48 + length), 48 + padded);
  new DataView(bytes.buffer).setUint32(12, padded, true);
  return sealed(bytes);
}
async function sealed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  bytes.set(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.subarray(48))), 16);
  return bytes;
}
const complaint = (bytes: Uint8Array) =>
  decode(bytes, 'my.run').then(
    () => 'none',
    (error: unknown) => {
      expect(error).toBeInstanceOf(UnreadableRun);
      return (error as Error).message;
    },
  );

describe('a run as a file', () => {
  test('comes back as it was, bit for bit', async () => {
    expect(await decode(file)).toEqual(checkpoint);
  });

  test('comes back from a view into a larger buffer, at an odd place', async () => {
    const larger = new Uint8Array(file.length + 7);
    larger.set(file, 3);
    expect(await decode(larger.subarray(3, 3 + file.length))).toEqual(checkpoint);
  });

  test.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(0), /^my\.run is not a run of this book\. Choose a file that “Download run” made/],
    ['another kind', () => new TextEncoder().encode('%PDF-1.7'.repeat(99)), /not a run of this book/],
    ['too large', () => new Uint8Array(largestFile + 1), /has 64 MB; a run has at most 64 MB/],
    [
      'cut short',
      (b) => b.subarray(0, b.length - 9),
      /is damaged: its checksum differs\. It was not loaded; the present/,
    ],
    ['cut in the header', (b) => b.subarray(0, 60), /ends early or is damaged: its header should have \d+ bytes/],
    ['one bit flipped', (b) => ((b[b.length - 5]! ^= 4), b), /checksum differs/],
    [
      'a newer version',
      (b) => ((b[8] = version + 2), b),
      /made by a newer version of the book \(3; this one reads up to 1\)/,
    ],
    ['version 0', (b) => ((b[8] = 0), b), /names version 0, which never was/],
  ])('%s: refused with a sentence', async (_, change, expected) => {
    expect(await complaint(change(file.slice()))).toMatch(expected);
  });

  test.each<[string, (header: ForgedHeader) => void, RegExp]>([
    ['a foreign experiment', (h) => Object.assign(h, { experiment: 'mars' }), /names no experiment of this book/],
    ['a foreign backend', (h) => Object.assign(h, { backend: 'abacus' }), /names no backend/],
    ['a step that is none', (h) => Object.assign(h, { step: -1 }), /its step should be a whole number/],
    [
      'a setting out of bounds',
      (h) => Object.assign(h.config, { batchSize: 1e9 }),
      /setting “batchSize” is out of bounds/,
    ],
    ['an unknown setting', (h) => Object.assign(h.config, { lerningRate: 1 }), /does not know, “lerningRate”/],
    ['a wrong choice', (h) => Object.assign(h.config, { loss: 'cubic' }), /setting “loss” is out of bounds/],
    ['an offset elsewhere', (h) => (h.manifest[1]![2] = 0), /does not lie where it should/],
    ['a longer array', (h) => (h.manifest.at(-1)![1] = [4]), /its arrays need \d+ bytes or more/],
    ['a shorter array', (h) => (h.manifest.at(-1)![1] = [2]), /arrays have \d+ bytes, and \d+ are there/],
    ['the same array twice', (h) => (h.manifest[1]![0] = h.manifest[0]![0]), /names an array twice/],
    ['weights of nobody', (h) => (h.manifest[0]![0] = 'vae/D.0'), /weights of vae, which is none of its models/],
    ['no model', (h) => Object.assign(h, { models: {} }), /has no model/],
    ['a broken generator', (h) => Object.assign(h.streams.gan!, { key: [1] }), /no usable state/],
  ])('a forged header with %s: refused with a sentence', async (_, change, expected) => {
    expect(await complaint(await forged(change as never))).toMatch(expected);
  });

  test('a prototype cannot be smuggled in', async () => {
    const text = '{"__proto__":{"numbers":{},"rng":{"key":[0,0],"counter":0,"spare":null}}}';
    expect(await complaint(await forged((h) => (h.models = JSON.parse(text) as never)))).toMatch(/a name that is none/);
    expect(({} as Record<string, unknown>).numbers).toBeUndefined();
  });

  test('weights that are not numbers are counted and refused', async () => {
    const bytes = file.slice();
    const length = new DataView(bytes.buffer).getUint32(12, true);
    new Float32Array(bytes.buffer, 48 + length, 2).fill(NaN);
    expect(await complaint(await sealed(bytes))).toMatch(
      /^my\.run contains 2 numbers in gan\/G\.0 that are not finite\./,
    );
  });

  test('10,000 mutated files, half of them with a right checksum, give a run or a sentence, in no time', async () => {
    const rng = createRng(7);
    const header = new DataView(file.buffer).getUint32(12, true);
    const start = performance.now();
    const small = file.subarray(0, 48 + header + 64); // mostly header: that is where a decoder goes wrong
    let slowest = 0;
    for (let i = 0; i < 10_000; i++) {
      let bytes = (i % 4 === 0 ? file : small).slice();
      for (let n = 1 + rng.integer(4); n > 0; n--) {
        const at = rng.uniform() < 0.3 ? rng.integer(48) : 48 + rng.integer(header);
        bytes[at] = rng.uniform() < 0.5 ? bytes[at]! ^ (1 << rng.integer(8)) : rng.integer(256);
      }
      if (rng.uniform() < 0.2) bytes = bytes.slice(0, rng.integer(bytes.length));
      if (rng.uniform() < 0.1) bytes = new Uint8Array([...bytes.subarray(0, 200), ...bytes]);
      if (i % 2 === 0 && bytes.length > 48) {
        bytes.set(file.subarray(0, 12));
        await sealed(bytes);
      }
      const began = performance.now();
      const message = await complaint(bytes);
      slowest = Math.max(slowest, performance.now() - began);
      expect(message === 'none' || /^my\.run .*\.$/.test(message)).toBe(true);
    }
    expect(slowest).toBeLessThan(2000);
    expect(performance.now() - start).toBeLessThan(60_000);
  }, 90_000);
});
