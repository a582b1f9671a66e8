import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng, threefry2x32 } from '../../src/lib/random.ts';

describe('threefry2x32', () => {
  // Known answers of Random123 (tests/kat_vectors, "threefry2x32 20"), which JAX's own tests use too.
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)('gives the published answer for key %j and counter %j', (key, count, answer) => {
    expect(threefry2x32(key, count)).toEqual(answer);
  });
});

describe('createRng', () => {
  test('gives the same stream for the same seed, and another for another', () => {
    expect(createRng(7).normals(5)).toEqual(createRng(7).normals(5));
    expect(createRng(7).normals(5)).not.toEqual(createRng(8).normals(5));
  });

  test('forks depend on the label and not on what was drawn before', () => {
    const a = createRng(1);
    const b = createRng(1);
    b.normals(100);
    expect(a.fork('x').uniform()).toBe(b.fork('x').uniform());
    expect(a.fork('x').uniform()).not.toBe(a.fork('y').uniform());
    expect(a.fork('x').uniform()).not.toBe(a.uniform());
  });

  test('continues from a saved state, in the middle of a block too', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(1000), (drawn, seed) => {
        const rng = createRng(seed);
        for (let i = 0; i < drawn; i++) rng.uniform();
        const state = JSON.parse(JSON.stringify(rng.state()));
        const rest = [rng.uniform(), rng.normal(), rng.uniform()];
        const again = createRng(0);
        again.restore(state);
        expect([again.uniform(), again.normal(), again.uniform()]).toEqual(rest);
      }),
    );
  });

  test('draws uniforms with the mean, variance and flatness of the uniform law', () => {
    const n = 200_000;
    const draws = createRng(3).uniforms(n);
    const mean = draws.reduce((s, v) => s + v, 0) / n;
    expect(Math.abs(mean - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(n));
    const bins = new Array<number>(20).fill(0);
    for (const v of draws) bins[Math.floor(v * 20)]! += 1;
    const chi2 = bins.reduce((s, count) => s + (count - n / 20) ** 2 / (n / 20), 0);
    expect(chi2).toBeLessThan(19 + 5 * Math.sqrt(2 * 19)); // 19 degrees of freedom, five standard deviations
    expect(draws.every((v) => v >= 0 && v < 1)).toBe(true);
  });

  test('draws normals with the first four moments of the normal law, uncorrelated', () => {
    const n = 200_000;
    const z = createRng(4).normals(n);
    const moment = (k: number) => z.reduce((s, v) => s + v ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan((5 * Math.sqrt(2)) / Math.sqrt(n));
    expect(Math.abs(moment(3))).toBeLessThan((5 * Math.sqrt(15)) / Math.sqrt(n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan((5 * Math.sqrt(96)) / Math.sqrt(n));
    let lag = 0;
    for (let i = 1; i < n; i++) lag += z[i]! * z[i - 1]!;
    expect(Math.abs(lag / n)).toBeLessThan(5 / Math.sqrt(n));
  });

  test('draws integers over the whole range', () => {
    const rng = createRng(5);
    const seen = new Set(Array.from({ length: 500 }, () => rng.integer(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test.each([-1, 0.5, NaN, 2 ** 53])('refuses %s as a seed with a sentence', (seed) => {
    expect(() => createRng(seed)).toThrow(/A seed is an integer from 0/);
  });
});
