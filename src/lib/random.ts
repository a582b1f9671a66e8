/**
 * The only source of randomness in this project: a seeded, forkable, counter-based generator.
 *
 * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 * It needs only 32-bit addition, rotation and exclusive or, so a GPU shader can draw the very same stream; draw number i
 * is a pure function of (key, i), so a run's whole state is one key and one counter.
 */

export interface RngState {
  key: [number, number];
  /** Number of 64-bit blocks drawn so far. */
  counter: number;
  /** Second half of the last block if it has not been used yet. */
  spare: number | null;
}

export interface Rng {
  /** Uniform on [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Standard normal (Box and Muller 1958). */
  normal(): number;
  /** Integer uniform on 0 .. n - 1. */
  integer(n: number): number;
  /** n uniforms on [0, 1). */
  uniforms(n: number): Float32Array;
  /** n standard normals. */
  normals(n: number): Float32Array;
  /** An independent stream named by `label`. It depends on the key alone, not on what was drawn before. */
  fork(label: string): Rng;
  state(): RngState;
  restore(state: RngState): void;
}

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const parity = 0x1bd11bda;

/** One Threefry-2x32-20 block: key and counter words in, two 32-bit words out. */
export function threefry2x32(key: readonly [number, number], count: readonly [number, number]): [number, number] {
  const ks = [key[0], key[1], key[0] ^ key[1] ^ parity] as const;
  let x0 = (count[0] + ks[0]) | 0;
  let x1 = (count[1] + ks[1]) | 0;
  for (let block = 0; block < 5; block++) {
    const first = (block & 1) * 4;
    for (let round = first; round < first + 4; round++) {
      const r = rotations[round]!;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    }
    x0 = (x0 + ks[(block + 1) % 3]!) | 0;
    x1 = (x1 + ks[(block + 2) % 3]! + block + 1) | 0;
  }
  return [x0 >>> 0, x1 >>> 0];
}

/** FNV-1a, 32 bit: turns a fork's label into a counter word. */
function hash(label: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < label.length; i++) h = Math.imul(h ^ label.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

const two32 = 4294967296;

function fromState(initial: RngState): Rng {
  let { key, counter, spare } = initial;

  function word(): number {
    if (spare !== null) {
      const w = spare;
      spare = null;
      return w;
    }
    const [w0, w1] = threefry2x32(key, [counter >>> 0, Math.floor(counter / two32)]);
    counter += 1;
    spare = w1;
    return w0;
  }
  const uniform = () => word() / two32;
  /** Two normals from two words; (w + 0.5) / 2^32 keeps the logarithm's argument inside (0, 1). */
  function normalPair(): [number, number] {
    const r = Math.sqrt(-2 * Math.log((word() + 0.5) / two32));
    const theta = 2 * Math.PI * (word() / two32);
    return [r * Math.cos(theta), r * Math.sin(theta)];
  }
  return {
    uniform,
    normal: () => normalPair()[0],
    integer: (n) => Math.floor(uniform() * n),
    uniforms(n) {
      const out = new Float32Array(n);
      for (let i = 0; i < n; i++) out[i] = Math.min(uniform(), 1 - 2 ** -24); // float32 must not round up to 1
      return out;
    },
    normals(n) {
      const out = new Float32Array(n);
      for (let i = 0; i < n; i += 2) {
        const [a, b] = normalPair();
        out[i] = a;
        if (i + 1 < n) out[i + 1] = b;
      }
      return out;
    },
    fork: (label) => fromState({ key: threefry2x32(key, [hash(label), 0x666f726b]), counter: 0, spare: null }),
    state: () => ({ key: [...key], counter, spare }),
    restore(saved) {
      ({ counter, spare } = saved);
      key = [...saved.key];
    },
  };
}

/**
 * A generator named by its seed.
 * @throws RangeError unless `seed` is an integer from 0 to 2^53 - 1.
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`A seed is an integer from 0 to ${Number.MAX_SAFE_INTEGER}; got ${seed}.`);
  }
  return fromState({ key: [Math.floor(seed / two32), seed >>> 0], counter: 0, spare: null });
}
