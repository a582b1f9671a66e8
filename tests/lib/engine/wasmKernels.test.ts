import { describe, expect, test } from 'vitest';
import { Body, type Local } from '../../../src/lib/engine/wasm/body.ts';
import { encodeModule, signed, unsigned, type WasmFunction } from '../../../src/lib/engine/wasm/encoding.ts';
import { matMulFunction, type Product } from '../../../src/lib/engine/wasm/matMul.ts';
import * as math from '../../../src/lib/engine/wasm/vectorMath.ts';
import { createRng } from '../../../src/lib/random.ts';

const memory = new WebAssembly.Memory({ initial: 64 });
const floats = new Float32Array(memory.buffer);

function instantiate(f: WasmFunction): (...addresses: number[]) => void {
  const module = new WebAssembly.Module(encodeModule([f], { run: 0 }));
  return new WebAssembly.Instance(module, { env: { memory } }).exports.run as () => void;
}

test('numbers are written in LEB128', () => {
  expect(unsigned(624_485)).toEqual([0xe5, 0x8e, 0x26]); // the specification's example
  expect(signed(-123_456)).toEqual([0xc0, 0xbb, 0x78]);
  expect([unsigned(0), unsigned(127), unsigned(128), unsigned(2 ** 32 - 1)]).toEqual([
    [0],
    [127],
    [0x80, 1],
    [0xff, 0xff, 0xff, 0xff, 15],
  ]);
  expect([signed(63), signed(64), signed(-64), signed(-65)]).toEqual([[63], [0xc0, 0], [0x40], [0xbf, 0x7f]]);
});

describe.each([true, false])('elementary functions, contracted: %s', (fused) => {
  /** The vector function applied to a list of numbers. */
  function apply(f: (body: Body, x: Local) => Local, xs: readonly number[]): Float32Array {
    const body = new Body(0, fused);
    const index = body.integer();
    const n = Math.ceil(xs.length / 4) * 16;
    body.count(index, 0, n, 16, () => {
      body.store(f(body, body.load({ base: null, offset: 1024 }, index)), { base: null, offset: 1_000_000 }, index);
    });
    floats.set(xs, 256);
    instantiate(body.finish())();
    return floats.slice(250_000, 250_000 + xs.length);
  }
  const grid = (low: number, high: number, n = 4001) =>
    Array.from({ length: n }, (_, i) => Math.fround(low + ((high - low) * i) / (n - 1)));

  // The bound is on |f(x) - exact| / max(|exact|, least), least where the exact value passes through zero.
  test.each([
    ['exp', math.exp, Math.exp, grid(-69, 88), 0, 3e-7],
    ['log', math.log, Math.log, grid(1e-3, 50), 1e-2, 2e-7],
    ['log1p', math.log1p, Math.log1p, [...grid(0, 1), ...grid(0, 1e-6)], 0, 3e-7],
    ['sigmoid', math.sigmoid, (x: number) => 1 / (1 + Math.exp(-x)), grid(-60, 60), 0, 4e-7],
    [
      'softplus',
      math.softplus,
      (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
      grid(-60, 60),
      0,
      5e-7,
    ],
    ['tanh', math.tanh, Math.tanh, [...grid(-10, 10), ...grid(-1e-4, 1e-4)], 1e-30, 4e-7],
    ['sin', math.sin, Math.sin, grid(-100, 100), 1e-1, 5e-7],
    ['cos', math.cos, Math.cos, grid(-100, 100), 1e-1, 5e-7],
  ] as const)('%s is right to float32', (_, f, exact, xs, least, bound) => {
    const values = apply(f, xs);
    let worst = 0;
    xs.forEach((x, i) => {
      const right = exact(x);
      worst = Math.max(worst, Math.abs(values[i]! - right) / Math.max(Math.abs(right), least, Number.MIN_VALUE));
    });
    expect(worst).toBeLessThan(bound);
  });

  test('infinities and NaN pass as they should', () => {
    const odd = [NaN, Infinity, -Infinity, 0];
    expect([...apply(math.exp, odd)]).toEqual([NaN, Infinity, 0, 1]);
    expect([...apply(math.log, [NaN, Infinity, -1, 0])]).toEqual([NaN, Infinity, NaN, -Infinity]);
    expect([...apply(math.sigmoid, odd)]).toEqual([NaN, 1, 0, 0.5]);
    expect([...apply(math.softplus, odd)].slice(0, 3)).toEqual([NaN, Infinity, 0]);
    expect([...apply(math.tanh, odd)]).toEqual([NaN, 1, -1, 0]);
  });
});

describe.each([true, false])('matrix products, contracted: %s', (fused) => {
  const sizes = [
    [1, 1, 1],
    [6, 8, 4],
    [5, 3, 7],
    [13, 17, 9],
    [64, 32, 32],
    [2, 128, 65],
    [33, 1, 50],
    [7, 70, 64],
  ] as const;
  const cases = sizes.flatMap(([m, n, k]) =>
    [false, true].flatMap((transposeA) => [false, true].map((transposeB) => ({ m, n, k, transposeA, transposeB }))),
  );

  test.each(cases)('%o agree with float64', (product: Product) => {
    const { m, n, k, transposeA, transposeB } = product;
    const rng = createRng(1);
    const [a, b] = [rng.normals(m * k), rng.normals(k * n)];
    const [aAt, bAt, cAt, scratchAt] = [4096, 400_000, 800_000, 1_200_000];
    floats.set(a, aAt / 4);
    floats.set(b, bAt / 4);
    const margin = 16;
    floats.fill(-7, cAt / 4 - margin, cAt / 4 + m * n + margin);
    instantiate(matMulFunction(product, fused))(aAt, bAt, cAt, scratchAt);
    const c = floats.slice(cAt / 4, cAt / 4 + m * n);
    let worst = 0;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        let size = 0;
        for (let t = 0; t < k; t++) {
          const term = a[transposeA ? t * m + i : i * k + t]! * b[transposeB ? j * k + t : t * n + j]!;
          sum += term;
          size += Math.abs(term);
        }
        worst = Math.max(worst, Math.abs(c[i * n + j]! - sum) / size);
      }
    }
    expect(worst).toBeLessThan(1e-6);
    const around = [
      ...floats.slice(cAt / 4 - margin, cAt / 4),
      ...floats.slice(cAt / 4 + m * n, cAt / 4 + m * n + margin),
    ];
    expect(around.every((x) => x === -7)).toBe(true);
  });
});
