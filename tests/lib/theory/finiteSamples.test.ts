import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import {
  duplicateProbability,
  supportForDuplicates,
  undetectableSupport,
} from '../../../src/lib/theory/finiteSamples.ts';

describe('finite samples', () => {
  test('23 people share a birthday with probability 0.507', () => {
    expect(duplicateProbability(365, 23)).toBeCloseTo(0.5072972343, 9); // the classical value
    expect(duplicateProbability(365, 366)).toBe(1);
    expect(duplicateProbability(10, 1)).toBe(0);
  });

  test('the estimated support gives back the probability', () => {
    const support = supportForDuplicates(400, 0.5);
    expect(Math.abs(support - 115_127)).toBeLessThan(1); // python3 -c "from math import *; print(400 * 399 / (2 * log(2)))"
    expect(duplicateProbability(support, 400)).toBeCloseTo(0.5, 3);
  });

  test('a memoriser of that many points passes every discriminator of a small class', () => {
    // One weight of 3 bits: eight discriminators on [0, 1] that believe "real" left of a threshold.
    const [floor, epsilon, failure] = [0.2, 0.3, 0.1];
    const n = Math.ceil(undetectableSupport(1, floor, epsilon, failure, 3));
    const rng = createRng(5);
    const payoff = (x: number, threshold: number) => Math.log(x < threshold ? floor : 1 - floor);
    const runs = 300;
    let failures = 0;
    for (let run = 0; run < runs; run++) {
      const points = rng.uniforms(n);
      const worst = Math.max(
        ...Array.from({ length: 8 }, (_, k) => {
          const threshold = (k + 0.5) / 8;
          const truth = threshold * Math.log(floor) + (1 - threshold) * Math.log(1 - floor);
          return Math.abs(points.reduce((sum, x) => sum + payoff(x, threshold), 0) / n - truth);
        }),
      );
      if (worst > epsilon) failures += 1;
    }
    expect(failures / runs).toBeLessThan(failure);
  });
});
