import { describe, expect, it } from 'vitest';
import { langevinStep } from '../../../src/lib/diffusion/langevin.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';
import { crossingTime } from '../../../src/lib/theory/crossing.ts';
import { gaussianMixture, score } from '../../../src/lib/theory/mixture.ts';

/** Solves 1/2 u'' + 1/2 s u' = -1 on [low, to] with u'(low) = 0, u(to) = 0, from the score alone: n cells, second order. */
function byDifferences(mixture: Parameters<typeof score>[0], low: number, from: number, to: number, n: number): number {
  const h = (to - low) / n;
  const [gain, rest] = [new Float64Array(n), new Float64Array(n)]; // u_i = gain_i u_{i+1} + rest_i
  for (let i = 0; i < n; i++) {
    const s = score(mixture, [low + i * h])[0]!;
    const [up, down] = i === 0 ? [2, 0] : [1 + (s * h) / 2, 1 - (s * h) / 2];
    const pivot = 2 - down * (i === 0 ? 0 : gain[i - 1]!);
    gain[i] = up / pivot;
    rest[i] = (2 * h * h + down * (i === 0 ? 0 : rest[i - 1]!)) / pivot;
  }
  let u = 0;
  const stop = Math.round((from - low) / h);
  for (let i = n - 1; i >= stop; i--) u = gain[i]! * u + rest[i]!;
  return u;
}

describe('crossingTime', () => {
  it('solves the boundary value problem, by finite differences from the score alone', () => {
    for (const std of [0.7, 1, 2]) {
      const mixture = gaussianMixture([[-2], [2]], std, [0.4, 0.6]);
      const low = -2 - 7 * std;
      const n = 4000;
      const from = low + Math.round(((-2 - low) / (2 - low)) * n) * ((2 - low) / n);
      const exact = crossingTime(mixture, from, 2);
      expect(Math.abs(byDifferences(mixture, low, from, 2, n) / exact - 1)).toBeLessThan(2e-3);
    }
  });

  it('agrees with chains of small steps', () => {
    const mixture = gaussianMixture([[-1.2], [1.2]], 0.8);
    const [delta, n] = [0.005, 300];
    const rng = createRng(3);
    const space = float64Space(rng);
    let x = new Float64Array(n).fill(-1.2);
    const times = new Float64Array(n).fill(Infinity);
    const expected = crossingTime(mixture, -1.2, 1.2);
    // A chain sees the barrier only at its steps and passes it unseen by about .5826 sqrt(delta): it is put that much nearer.
    const barrier = 1.2 - 0.5826 * Math.sqrt(delta);
    const s = (points: Float64Array) => points.map((v) => (-v + 1.2 * Math.tanh((1.2 * v) / 0.64)) / 0.64);
    for (let step = 1; step * delta < 12 * expected; step++) {
      x = langevinStep(space, s, x, delta) as typeof x;
      let waiting = 0;
      for (let i = 0; i < n; i++) {
        if (times[i] === Infinity && x[i]! >= barrier) times[i] = step * delta;
        if (times[i] === Infinity) waiting++;
      }
      if (waiting === 0) break;
    }
    const mean = times.reduce((a, b) => a + b) / n;
    const deviation = Math.sqrt(times.reduce((sum, t) => sum + (t - mean) ** 2, 0) / (n - 1));
    expect(Math.abs(mean - expected)).toBeLessThan((4.5 * deviation) / Math.sqrt(n));
  });

  it('refuses a plane and a way down', () => {
    expect(() => crossingTime(gaussianMixture([[0, 0]], 1), 0, 1)).toThrow(/dimension 2/);
    expect(() => crossingTime(gaussianMixture([[0]], 1), 1, 0)).toThrow(/from < to/);
  });
});
