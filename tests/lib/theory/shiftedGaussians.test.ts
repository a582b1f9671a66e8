import { describe, expect, test } from 'vitest';
import { shiftedGaussians } from '../../../src/lib/theory/shiftedGaussians.ts';

describe('two Gaussians a distance apart', () => {
  test('the value is -log 4 + 2 JS', () => {
    // python3: from scipy.integrate import quad; from scipy.stats import norm; from numpy import log
    // p, q = norm(0, 1).pdf, norm(d, 1).pdf; m = lambda x: (p(x) + q(x)) / 2; h = lambda f: -quad(lambda x: f(x) * log(f(x)), -25, 25, limit=500, points=[0, d])[0]
    // for d in (0.5, 2, 4): print(-log(4) + 2 * (h(m) - (h(p) + h(q)) / 2))
    expect(shiftedGaussians(0.5).value).toBeCloseTo(-1.325671760078, 10);
    expect(shiftedGaussians(2).value).toBeCloseTo(-0.712632720426, 10);
    expect(shiftedGaussians(4).value).toBeCloseTo(-0.120853973646, 10);
    expect(shiftedGaussians(0).value).toBeCloseTo(-Math.log(4), 13);
    expect(shiftedGaussians(30).value).toBeCloseTo(0, 12);
  });

  test('the saturating pull is the slope of the value', () => {
    const h = 1e-4;
    for (const delta of [0.3, 1, 3, 6]) {
      const slope = (shiftedGaussians(delta + h).value - shiftedGaussians(delta - h).value) / (2 * h);
      expect(shiftedGaussians(delta).pull.saturating).toBeCloseTo(slope, 7);
    }
  });

  test('the non-saturating pull is the slope of KL(q || p) - 2 JS', () => {
    const h = 1e-4;
    const f = (delta: number) => delta ** 2 / 2 - (shiftedGaussians(delta).value + Math.log(4)); // KL = delta^2 / 2
    for (const delta of [0.3, 1, 3, 6]) {
      const { pull } = shiftedGaussians(delta);
      expect(pull.nonSaturating).toBeCloseTo((f(delta + h) - f(delta - h)) / (2 * h), 6);
      expect(pull.saturating + pull.nonSaturating).toBeCloseTo(pull.logit, 14);
    }
  });

  test('the saturating pull dies at least as fast as exp(-delta^2 / 8)', () => {
    for (const delta of [0, 1, 2, 4, 8])
      expect(shiftedGaussians(delta).meanD).toBeLessThanOrEqual(0.5 * Math.exp(-(delta ** 2) / 8) + 1e-14);
  });
});
