import { expect, test } from 'vitest';
import { bitsPerDim, flowLikelihood, hutchinson, trace } from '../../../src/lib/diffusion/likelihood.ts';
import { createRng } from '../../../src/lib/random.ts';
import { gaussianMixture, logDensity } from '../../../src/lib/theory/mixture.ts';
import { veFlow, vpFlow, type Flow } from '../../../src/lib/theory/probabilityFlow.ts';

const mixture = gaussianMixture(
  [
    [-1.2, 0.4],
    [0.9, -0.3],
  ],
  [0.3, 0.7],
  [0.6, 0.4],
);
const points = [
  [0, 0],
  [-1, 0.6],
  [2.2, -1],
];
const exact = (flow: Flow) => ({
  velocity: flow.velocity,
  divergence: (x: Float64Array, t: number) => trace(flow.jacobian(x, t)),
});

test.each([
  ['VP', vpFlow(mixture), 1],
  ['VE', veFlow(mixture), 20],
] as const)('gives the log density of a mixture when the prior is its exact end: %s (V36)', (_, flow, end) => {
  for (const x of points) {
    const { logLikelihood } = flowLikelihood(exact(flow), x, [0, end], (y) => flow.logDensity(y, end));
    expect(Math.abs(logLikelihood - logDensity(mixture, x))).toBeLessThan(1e-6);
  }
});

test("Hutchinson's estimate averages to the trace, with signs or with normals", () => {
  const J = [1, 2, -3, 4, 5, 0.5, 7, -2, -1];
  const product = (v: Float64Array) =>
    [0, 1, 2].map((i) => [0, 1, 2].reduce((sum, j) => sum + J[3 * i + j]! * v[j]!, 0));
  expect(trace(J)).toBe(5);
  // every sign pattern once: the mean is the trace exactly
  let sum = 0;
  for (let bits = 0; bits < 8; bits++) {
    sum += hutchinson(
      product,
      Float64Array.from([0, 1, 2], (i) => ((bits >> i) & 1 ? 1 : -1)),
    );
  }
  expect(sum / 8).toBeCloseTo(5, 13);
  const rng = createRng(6);
  const n = 20_000;
  const draws = Array.from({ length: n }, () => hutchinson(product, Float64Array.from(rng.normals(3))));
  const mean = draws.reduce((a, b) => a + b) / n;
  const spread = Math.sqrt(draws.reduce((s, d) => s + (d - mean) ** 2, 0) / n);
  expect(Math.abs(mean - 5)).toBeLessThan(4.5 * (spread / Math.sqrt(n)));
});

test('bits per dimension: a uniform density on [-1, 1] with 255 steps costs log2(255) bits', () => {
  expect(bitsPerDim(3 * Math.log(0.5), 3)).toBeCloseTo(Math.log2(255), 12);
  expect(bitsPerDim(-7 * Math.LN2, 1, 1)).toBeCloseTo(7, 12);
});
