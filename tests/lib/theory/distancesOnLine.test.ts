import { describe, expect, it } from 'vitest';
import { distanceNames, distancesOnLine } from '../../../src/lib/theory/distancesOnLine.ts';
import { jensenShannon } from '../../../src/lib/theory/discriminator.ts';
import { squaredW2OnLine, tvOnLine } from '../../../src/lib/theory/divergences.ts';
import { gaussianMixture, logDensity, type GaussianMixture } from '../../../src/lib/theory/mixture.ts';

const grid = { from: -22, to: 22, cells: 880 };
const width = 0.05;
const places = Float64Array.from({ length: grid.cells }, (_, i) => grid.from + (i + 0.5) * width);
const logOf = (law: GaussianMixture) => places.map((x) => logDensity(law, [x]));
const normal = (mean: number, std: number) => gaussianMixture([[mean]], std);
/** Uniform on [from, to]. */
const box = (from: number, to: number) => places.map((x) => (x > from && x < to ? -Math.log(to - from) : -Infinity));

describe('six distances on the line', () => {
  it('are those of two Gaussians in closed form', () => {
    const [a, s, b, t] = [-0.7, 0.8, 1.6, 1.3];
    const { values } = distancesOnLine(logOf(normal(a, s)), logOf(normal(b, t)), width);
    expect(values.kl).toBeCloseTo(Math.log(t / s) + (s * s + (a - b) ** 2) / (2 * t * t) - 1 / 2, 9);
    expect(values.reverseKl).toBeCloseTo(Math.log(s / t) + (t * t + (a - b) ** 2) / (2 * s * s) - 1 / 2, 9);
    expect(Math.abs(values.w2 - Math.hypot(a - b, s - t))).toBeLessThan(1e-3);
    // W_1 is the mean of |(b - a) + (t - s) Z|, a folded normal; erf by its series.
    const [d, e] = [b - a, t - s];
    const r = d / e;
    let [erf, term] = [0, r / Math.SQRT2];
    for (let n = 0; n < 200; n++) {
      erf += term / (2 * n + 1);
      term *= -(r * r) / 2 / (n + 1);
    }
    erf *= 2 / Math.sqrt(Math.PI);
    expect(values.w1).toBeCloseTo(e * (2 / Math.sqrt(2 * Math.PI)) * Math.exp((-r * r) / 2) + d * erf, 4);
  });

  it('agree with the library’s other quadratures on a mixture', () => {
    const [p, q] = [gaussianMixture([[-2], [2]], 0.6), normal(0.5, 1.4)];
    const { values } = distancesOnLine(logOf(p), logOf(q), width);
    expect(values.js).toBeCloseTo(jensenShannon(p, q, { ...grid, cells: 4000 }), 9);
    expect(Math.abs(values.tv - tvOnLine(p, q, { ...grid, cells: 40_000 }))).toBeLessThan(1e-4); // |p - q| has corners
    expect(Math.abs(values.w2 ** 2 - squaredW2OnLine(p, q, { ...grid, cells: 20_000 }))).toBeLessThan(1e-3);
  });

  it('of two boxes that do not meet: KL infinite both ways, JS = log 2, TV = 1, W = the way between them', () => {
    const { values } = distancesOnLine(box(-4, -2), box(1, 3), width);
    expect([values.kl, values.reverseKl]).toEqual([Infinity, Infinity]);
    expect(values.js).toBeCloseTo(Math.LN2, 10);
    expect(values.tv).toBeCloseTo(1, 10);
    expect(values.w1).toBeCloseTo(5, 10);
    expect(values.w2).toBeCloseTo(5, 10);
  });

  it('of two boxes that overlap by half: JS = log 2 / 2, TV = 1/2', () => {
    const { values } = distancesOnLine(box(0, 2), box(1, 3), width);
    expect(values.js).toBeCloseTo(Math.LN2 / 2, 10);
    expect(values.tv).toBeCloseTo(0.5, 10);
    expect(values.w1).toBeCloseTo(1, 10);
  });

  it('vanish between a law and itself, and every integrand adds up to its distance', () => {
    const p = logOf(gaussianMixture([[-2], [2]], 0.6));
    const same = distancesOnLine(p, p, width).values;
    for (const name of distanceNames) expect(same[name]).toBeCloseTo(0, 12);
    const { values, integrands } = distancesOnLine(p, logOf(normal(1, 1)), width);
    for (const name of distanceNames) {
      const sum = integrands[name].reduce((total, v) => total + v, 0) * width;
      expect(name === 'w2' ? Math.sqrt(sum) : sum).toBeCloseTo(values[name], 12);
    }
  });
});
