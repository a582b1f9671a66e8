import { expect, test } from 'vitest';
import { hutchinson, trace } from '../../../src/lib/diffusion/likelihood.ts';
import { drawProbe, probeKinds, probeVariance } from '../../../src/lib/diffusion/probes.ts';
import { createRng } from '../../../src/lib/random.ts';

const M = [1, 2, -3, 4, 5, 0.5, 7, -2, -1];
const product = (v: Float64Array) => [0, 1, 2].map((i) => [0, 1, 2].reduce((sum, j) => sum + M[3 * i + j]! * v[j]!, 0));

test.each(probeKinds)('estimates average to the trace and stray as far as they should: %s', (kind) => {
  const rng = createRng(3);
  const n = 40_000;
  const draws = Float64Array.from({ length: n }, () => hutchinson(product, drawProbe(kind, 3, rng)));
  const mean = draws.reduce((a, b) => a + b) / n;
  const squares = draws.map((d) => (d - mean) ** 2);
  const variance = squares.reduce((a, b) => a + b) / n;
  const error = Math.sqrt(squares.reduce((s, v) => s + (v - variance) ** 2, 0)) / n; // of the variance
  const expected = probeVariance(M, kind);
  expect(Math.abs(mean - trace(M))).toBeLessThan(4.5 * Math.sqrt(expected / n));
  expect(Math.abs(variance - expected)).toBeLessThan(4.5 * error);
});

test('signs are exact for a diagonal matrix', () => {
  expect(probeVariance([3, 0, 0, -1], 'signs')).toBe(0);
  expect(probeVariance([3, 0, 0, -1], 'normals')).toBe(20);
});
