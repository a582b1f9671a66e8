/**
 * The random stream of random.ts, drawn on the device: the same 32-bit words, in the same order. Draw number i depends on the
 * key and on i alone, so every thread computes its own. `state` is what `drawState` gives.
 */
import { threefry2x32, type Rng } from '../../../random.ts';
import * as tf from '../../../tf.ts';
import { webgpuBackend, type WebgpuProgram } from '../internals.ts';

const two32 = 2 ** 32;

/**
 * Key and position of a stream as [4] int32: an input of a step that draws on the device. The stream moves on by `words` words,
 * as if they had been drawn here.
 */
export function drawState(rng: Rng, words: number): Int32Array {
  const { key, counter, spare } = rng.state();
  const position = 2 * counter - (spare === null ? 0 : 1);
  const next = position + words;
  const block = Math.floor(next / 2);
  // In the middle of a block, the host holds its second word.
  const half = next % 2 === 0 ? null : threefry2x32(key, [block >>> 0, Math.floor(block / two32)])[1];
  rng.restore({ key, counter: Math.ceil(next / 2), spare: half });
  return Int32Array.of(key[0], key[1], position % two32, Math.floor(position / two32));
}

/** Words that `rng.normals(n)` draws. */
export const normalWords = (n: number): number => 2 * Math.ceil(n / 2);

const stream = `
fn rotated(x: u32, bits: u32) -> u32 { return (x << bits) | (x >> (32u - bits)); }

// Threefry-2x32 with 20 rounds: one block of two words.
fn threefry(key: vec2<u32>, count: vec2<u32>) -> vec2<u32> {
  var rotations = array<u32, 8>(13u, 15u, 26u, 6u, 17u, 29u, 16u, 24u);
  var schedule = array<u32, 3>(key.x, key.y, key.x ^ key.y ^ 0x1bd11bdau);
  var x = count + key;
  for (var block = 0u; block < 5u; block += 1u) {
    let first = (block & 1u) * 4u;
    for (var round = first; round < first + 4u; round += 1u) {
      x.x += x.y;
      x.y = rotated(x.y, rotations[round]) ^ x.x;
    }
    x.x += schedule[(block + 1u) % 3u];
    x.y += schedule[(block + 2u) % 3u] + block + 1u;
  }
  return x;
}

// Word number i of the draw: half a block, 64 bits of position.
fn word(i: u32) -> u32 {
  let low = u32(S[2]) + i;
  let high = u32(S[3]) + select(0u, 1u, low < i);
  let block = threefry(vec2<u32>(u32(S[0]), u32(S[1])), vec2<u32>((low >> 1u) | (high << 31u), high >> 1u));
  return select(block.x, block.y, (low & 1u) == 1u);
}`;

/** sqrt(-2 log u) and the angle as in random.ts, without WGSL's own log near 1 and sine, which may be coarse. */
const boxMuller = `
// -log((w + 0.5) / 2^32)
fn minusLog(w: u32) -> f32 {
  let d = (f32(~w) + 0.5) / 4294967296.0; // 1 - u, exact where u is near 1
  if (d < 0.015625) {
    return d * (1.0 + (d * (0.5 + (d * (0.33333334 + (d * (0.25 + (d * 0.2))))))));
  }
  return -log((f32(w) + 0.5) / 4294967296.0);
}

// cos and sin of 2 pi w / 2^32: the nearest quarter turn, and a series for the rest.
fn turn(w: u32) -> vec2<f32> {
  let quarter = (w + 0x20000000u) >> 30u;
  let x = f32(i32(w - (quarter << 30u))) * 1.4629180792671596e-9;
  let q = x * x;
  let s = x * (1.0 - (q * (0.16666667 - (q * (0.008333333 - (q * (0.00019841270 - (q * 2.7557319e-6))))))));
  let c = 1.0 - (q * (0.5 - (q * (0.041666668 - (q * (0.0013888889 - (q * 2.4801587e-5)))))));
  switch quarter & 3u {
    case 0u: { return vec2<f32>(c, s); }
    case 1u: { return vec2<f32>(-s, c); }
    case 2u: { return vec2<f32>(-c, -s); }
    default: { return vec2<f32>(s, -c); }
  }
}`;

function draw(kind: string, n: number, shape: number[], body: string, threads = n): WebgpuProgram {
  const workgroup = 64;
  return {
    variableNames: ['S'],
    outputShape: shape,
    shaderKey: `oursThreefry${kind}`,
    workgroupSize: [workgroup, 1, 1],
    dispatchLayout: { x: shape.map((_, axis) => axis) },
    dispatch: [Math.ceil(threads / workgroup), 1, 1],
    size: true,
    getUserCode: () => `${stream}${boxMuller}
      fn main(index: i32) {
        ${body}
      }`,
  };
}

function run(program: WebgpuProgram, state: tf.Tensor, dtype: 'int32' | 'float32'): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(webgpuBackend().runWebGPUProgram(program, [state], dtype));
}

/** n words of the stream, as int32. [n] */
export const deviceWords = (state: tf.Tensor, n: number): tf.Tensor =>
  run(draw('Words', n, [n], 'if (index < uniforms.size) { result[index] = i32(word(u32(index))); }'), state, 'int32');

/** `rng.normals`, of a shape. */
export function deviceNormals(state: tf.Tensor, shape: number[]): tf.Tensor {
  const n = tf.util.sizeFromShape(shape);
  const body = `
    let at = 2 * index;
    if (at < uniforms.size) {
      let radius = sqrt(2.0 * minusLog(word(u32(at))));
      let pair = radius * turn(word(u32(at + 1)));
      result[at] = pair.x;
      if (at + 1 < uniforms.size) { result[at + 1] = pair.y; }
    }`;
  return run(draw('Normals', n, shape, body, Math.ceil(n / 2)), state, 'float32');
}
