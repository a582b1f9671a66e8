import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { binnedJs } from '../../../src/lib/theory/binnedDivergence.ts';

describe('JS between histograms', () => {
  it('is that of the shares, with a point on the last edge in the last bin', () => {
    const halves = { from: 0, to: 3, bins: 3 };
    expect(binnedJs([0.5, 1.5], [1.2, 3], halves)).toBeCloseTo(Math.LN2 / 2, 12);
    expect(binnedJs([0.5, 1.5], [-7, 1.2], halves)).toBeCloseTo(0, 12);
  });

  it('grows from 0 in one bin to log 2 in very fine ones, whatever the samples', () => {
    const rng = createRng(4);
    const [x, y] = [rng.fork('x').normals(60), rng.fork('y').normals(60)];
    const of = (bins: number) => binnedJs(x, y, { from: -5, to: 5, bins });
    expect(of(1)).toBeCloseTo(0, 12);
    expect(of(10)).toBeLessThan(of(100));
    expect(of(1e5)).toBeGreaterThan(Math.LN2 - 0.01);
  });
});
