import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { lbfgs } from '../../../src/lib/theory/lbfgs.ts';
import { largestAngle, linearVaeBound, packLinearVae, unpackLinearVae } from '../../../src/lib/theory/linearVae.ts';
import { ppca } from '../../../src/lib/theory/ppca.ts';

const S = [2, 0.6, -0.2, 0.6, 1.1, 0.3, -0.2, 0.3, 0.7];
const [d, k] = [3, 2];
const rng = createRng(5);
const anywhere = () => Float64Array.from({ length: 2 * d * k + k + 1 }, () => 0.5 * rng.normal());

describe('the linear VAE', () => {
  test('packs and unpacks without loss', () => {
    const x = anywhere();
    expect(packLinearVae(unpackLinearVae(x, d, k))).toEqual(x);
  });

  test('has the gradient of its bound, by central differences', () => {
    const x = anywhere();
    const { gradient } = linearVaeBound(x, S, k);
    for (let i = 0; i < x.length; i++) {
      const at = (h: number) => linearVaeBound(x.with(i, x[i]! + h), S, k).value;
      expect(gradient[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
    }
  });

  test('has the bound that averaging over data and noise gives', () => {
    // Data of covariance S through its Cholesky factor, written out for this S.
    const x = anywhere();
    const { W, V, logD, logVariance } = unpackLinearVae(x, d, k);
    const l00 = Math.sqrt(2);
    const [l10, l20] = [0.6 / l00, -0.2 / l00];
    const l11 = Math.sqrt(1.1 - l10 ** 2);
    const l21 = (0.3 - l20 * l10) / l11;
    const l22 = Math.sqrt(0.7 - l20 ** 2 - l21 ** 2);
    const draws = createRng(6);
    const n = 100_000;
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      const [a, b, c] = [draws.normal(), draws.normal(), draws.normal()];
      const point = [l00 * a, l10 * a + l11 * b, l20 * a + l21 * b + l22 * c];
      const means = V.map((row) => row.reduce((s, v, j) => s + v * point[j]!, 0));
      const z = means.map((m, j) => m + Math.exp(logD[j]! / 2) * draws.normal());
      const misfit = point.reduce((s, v, j) => s + (v - W[j]!.reduce((t, w, l) => t + w * z[l]!, 0)) ** 2, 0);
      const likelihood = -0.5 * (d * (Math.log(2 * Math.PI) + logVariance) + misfit / Math.exp(logVariance));
      const kl = means.reduce((s, m, j) => s + 0.5 * (Math.exp(logD[j]!) + m * m - 1 - logD[j]!), 0);
      sum += likelihood - kl;
      squares += (likelihood - kl) ** 2;
    }
    const mean = sum / n;
    const error = Math.sqrt((squares / n - mean ** 2) / n);
    expect(Math.abs(linearVaeBound(x, S, k).value - mean)).toBeLessThan(4.5 * error);
  });
});

describe('probabilistic PCA', () => {
  test('has the likelihood of its own covariance, and no other W or variance has a higher one', () => {
    // log-likelihood of N(0, C): -1/2 (d log 2 pi + log det C + tr(C^-1 S)), for C of order 3 by cofactors.
    const logLikelihood = (W: number[][], variance: number) => {
      const C = W.map((row, i) =>
        W.map((other, j) => row.reduce((s, w, a) => s + w * other[a]!, 0) + (i === j ? variance : 0)),
      );
      const m = (i: number, j: number) => C[i % 3]![j % 3]!;
      const cofactor = (i: number, j: number) => m(i + 1, j + 1) * m(i + 2, j + 2) - m(i + 1, j + 2) * m(i + 2, j + 1);
      const det = m(0, 0) * cofactor(0, 0) + m(0, 1) * cofactor(0, 1) + m(0, 2) * cofactor(0, 2);
      let trace = 0;
      for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) trace += (cofactor(i, j) / det) * S[j * 3 + i]!;
      return -0.5 * (3 * Math.log(2 * Math.PI) + Math.log(det) + trace);
    };
    const optimum = ppca(S, 1);
    expect(logLikelihood(optimum.W, optimum.variance)).toBeCloseTo(optimum.logLikelihood, 10);
    const draws = createRng(7);
    for (let i = 0; i < 200; i++) {
      const W = optimum.W.map(([w]) => [w! + 0.1 * draws.normal()]);
      const variance = optimum.variance * Math.exp(0.1 * draws.normal());
      expect(logLikelihood(W, variance)).toBeLessThanOrEqual(optimum.logLikelihood + 1e-12);
    }
  });

  test('refuses as many latent coordinates as there are coordinates', () => {
    expect(() => ppca(S, 3)).toThrow(/takes 1 to 2 latent ones; got 3/);
  });
});

describe('lbfgs', () => {
  test('finds the minimum of Rosenbrock’s valley', () => {
    const { x, iterations } = lbfgs(
      ([a, b]) => ({
        value: (1 - a!) ** 2 + 100 * (b! - a! ** 2) ** 2,
        gradient: Float64Array.of(-2 * (1 - a!) - 400 * a! * (b! - a! ** 2), 200 * (b! - a! ** 2)),
      }),
      [-1.2, 1],
    );
    expect(x[0]).toBeCloseTo(1, 7);
    expect(x[1]).toBeCloseTo(1, 7);
    expect(iterations).toBeLessThan(100);
  });
});

describe('the angle between column spaces', () => {
  test('is zero for the same space in other coordinates, and the angle of two lines', () => {
    expect(
      largestAngle(
        [
          [1, 1],
          [0, 2],
          [0, 0],
        ],
        [
          [3, 0],
          [0, 1],
          [0, 0],
        ],
      ),
    ).toBeCloseTo(0, 7);
    expect(largestAngle([[1], [0]], [[Math.cos(0.3)], [Math.sin(0.3)]])).toBeCloseTo(0.3, 12);
  });
});
