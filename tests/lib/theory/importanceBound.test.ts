import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { importanceBounds } from '../../../src/lib/theory/importanceBound.ts';

// w / p(x) = sqrt(2) exp(-u^2 / 2) with u standard normal: the posterior N(0, 1/2) sought with q = N(0, 1).
const logWeight = (u: number) => 0.5 * Math.LN2 - (u * u) / 2;

/** E log of the mean of two weights, by a product of midpoint rules. */
function two(): number {
  const n = 400;
  const reach = 8;
  const nodes = Array.from({ length: n }, (_, i) => reach * ((2 * i + 1) / n - 1));
  const mass = nodes.map((u) => (Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)) * ((2 * reach) / n));
  let sum = 0;
  nodes.forEach((u, i) =>
    nodes.forEach(
      (v, j) => (sum += mass[i]! * mass[j]! * Math.log((Math.exp(logWeight(u)) + Math.exp(logWeight(v))) / 2)),
    ),
  );
  return sum;
}

describe('the importance-weighted bound', () => {
  const bounds = importanceBounds((rng) => logWeight(rng.normal()), [1, 2, 10, 100], 20_000, createRng(3));
  const near = (at: number, value: number) =>
    expect(Math.abs(bounds[at]!.mean - value)).toBeLessThan(4.5 * bounds[at]!.error);

  test('is the ELBO for one weight, and what quadrature says for two', () => {
    near(0, 0.5 * (Math.LN2 - 1));
    near(1, two());
  });

  test('rises, and misses by about the relative variance of a weight over 2 K', () => {
    for (let i = 1; i < bounds.length; i++) expect(bounds[i]!.mean).toBeGreaterThan(bounds[i - 1]!.mean);
    const relative = 2 / Math.sqrt(3) - 1;
    expect(Math.abs(bounds[3]!.mean + relative / 200)).toBeLessThan(4.5 * bounds[3]!.error + 1e-4);
  });
});
