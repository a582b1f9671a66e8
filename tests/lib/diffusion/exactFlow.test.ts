import { describe, expect, it } from 'vitest';
import { exactFlow } from '../../../src/lib/diffusion/exactFlow.ts';
import { exactDenoiser } from '../../../src/lib/theory/exactDenoiser.ts';
import { gaussianMixture } from '../../../src/lib/theory/mixture.ts';
import { rk45 } from '../../../src/lib/theory/ode.ts';
import { veFlow } from '../../../src/lib/theory/probabilityFlow.ts';

const walked = (...of: Parameters<typeof exactFlow>) => [...exactFlow(...of)].at(-1)!;

describe('the exact flow', () => {
  it('takes Gaussian data to its closed form, x s / sqrt(s^2 + sigma^2)', () => {
    const D = exactDenoiser(gaussianMixture([[0.3, -0.2]], 0.5));
    const end = walked(D, Float64Array.of(60.3, -40.2), 80, 300);
    const factor = 0.5 / Math.hypot(0.5, 80);
    expect(end[0]).toBeCloseTo(0.3 + 60 * factor, 6);
    expect(end[1]).toBeCloseTo(-0.2 - 40 * factor, 6);
  });

  it('agrees with an adaptive method on a mixture', () => {
    const mixture = gaussianMixture([[-1, 0.4], [0.8, -0.5], [0, 1]], 0.1); // prettier-ignore
    const { velocity } = veFlow(mixture);
    for (const start of [
      [20, 5],
      [-3, 40],
    ]) {
      const exact = rk45((sigma, y) => velocity(y, sigma), start, 80, 1e-5, { relative: 1e-10, absolute: 1e-12 }).y;
      const end = walked(exactDenoiser(mixture), Float64Array.from(start), 80, 300);
      expect(Math.hypot(end[0]! - exact[0]!, end[1]! - exact[1]!)).toBeLessThan(1e-6);
    }
  });
});
