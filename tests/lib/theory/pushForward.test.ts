import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { ring, ringRadius, ringStd } from '../../../src/lib/data/ring.ts';
import { gapOf, leastBridge, leastLipschitz, room } from '../../../src/lib/theory/pushForward.ts';

/** The normal mass of an interval, by Simpson's rule on the density. */
function mass(from: number, to: number, cells = 4000): number {
  const f = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const h = (to - from) / cells;
  let sum = f(from) + f(to);
  for (let i = 1; i < cells; i++) sum += (i % 2 ? 4 : 2) * f(from + i * h);
  return (sum * h) / 3;
}

describe('a continuous map of noise', () => {
  it('leaves between two equal halves what an interval around zero holds', () => {
    for (const r of [0.1, 0.5, 1.7]) expect(leastBridge([0.5, 0.5], r)).toBeCloseTo(mass(-r / 2, r / 2), 9);
  });

  it('attains the bound with two half-lines of unequal mass', () => {
    for (const [u, r] of [
      [0.4, 0.7],
      [-1.3, 0.2],
      [-2, 1.5],
    ] as const) {
      const [a, b] = [mass(-10, u), mass(u + r, 10)];
      expect(room([a, b], r)).toBeCloseTo(1, 8);
      expect(leastBridge([a / (a + b), b / (a + b)], r)).toBeCloseTo(mass(u, u + r), 7);
      expect(leastLipschitz([a, b], 3)).toBeCloseTo(3 / r, 5);
    }
  });

  it('draws no bridge to a mode that it drops', () => {
    expect(leastBridge([1, 0], 0.5)).toBe(0);
    expect(leastBridge([0.5, 0.5], 0.5)).toBeGreaterThan(leastBridge([0.05, 0.95], 0.5));
    expect(leastBridge([0.05, 0.95], 0.5)).toBeGreaterThan(leastBridge([0.001, 0.999], 0.5));
    expect(leastLipschitz([1, 0], 1)).toBe(0);
  });

  it('never exceeds what maps leave whose slope is known: eight sectors of a plane, each sent to its own mode', () => {
    // z = (rho, phi): sectors of an angle, inside of which z is at least w from the next; a map of the gaps with slope d / 2w.
    const rng = createRng(5);
    const [n, w] = [200_000, 0.05];
    const z = rng.normals(2 * n);
    let inside = 0;
    for (let i = 0; i < n; i++) {
      const [x, y] = [z[2 * i]!, z[2 * i + 1]!];
      const angle = Math.atan2(y, x);
      const away = angle - (Math.round(angle / (Math.PI / 4) - 0.5) + 0.5) * (Math.PI / 4); // from the sector's middle
      const toEdge = Math.hypot(x, y) * Math.sin(Math.PI / 8 - Math.abs(away));
      if (toEdge >= w) inside++;
    }
    const left = 1 - inside / n;
    const bound = leastBridge(Array(8).fill(1 / 8), 2 * w);
    expect(bound).toBeGreaterThan(0.05);
    expect(left).toBeGreaterThan(bound);
  });

  it('measures the gap between the discs of neighbours on the ring', () => {
    const { modes } = ring();
    const gap = gapOf(modes!);
    const unit = modes!.std / ringStd; // of standardised coordinates
    expect(gap / unit).toBeCloseTo(2 * ringRadius * Math.sin(Math.PI / 8) - 6 * ringStd, 10);
  });

  it('refuses masses and shares that cannot be', () => {
    expect(() => room([1.2], 1)).toThrow(RangeError);
    expect(() => leastBridge([0.5, 0.4], 1)).toThrow(RangeError);
    expect(() => leastLipschitz([0.7, 0.7], 1)).toThrow(RangeError);
  });
});
