import { describe, expect, test } from 'vitest';
import { alternatingReach, bilinearFactor, bilinearGame } from '../../../src/lib/theory/bilinear.ts';
import { complex, eigenvalues, jacobianOf, modulus, quadraticRoots } from '../../../src/lib/theory/complex.ts';
import {
  diracEigenvalues,
  diracField,
  diracMethods,
  diracUpdate,
  minimaxDirac,
} from '../../../src/lib/theory/diracGan.ts';
import {
  after,
  alternating,
  extragradient,
  flow,
  largestStableStep,
  multipliers,
  optimistic,
  play,
  simultaneous,
  type Point,
} from '../../../src/lib/theory/games.ts';

const norm = ([x, y]: Point) => Math.hypot(x, y);

describe('eigenvalues', () => {
  test('of a rotation, a diagonal and a defective matrix are what they are by hand', () => {
    expect(eigenvalues([[0, -3], [3, 0]])).toEqual([complex(0, 3), complex(0, -3)].map((z) => expect.objectContaining({ im: z.im }))); // prettier-ignore
    expect(eigenvalues([[2, 0], [0, -5]]).map(({ re }) => re)).toEqual([2, -5]); // prettier-ignore
    expect(eigenvalues([[1, 1], [0, 1]]).map(({ re }) => re)).toEqual([1, 1]); // prettier-ignore
  });

  test('solve their quadratic, complex coefficients included', () => {
    const [b, c] = [complex(0.3, -1.2), complex(-0.7, 0.4)];
    for (const z of quadraticRoots(b, c)) {
      const re = z.re ** 2 - z.im ** 2 + b.re * z.re - b.im * z.im + c.re;
      const im = 2 * z.re * z.im + b.re * z.im + b.im * z.re + c.im;
      expect(Math.hypot(re, im)).toBeLessThan(1e-14);
    }
  });
});

describe('in the game xy', () => {
  const start: Point = [1, 0.5];

  test('simultaneous steps of 0.1 have doubled the distance after 140, not after 139', () => {
    const update = simultaneous(bilinearGame, 0.1);
    expect(norm(after(139, update, start))).toBeLessThan(2 * norm(start));
    expect(norm(after(140, update, start))).toBeGreaterThan(2 * norm(start));
  });

  test('alternating steps get as far as the long axis of their ellipse: 1.12390', () => {
    let reach = 0;
    let steps = 0;
    for (const z of play(alternating(bilinearGame, 0.1), start)) {
      reach = Math.max(reach, norm(z));
      if (++steps === 20_000) break;
    }
    expect(alternatingReach(start, 0.1)).toBeCloseTo(1.1239, 4);
    expect(reach).toBeLessThanOrEqual(alternatingReach(start, 0.1));
    expect(reach).toBeGreaterThan(0.99999 * alternatingReach(start, 0.1));
  });

  test('extragradient is fastest at eta = 1/sqrt 2', () => {
    const best = Math.SQRT1_2;
    expect(bilinearFactor.extragradient(best)).toBeCloseTo(Math.sqrt(3) / 2, 12);
    expect(bilinearFactor.extragradient(best * 1.05)).toBeGreaterThan(bilinearFactor.extragradient(best));
    expect(bilinearFactor.extragradient(best * 0.95)).toBeGreaterThan(bilinearFactor.extragradient(best));
  });

  test('the multipliers are those of the maps themselves', () => {
    const lambda = complex(0, 1);
    for (const eta of [0.05, 0.3]) {
      const update = extragradient(bilinearGame, eta);
      const [first] = eigenvalues(jacobianOf((z) => update(z, z), [0, 0]));
      expect(modulus(multipliers.extragradient(lambda, eta)[0]!)).toBeCloseTo(modulus(first), 9);
      expect(modulus(multipliers.simultaneous(lambda, eta)[0]!)).toBeCloseTo(Math.sqrt(1 + eta ** 2), 12);
      const settled = optimistic(bilinearGame, eta);
      const ratio = norm(after(3001, settled, start)) / norm(after(3000, settled, start));
      expect(bilinearFactor.optimistic(eta)).toBeCloseTo(ratio, 9);
    }
  });

  test('the flow goes round in 2 pi', () => {
    const [x, y] = flow(bilinearGame.field, start, 2 * Math.PI, 1000);
    expect(x).toBeCloseTo(1, 9);
    expect(y).toBeCloseTo(0.5, 9);
  });
});

describe('in the Dirac-GAN', () => {
  test('the Jacobian is the derivative of the field, everywhere', () => {
    for (const at of [
      [0, 0],
      [0.7, -1.2],
      [2, 1],
    ] as const) {
      // prettier-ignore
      const numeric = jacobianOf(minimaxDirac.field, at);
      minimaxDirac.jacobian(at).forEach((row, i) => row.forEach((v, j) => expect(v).toBeCloseTo(numeric[i]![j]!, 8)));
    }
  });

  test.each(diracMethods)('the equilibrium of %s is the origin, where nothing moves', (method) => {
    expect(Math.hypot(...diracField(method)([0, 0]))).toBe(0);
    expect(Math.hypot(...diracUpdate(method, 0.1)([0, 0], [0, 0]))).toBe(0);
  });

  test('every method that its eigenvalues call damped comes home, and none of the others', () => {
    for (const method of diracMethods) {
      const values = diracEigenvalues(method, { gamma: 0.5 });
      const end = norm(after(20_000, diracUpdate(method, 0.02, { gamma: 0.5 }), [0.6, 0.3]));
      const damped = values !== null && values.every(({ re }) => re < 0);
      // These two look ahead: they damp a rotation by the way they step, not by the field.
      const looksAhead = method === 'extragradient' || method === 'optimistic';
      if (damped) expect(end, method).toBeLessThan(1e-3);
      else if (looksAhead) expect(end, method).toBeLessThan(0.5);
      else expect(end, method).toBeGreaterThan(0.1);
    }
  });

  test('R1 of gamma = 0.2 allows steps up to 0.8', () => {
    const values = diracEigenvalues('r1', { gamma: 0.2 })!;
    expect(largestStableStep(values)).toBeCloseTo(0.8, 12);
    const radius = (h: number) => Math.max(...values.map((lambda) => modulus(multipliers.simultaneous(lambda, h)[0]!)));
    expect(radius(0.799)).toBeLessThan(1);
    expect(radius(0.801)).toBeGreaterThan(1);
  });

  test('an unrolled G differentiates through the steps of D', () => {
    // v_theta = -d/dtheta L(theta, psi_K(theta)) by finite differences of the whole look-ahead.
    const [theta, psi, K, eta] = [0.8, -0.5, 4, 0.3];
    const s = (t: number) => 1 / (1 + Math.exp(-t));
    const lookAhead = (th: number) => {
      let ahead = psi;
      for (let k = 0; k < K; k++) ahead -= eta * th * s(ahead * th);
      return -Math.log(1 + Math.exp(ahead * th)); // L = f(0) + f(-psi theta)
    };
    const numeric = -(lookAhead(theta + 1e-5) - lookAhead(theta - 1e-5)) / 2e-5;
    expect(diracField('unrolled', { unrolled: K, eta })([theta, psi])[0]).toBeCloseTo(numeric, 8);
  });

  test('instance noise of zero deviation is no noise', () => {
    const [a, b] = diracField('instanceNoise', { sigma: 0 })([0.7, -1.1]);
    const [c, d] = diracField('simultaneous')([0.7, -1.1]);
    expect(a).toBeCloseTo(c, 12);
    expect(b).toBeCloseTo(d, 12);
  });
});
