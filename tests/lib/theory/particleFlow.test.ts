import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { logKernelDensity } from '../../../src/lib/theory/kernelDensity.ts';
import { convolve, gaussianMixture, logDensity, sampleMixture } from '../../../src/lib/theory/mixture.ts';
import { flowStep, frozenField, sampleField } from '../../../src/lib/theory/particleFlow.ts';
import { exactPull } from '../../../src/lib/theory/scoreDifference.ts';

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
    const field = sampleField('logit', blurred, samples, bandwidth);
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
      expect(found.pull[0]!).toBeCloseTo((logit([x[0] + h, x[1]]) - logit([x[0] - h, x[1]])) / (2 * h), 4);
      expect(found.pull[1]!).toBeCloseTo((logit([x[0], x[1] + h]) - logit([x[0], x[1] - h])) / (2 * h), 4);
    }
  });

  it('brings samples of a bell to the law of another under the logit loss', () => {
    const target = gaussianMixture([[0.8, -0.4]], 0.6);
    const bandwidth = 0.25;
    let x = Float64Array.from(sampleMixture(gaussianMixture([[-1, 1]], 0.3), 120, createRng(5)));
    for (let k = 0; k < 250; k++)
      x = flowStep(sampleField('logit', convolve(target, bandwidth), x, bandwidth), x, 2, 0.02);
    let [mx, my, square] = [0, 0, 0];
    for (let i = 0; i < 120; i++) {
      mx += x[2 * i]! / 120;
      my += x[2 * i + 1]! / 120;
    }
    for (let i = 0; i < 120; i++) square += ((x[2 * i]! - mx) ** 2 + (x[2 * i + 1]! - my) ** 2) / 240;
    expect(Math.abs(mx - 0.8)).toBeLessThan(0.05);
    expect(Math.abs(my + 0.4)).toBeLessThan(0.05);
    expect(Math.abs(Math.sqrt(square) - 0.6)).toBeLessThan(0.08);
  });
});

describe('frozenField', () => {
  it('is the exact pull, and a step of the flow follows it', () => {
    const q = gaussianMixture([[0.2, 0.1]], 0.5);
    const field = frozenField('nonSaturating', p, q);
    const x = Float64Array.of(0.3, -0.2, -0.7, 0.4);
    const moved = flowStep(field, x, 2, 0.01);
    for (const row of [0, 1]) {
      const at = x.subarray(2 * row, 2 * row + 2);
      const pull = exactPull('nonSaturating', p, q, at);
      for (const i of [0, 1]) expect((moved[2 * row + i]! - at[i]!) / 0.01).toBeCloseTo(pull[i]!, 9);
    }
  });
});
