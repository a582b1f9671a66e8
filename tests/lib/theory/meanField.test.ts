import { expect, test } from 'vitest';
import { matchedMoments, meanField } from '../../../src/lib/theory/meanField.ts';

const rho = 0.9;
const covariance = [1, rho, rho, 1];
/** KL(N(0, A) || N(0, B)) in two dimensions, written out. */
function kl([a, b, , c]: number[], [e, f, , g]: number[]): number {
  const [detA, detB] = [a! * c! - b! * b!, e! * g! - f! * f!];
  const trace = (g! * a! - 2 * f! * b! + e! * c!) / detB;
  return 0.5 * (trace - 2 - Math.log(detA / detB));
}

test('each fit has the divergence that it says, and no neighbour has less', () => {
  const narrow = meanField(covariance);
  const wide = matchedMoments(covariance);
  expect(narrow.variances[0]).toBeCloseTo(1 - rho ** 2, 12);
  expect(wide.variances[1]).toBeCloseTo(1, 12);
  const diagonal = (u: number, v: number) => [u, 0, 0, v];
  const [n0, n1, w0, w1] = [...narrow.variances, ...wide.variances] as unknown as [number, number, number, number];
  expect(kl(diagonal(n0, n1), covariance)).toBeCloseTo(narrow.kl, 12);
  expect(kl(covariance, diagonal(w0, w1))).toBeCloseTo(wide.kl, 12);
  expect(narrow.kl).toBeCloseTo(-0.5 * Math.log(1 - rho ** 2), 12);
  for (const [s, t] of [
    [1.1, 1],
    [0.9, 1],
    [1.05, 0.95],
  ]) {
    expect(kl(diagonal(n0 * s!, n1 * t!), covariance)).toBeGreaterThan(narrow.kl);
    expect(kl(covariance, diagonal(w0 * s!, w1 * t!))).toBeGreaterThan(wide.kl);
  }
});
