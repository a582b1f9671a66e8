import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitTransform, normalCdf, normalScore, transformNames } from '../../../src/lib/data/transforms.ts';
import { createRng } from '../../../src/lib/random.ts';

const rng = createRng(1);
const skewed = Float64Array.from({ length: 5000 }, () => Math.exp(rng.normal() * 1.5));
const moments = (codes: number[]) => {
  const mean = codes.reduce((a, b) => a + b, 0) / codes.length;
  return { mean, variance: codes.reduce((a, b) => a + (b - mean) ** 2, 0) / codes.length };
};

test('the normal distribution function is the integral of the density, and the score is its inverse', () => {
  for (const z of [-5, -1.3, 0, 0.4, 2, 3.7]) {
    const cells = 200_000; // midpoint rule from -12
    const h = (z + 12) / cells;
    let sum = 0;
    for (let i = 0; i < cells; i++) sum += Math.exp(-((-12 + (i + 0.5) * h) ** 2) / 2);
    expect(Math.abs(normalCdf(z) - (sum * h) / Math.sqrt(2 * Math.PI))).toBeLessThan(1e-9);
  }
  for (const u of [1e-6, 0.0005, 0.2, 0.5, 0.975, 0.9995])
    expect(Math.abs(normalCdf(normalScore(u)) - u)).toBeLessThan(1e-13);
  expect(normalScore(0.975)).toBeCloseTo(1.959963984540054, 12);
});

describe.each(transformNames)('the transform %s', (name) => {
  const values = name === 'cyclic' ? skewed.map((value) => (5 * value) % 24) : skewed;
  const transform = fitTransform(name, values);

  test('gives numbers of mean 0 and variance 1', () => {
    const codes = [...values].map((value) => transform.encode(value));
    for (let k = 0; k < transform.width; k++) {
      const { mean, variance } = moments(codes.map((code) => code[k]!));
      expect(Math.abs(mean)).toBeLessThan(1e-3);
      expect(Math.abs(variance - 1)).toBeLessThan(0.01);
    }
  });

  test('gives each value back', () => {
    for (const value of values.subarray(0, 500)) {
      const back = transform.decode(transform.encode(value));
      if (name === 'quantile')
        expect(back).toBeLessThanOrEqual(Math.max(...values)); // the ends are cut: see below
      else expect(Math.abs(back - value)).toBeLessThan(1e-9 * (1 + value));
    }
  });

  test('takes whatever a network makes', () => {
    const code = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(code, code, (a, b) => {
        const value = transform.decode([Math.fround(a / 1e271), Math.fround(b / 1e271)]);
        expect(Number.isFinite(value)).toBe(true);
        if (name !== 'none') expect(value).toBeGreaterThanOrEqual(0);
      }),
      { seed: 1 },
    );
  });
});

describe('the quantile transform', () => {
  const transform = fitTransform('quantile', skewed);
  test('makes the values normal: each tenth of them has its share', () => {
    const codes = [...skewed].map((value) => transform.encode(value)[0]!);
    for (let tenth = 1; tenth < 10; tenth++) {
      const share = codes.filter((code) => code < normalScore(tenth / 10)).length / codes.length;
      expect(Math.abs(share - tenth / 10)).toBeLessThan(0.002);
    }
  });

  test('gives back every value between its outermost knots', () => {
    const sorted = skewed.toSorted();
    for (let rank = 5; rank < sorted.length - 5; rank += 7) {
      expect(transform.decode(transform.encode(sorted[rank]!))).toBeCloseTo(sorted[rank]!, 9);
    }
  });

  test('gives a repeated value the middle of its ranks, and back', () => {
    const half = fitTransform('quantile', Float64Array.of(0, 0, 0, 0, 1, 2, 3, 4));
    expect(half.encode(0)[0]).toBeCloseTo((normalScore(0.5 / 8) + normalScore(3.5 / 8)) / 2, 12);
    expect(half.decode(half.encode(0))).toBe(0);
    expect(half.encode(1)[0]).toBeCloseTo(normalScore(4.5 / 8), 12);
    expect(half.encode(-9)).toEqual([half.encode(0)[0]! - (normalScore(3.5 / 8) - normalScore(0.5 / 8)) / 2]);
    expect(half.encode(9)[0]).toBeCloseTo(normalScore(7.5 / 8), 12);
  });
});

test('midnight is the same from both sides on the clock', () => {
  const clock = fitTransform('cyclic', skewed);
  const [a, b] = [clock.encode(23.999), clock.encode(0.001)];
  expect(Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!)).toBeLessThan(0.002);
});

test('a constant column, a single value and impossible values are answered', () => {
  const constant = fitTransform('none', Float64Array.of(3, 3));
  expect([constant.encode(3), constant.decode([0])]).toEqual([[0], 3]);
  const single = fitTransform('quantile', Float64Array.of(3));
  expect([single.encode(7), single.decode([2])]).toEqual([[0], 3]);
  expect(() => fitTransform('log', Float64Array.of(1, 0))).toThrow('A logarithm needs positive values; found 0.');
  expect(() => fitTransform('none', Float64Array.of(1, NaN))).toThrow(RangeError);
  expect(() => fitTransform('none', new Float64Array(0))).toThrow(RangeError);
});
