import { describe, expect, it } from 'vitest';
import { largestOfTwo, readTrainedGenerator, steepest } from '../../src/lib/book/trainedGenerator.ts';
import { studyOf } from '../../src/lib/book/studyMeans.ts';
import { createDataset } from '../../src/lib/data/index.ts';
import { createRng } from '../../src/lib/random.ts';

const G = readTrainedGenerator('ring-relativistic');

describe('a trained generator in float64', () => {
  it('draws into the modes as often as the study counted', () => {
    const { centres, std } = createDataset('ring').modes!;
    const rng = createRng(3);
    const n = 4000;
    let hits = 0;
    for (let i = 0; i < n; i++) {
      const [x, y] = G(rng.normals(G.latentDim));
      if (centres.some(([a, b]) => Math.hypot(x! - a!, y! - b!) <= 3 * std)) hits++;
    }
    const run = studyOf('ring').results.find(({ arm, seed }) => arm === 'relativistic' && seed === 1)!;
    const hq = run.samplings[0]!.metrics.hq!;
    expect(Math.abs(hits / n - hq)).toBeLessThan(4.5 * Math.sqrt(hq * (1 - hq) * (1 / n + 1 / 10_000)) + 1e-3);
  });

  it('has the Jacobian that differences give', () => {
    const rng = createRng(4);
    for (let trial = 0; trial < 5; trial++) {
      const z = Float64Array.from(rng.normals(G.latentDim));
      const J = G.jacobian(z);
      const h = 1e-6;
      for (let i = 0; i < z.length; i++) {
        const [up, down] = [1, -1].map((sign) => G(z.map((v, k) => v + (k === i ? sign * h : 0))));
        for (let k = 0; k < 2; k++) expect(J[k * z.length + i]).toBeCloseTo((up![k]! - down![k]!) / (2 * h), 5);
      }
    }
  });

  it('knows the larger singular value of a matrix with known ones', () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    // Rows of R diag(3, 2) with two columns more that add nothing.
    expect(largestOfTwo(Float64Array.of(3 * c, -2 * s, 0, 3 * s, 2 * c, 0))).toBeCloseTo(3, 12);
  });

  it('is steeper the more noise vectors are tried', () => {
    expect(steepest(G, createRng(1), 400)).toBeGreaterThanOrEqual(steepest(G, createRng(1), 40));
  });
});
