import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { mostPackedTv, packedTv } from '../../../src/lib/theory/packing.ts';

/** Every one of the K^m packs, one by one. */
function byEnumeration(p: number[], q: number[], m: number): number {
  const K = p.length;
  let sum = 0;
  for (let code = 0; code < K ** m; code++) {
    let [a, b] = [1, 1];
    for (let i = 0, rest = code; i < m; i++, rest = Math.floor(rest / K)) {
      a *= p[rest % K]!;
      b *= q[rest % K]!;
    }
    sum += Math.abs(a - b) / 2;
  }
  return sum;
}

const uniform = new Array<number>(8).fill(1 / 8);
const dropped = uniform.map((_, k) => (k < 6 ? 1 / 6 : 0));
const uneven = uniform.map((_, k) => (k < 4 ? 3 / 16 : 1 / 16));

describe('packedTv', () => {
  it('is the sum over all packs, for laws with ties and without', () => {
    const rng = createRng(5);
    const law = (n: number) => {
      const weights = Array.from(rng.uniforms(n));
      const total = weights.reduce((a, b) => a + b, 0);
      return weights.map((w) => w / total);
    };
    for (const m of [1, 2, 3, 5]) {
      const [p, q] = [law(4), law(4)];
      expect(packedTv(p, q, m)).toBeCloseTo(byEnumeration(p, q, m), 12);
    }
    for (const m of [1, 2, 4]) {
      expect(packedTv(uniform, dropped, m)).toBeCloseTo(byEnumeration(uniform, dropped, m), 12);
      expect(packedTv(uniform, uneven, m)).toBeCloseTo(byEnumeration(uniform, uneven, m), 12);
    }
  });

  it('is largest, 1 - (1 - tv)^m, for a law that only leaves out', () => {
    for (const m of [1, 2, 5, 20]) {
      expect(packedTv(uniform, dropped, m)).toBeCloseTo(mostPackedTv(0.25, m), 12);
      expect(packedTv(uniform, uneven, m)).toBeLessThanOrEqual(mostPackedTv(0.25, m) + 1e-12);
    }
  });

  it('grows like the root of m for uneven shares, below half the root of chi-squared', () => {
    expect(packedTv(uniform, uneven, 1)).toBeCloseTo(0.25, 12);
    expect(packedTv(uniform, uneven, 2)).toBeCloseTo(0.25 + 0.25 ** 2, 12);
    for (const m of [1, 2, 4, 8]) {
      expect(packedTv(uniform, uneven, m)).toBeLessThan(0.5 * Math.sqrt(1.25 ** m - 1) + 1e-12);
    }
  });
});
