import { expect, test } from 'vitest';
import { guidedOdeVariance, guidedSdeVariance, tiltedVariance } from '../../../src/lib/theory/guidedGaussian.ts';

test('solves the two variance equations of its head, by a quadrature of each', () => {
  const steps = 40_000;
  const end = 1 - 1 / steps;
  for (const gamma of [1, 2, 3, 5]) {
    // t = u / (1 - u); V' = 2 a V - 1 (SDE) gives V_0 = integral of exp(-2 A(t)) dt; the ODE has V_0 = lim T exp(-A(T))
    const A = (t: number) => gamma * Math.log(1 + t) - (gamma - 1) * Math.log((2 + t) / 2);
    let sde = 0;
    for (let i = 0; i < steps; i++) {
      const u = (end * (i + 0.5)) / steps;
      sde += ((end / steps) * Math.exp(-2 * A(u / (1 - u)))) / (1 - u) ** 2;
    }
    const tail = end / (1 - end);
    sde += tail * Math.exp(-2 * A(tail)) * tail * (1 / tail); // beyond: integrand falls as 1 / t^2
    expect(sde).toBeCloseTo(guidedSdeVariance(gamma), 3);
    expect(1e8 * Math.exp(-A(1e8))).toBeCloseTo(guidedOdeVariance(gamma), 6);
  }
});

test('at gamma = 3 are .25, .3875 and .5: three laws, not one', () => {
  expect(guidedOdeVariance(3)).toBe(0.25);
  expect(guidedSdeVariance(3)).toBeCloseTo(0.3875, 14);
  expect(tiltedVariance(3)).toBe(0.5);
});
