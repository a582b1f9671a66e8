import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import {
  alignedBound,
  alignedParts,
  alignedSize,
  ladder,
  type EncoderShape,
} from '../../../src/lib/theory/alignedLinearVae.ts';
import { linearVaeBound, packLinearVae } from '../../../src/lib/theory/linearVae.ts';

const lambdas = [2.2, 1.1, 0.6, 0.3];
const [d, k] = [4, 3];
const S = lambdas.flatMap((v, i) => lambdas.map((_, j) => (i === j ? v : 0)));
const rng = createRng(11);

function anywhere(shape: EncoderShape): Float64Array {
  const x = Float64Array.from({ length: alignedSize(d, k) }, () => 0.5 * rng.normal());
  const { L } = alignedParts(x, d, k);
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) if (b > a || (shape === 'diagonal' && b < a)) L[a * k + b] = 0;
  return x;
}
const rows = (flat: Float64Array, width: number) =>
  Array.from({ length: flat.length / width }, (_, i) => Array.from(flat.subarray(i * width, (i + 1) * width)));

describe('the linear VAE along the principal directions', () => {
  test('has the bound of the one in any coordinates', () => {
    const x = anywhere('diagonal');
    const { W, V, L, logVariance } = alignedParts(x, d, k);
    const logD = [0, 1, 2].map((a) => 2 * L[a * (k + 1)]!);
    const there = linearVaeBound(packLinearVae({ W: rows(W, k), V: rows(V, d), logD, logVariance }), S, k).value;
    expect(alignedBound(x, lambdas, k).value).toBeCloseTo(there, 11);
  });

  test.each(['diagonal', 'full'] as const)(
    'has the gradient of its bound, %s encoder, by central differences',
    (shape) => {
      for (const beta of [1, 2.5]) {
        const x = anywhere(shape);
        const at = (i: number, h: number) => alignedBound(x.with(i, x[i]! + h), lambdas, k, { beta, shape }).value;
        const { gradient } = alignedBound(x, lambdas, k, { beta, shape });
        for (let i = 0; i < x.length; i++) {
          const inL = i >= 2 * d * k && i < x.length - 1;
          const [a, b] = [Math.floor((i - 2 * d * k) / k), (i - 2 * d * k) % k];
          const free = !inL || (shape === 'full' ? b <= a : b === a);
          expect(gradient[i]).toBeCloseTo(free ? (at(i, 1e-5) - at(i, -1e-5)) / 2e-5 : 0, 7);
        }
      }
    },
  );

  test('has an ELBO with a full encoder that averaging over data and noise gives', () => {
    const x = anywhere('full');
    const { W, V, L, logVariance } = alignedParts(x, d, k);
    const draws = createRng(12);
    const n = 60_000;
    let [sum, squares] = [0, 0];
    const logDet = [0, 1, 2].reduce((total, a) => total + 2 * L[a * (k + 1)]!, 0);
    for (let i = 0; i < n; i++) {
      const point = lambdas.map((v) => Math.sqrt(v) * draws.normal());
      const noise = [0, 1, 2].map(() => draws.normal());
      const z = [0, 1, 2].map((a) => {
        let v = Math.exp(L[a * (k + 1)]!) * noise[a]!;
        for (let b = 0; b < a; b++) v += L[a * k + b]! * noise[b]!;
        for (let j = 0; j < d; j++) v += V[a * d + j]! * point[j]!;
        return v;
      });
      // log p(x | z) + log p(z) - log q(z | x), the last through the noise that made z.
      let value = -0.5 * d * (Math.log(2 * Math.PI) + logVariance) + 0.5 * logDet;
      point.forEach((v, j) => {
        const mean = z.reduce((total, c, a) => total + W[j * k + a]! * c, 0);
        value -= (v - mean) ** 2 / (2 * Math.exp(logVariance));
      });
      z.forEach((c, a) => (value -= (c * c - noise[a]! ** 2) / 2));
      sum += value;
      squares += value * value;
    }
    const mean = sum / n;
    const error = Math.sqrt((squares / n - mean ** 2) / n);
    expect(Math.abs(alignedBound(x, lambdas, k, { shape: 'full' }).value - mean)).toBeLessThan(4.5 * error);
  });
});

describe('the ladder from the bound to the likelihood', () => {
  test.each(['diagonal', 'full'] as const)('adds up, %s encoder', (shape) => {
    for (let i = 0; i < 5; i++) {
      const { bound, amortisation, approximation, logLikelihood } = ladder(anywhere(shape), lambdas, k, shape);
      expect(bound + amortisation + approximation).toBeCloseTo(logLikelihood, 10);
      expect(amortisation).toBeGreaterThan(0);
      if (shape === 'diagonal') expect(approximation).toBeGreaterThan(0);
      else expect(approximation).toBe(0);
    }
  });

  test('has no approximation gap where the columns of W are orthogonal', () => {
    const x = anywhere('diagonal');
    const { W } = alignedParts(x, d, k);
    W.fill(0);
    for (let a = 0; a < k; a++) W[a * k + ((a + 1) % k)] = 0.5 + a;
    expect(ladder(x, lambdas, k, 'diagonal').approximation).toBeCloseTo(0, 12);
    W[0] = 0.4;
    expect(ladder(x, lambdas, k, 'diagonal').approximation).toBeGreaterThan(1e-3);
  });
});
