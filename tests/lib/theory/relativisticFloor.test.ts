import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { sigmoid, softplus } from '../../../src/lib/theory/logSumExp.ts';
import { relativisticFloor } from '../../../src/lib/theory/relativisticFloor.ts';

/** The least of E softplus(T(y) - T(x)) by descending it. */
function descended(p: readonly number[], q: readonly number[]): number {
  const T = p.map(() => 0);
  for (let step = 0; step < 20_000; step++) {
    const gradient = T.map(() => 0);
    for (const [i, a] of p.entries())
      for (const [j, b] of q.entries()) {
        const pull = a * b * sigmoid(T[j]! - T[i]!);
        gradient[i]! -= pull;
        gradient[j]! += pull;
      }
    for (let i = 0; i < T.length; i++) T[i]! -= 2 * gradient[i]!;
  }
  return p.reduce((sum, a, i) => sum + q.reduce((inner, b, j) => inner + a * b * softplus(T[j]! - T[i]!), 0), 0);
}

test('descent of the relativistic loss ends at log 2 less JS of pair and turned pair', () => {
  const rng = createRng(3);
  for (let trial = 0; trial < 4; trial++) {
    const law = () => {
      const raw = Array.from({ length: 5 }, () => 0.05 + rng.uniform());
      const total = raw.reduce((sum, v) => sum + v, 0);
      return raw.map((v) => v / total);
    };
    const [p, q] = [law(), law()];
    expect(relativisticFloor(p, q)).toBeCloseTo(descended(p, q), 7);
  }
});

test('it is log 2 for equal laws and 0 for laws that do not meet', () => {
  expect(relativisticFloor([0.2, 0.8], [0.2, 0.8])).toBeCloseTo(Math.LN2, 12);
  expect(relativisticFloor([1, 0], [0, 1])).toBeCloseTo(0, 12);
});
