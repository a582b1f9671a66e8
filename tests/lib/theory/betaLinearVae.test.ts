import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { alignedBound, alignedParts, alignedSize, ladder } from '../../../src/lib/theory/alignedLinearVae.ts';
import { betaLinearVae, betaOptimalVae } from '../../../src/lib/theory/betaLinearVae.ts';
import { lbfgs } from '../../../src/lib/theory/lbfgs.ts';
import { ppca } from '../../../src/lib/theory/ppca.ts';

const lambdas = [3, 1, 0.25];
const k = 2;
const climb = (beta: number, seed: number) => {
  const rng = createRng(seed);
  const start = new Float64Array(alignedSize(3, k)).map((_, i) => (i < 12 ? 0.3 * rng.normal() : 0));
  return lbfgs((x) => {
    const { value, gradient } = alignedBound(x, lambdas, k, { beta });
    return { value: -value, gradient: gradient.map((g) => -g) };
  }, start);
};

describe('the linear VAE with a weighted KL', () => {
  test('is probabilistic PCA at beta = 1, bound and likelihood alike', () => {
    const S = [3, 0, 0, 0, 1, 0, 0, 0, 0.25];
    const optimum = ppca(S, k);
    expect(betaLinearVae(lambdas, k, 1)).toEqual({ variance: optimum.variance, threshold: optimum.variance, kept: 2 });
    const { bound, amortisation, approximation } = ladder(betaOptimalVae(lambdas, k, 1), lambdas, k, 'diagonal');
    expect(bound).toBeCloseTo(optimum.logLikelihood, 12);
    expect(amortisation + approximation).toBeLessThan(1e-12);
  });

  test.each([0.4, 0.8, 1.2, 1.5, 2, 2.5])('ends where climbing ends, beta = %s', (beta) => {
    const predicted = betaLinearVae(lambdas, k, beta);
    const best = alignedBound(betaOptimalVae(lambdas, k, beta), lambdas, k, { beta }).value;
    const runs = [1, 2, 3].map((seed) => climb(beta, seed));
    expect(Math.max(...runs.map(({ value }) => -value))).toBeCloseTo(best, 8);
    const { x } = runs.find(({ value }) => Math.abs(value + best) < 1e-8)!;
    const { W, logVariance } = alignedParts(x, 3, k);
    expect(Math.exp(logVariance)).toBeCloseTo(predicted.variance, 3);
    const squares = [0, 1].map((a) => W[a]! ** 2 + W[k + a]! ** 2 + W[2 * k + a]! ** 2).sort((a, b) => b - a);
    squares.forEach((square, a) => expect(square).toBeCloseTo(Math.max(0, lambdas[a]! - predicted.threshold), 2));
  });

  test('gives up a direction exactly where beta s2 reaches its eigenvalue', () => {
    // d / beta - 2 = 1 / 4 and d / beta - 1 = 1.25 / 3.
    const [second, first] = [3 / 2.25, 3 / (1 + 1.25 / 3)];
    expect(
      [second - 1e-9, second + 1e-9, first - 1e-9, first + 1e-9].map((b) => betaLinearVae(lambdas, k, b).kept),
    ).toEqual([2, 1, 1, 0]);
    expect(betaLinearVae(lambdas, k, 5).variance).toBeCloseTo(4.25 / 3, 12);
  });

  test('refuses what it cannot be', () => {
    expect(() => betaLinearVae(lambdas, 3, 1)).toThrow(/takes 1 to 2 latent ones and beta > 0; got 3, 1/);
    expect(() => betaLinearVae(lambdas, 1, 0)).toThrow(/beta > 0/);
  });
});
