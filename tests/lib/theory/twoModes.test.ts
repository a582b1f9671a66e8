import { describe, expect, it } from 'vitest';
import { answered, bestBeliefs, bestShare, valueAgainst, type Beliefs } from '../../../src/lib/theory/twoModes.ts';

const grid = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

describe('the game on two points', () => {
  it('has its best beliefs where a search over all beliefs finds them', () => {
    for (const q of [0.1, 0.5, 0.8]) {
      let best = -Infinity;
      for (const first of grid) for (const second of grid) best = Math.max(best, valueAgainst([first, second], q));
      expect(answered(q)).toBeGreaterThanOrEqual(best);
      expect(answered(q) - best).toBeLessThan(2e-4); // the grid is coarse
    }
  });

  it('is -log 4 plus twice the JS divergence, least at one half alone', () => {
    const kl = (a: number, b: number) => (a === 0 ? 0 : a * Math.log(a / b));
    for (const q of [0, 0.2, 0.5, 1]) {
      const [m1, m2] = [(0.5 + q) / 2, (1.5 - q) / 2];
      const js = (kl(0.5, m1) + kl(0.5, m2) + kl(q, m1) + kl(1 - q, m2)) / 2;
      expect(answered(q)).toBeCloseTo(-Math.log(4) + 2 * js, 12);
    }
    expect(answered(0.5)).toBeCloseTo(-Math.log(4), 12);
    for (const q of grid) if (q !== 0.5) expect(answered(q)).toBeGreaterThan(-Math.log(4));
    expect(answered(1)).toBeCloseTo(Math.log(2) - 1.5 * Math.log(3), 12);
  });

  it('sends a generator that moves last to one point', () => {
    for (const q of [0.3, 0.7]) {
      const D: Beliefs = bestBeliefs(q);
      const reply = bestShare(D);
      expect(reply).toBe(q < 0.5 ? 1 : 0);
      for (const share of grid) expect(valueAgainst(D, reply)).toBeLessThan(valueAgainst(D, share));
    }
    expect(bestShare([0.5, 0.5])).toBeNaN();
  });
});
