import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { logKernelDensity } from '../../../src/lib/theory/kernelDensity.ts';
import { convolve, gaussianMixture, logDensity, sampleMixture } from '../../../src/lib/theory/mixture.ts';
import { exactField, sampleField } from '../../../src/lib/theory/particleFlow.ts';

const p = gaussianMixture(
  [
    [-1, 0],
    [1, 0.5],
  ],
  0.4,
);
const samples = sampleMixture(gaussianMixture([[0.2, 0.1]], 0.5), 60, createRng(3));

describe('sampleField', () => {
  it('has the logit and the slope of the blurred pair, also far from every sample', () => {
    const bandwidth = 0.2;
    const blurred = convolve(p, bandwidth);
    const field = sampleField(blurred, samples, bandwidth);
    const logQ = logKernelDensity(samples, 2, bandwidth);
    const logit = (x: number[]) => logDensity(blurred, x) - logQ(x);
    for (const x of [
      [0.1, 0.2],
      [-1.4, 0.9],
      [9, -8],
    ] as [number, number][]) {
      const found = field(x);
      expect(found.logit).toBeCloseTo(logit(x), 9);
      const h = 1e-4;
      expect(found.difference[0]!).toBeCloseTo((logit([x[0] + h, x[1]]) - logit([x[0] - h, x[1]])) / (2 * h), 4);
      expect(found.difference[1]!).toBeCloseTo((logit([x[0], x[1] + h]) - logit([x[0], x[1] - h])) / (2 * h), 4);
    }
  });

  it('brings samples of a bell to the law of another, where each follows its arrow', () => {
    const target = gaussianMixture([[0.8, -0.4]], 0.6);
    const bandwidth = 0.25;
    const n = 120;
    let x = Float64Array.from(sampleMixture(gaussianMixture([[-1, 1]], 0.3), n, createRng(5)));
    for (let k = 0; k < 250; k++) {
      const field = sampleField(convolve(target, bandwidth), x, bandwidth);
      const next = Float64Array.from(x);
      for (let i = 0; i < 2 * n; i += 2)
        field(x.subarray(i, i + 2)).difference.forEach((d, k) => (next[i + k]! += 0.02 * d));
      x = next;
    }
    const mean = [0, 1].map((k) => x.reduce((sum, v, i) => sum + (i % 2 === k ? v / n : 0), 0));
    const variance = x.reduce((sum, v, i) => sum + (v - mean[i % 2]!) ** 2 / (2 * n), 0);
    expect(Math.abs(mean[0]! - 0.8)).toBeLessThan(0.05);
    expect(Math.abs(mean[1]! + 0.4)).toBeLessThan(0.05);
    expect(Math.abs(Math.sqrt(variance) - 0.6)).toBeLessThan(0.08);
  });
});

describe('exactField', () => {
  it('has the slope of the logit, by finite differences', () => {
    const q = gaussianMixture([[0.2, 0.1]], 0.5);
    const field = exactField(p, q);
    const h = 1e-5;
    for (const [x, y] of [
      [0.3, -0.2],
      [-0.7, 0.4],
    ] as const) {
      const slope = (a: number, b: number) => (field([x + a, y + b]).logit - field([x - a, y - b]).logit) / (2 * h);
      const { difference } = field([x, y]);
      expect(difference[0]!).toBeCloseTo(slope(h, 0), 6);
      expect(difference[1]!).toBeCloseTo(slope(0, h), 6);
    }
  });
});
