import { describe, expect, it } from 'vitest';
import { createSchedule, noiseSchedule, cosineBetas } from '../../../src/lib/diffusion/schedule.ts';
import { cosineLevelDensity, levelDensity, logNormalLevelDensity } from '../../../src/lib/theory/levelDensity.ts';
import { createRng } from '../../../src/lib/random.ts';

describe('the density of levels', () => {
  it('has area 1 between the ends', () => {
    const { alphasCumprod, T } = createSchedule('linear', 500);
    const { density } = levelDensity(alphasCumprod);
    const level = (t: number) => Math.log(alphasCumprod[t - 1]! / (1 - alphasCumprod[t - 1]!));
    let area = 0;
    for (let t = 1; t < T; t++) area += density[t - 1]! * (level(t) - level(t + 1));
    expect(area).toBeCloseTo(1, 12);
  });

  it('of the cosine schedule is a hyperbolic secant', () => {
    const { logSnr, density } = levelDensity(noiseSchedule(cosineBetas(4000, 0)).alphasCumprod);
    logSnr.forEach((x, i) => {
      if (Math.abs(x) < 8) expect(density[i]! / cosineLevelDensity(x)).toBeCloseTo(1, 2);
    });
  });

  it('of log-normal sigmas is that of a histogram', () => {
    const [mean, std, n] = [-1.2, 1.2, 100_000];
    const levels = Array.from(createRng(1).normals(n), (z) => -2 * (mean + std * z));
    for (const [from, to] of [
      [-2, -1],
      [2, 3],
      [6, 7],
    ] as const) {
      const share = levels.filter((x) => x >= from && x < to).length / n;
      const cells = Array.from({ length: 100 }, (_, i) =>
        logNormalLevelDensity(from + ((i + 0.5) * (to - from)) / 100, mean, std),
      );
      const area = cells.reduce((sum, p) => sum + p, 0) / 100;
      expect(Math.abs(share - area)).toBeLessThan(4.5 * Math.sqrt((area * (1 - area)) / n));
    }
  });
});
