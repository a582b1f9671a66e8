import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alphaBar,
  betaSchedules,
  cosineBetas,
  createSchedule,
  linearBetas,
  noiseSchedule,
} from '../../../src/lib/diffusion/schedule.ts';
import { timesteps } from '../../../src/lib/diffusion/timesteps.ts';
import { offeredT, scheduleNames } from '../../../src/lib/experiments/config.ts';

const anyT = fc.integer({ min: 20, max: 2000 });
const anyName = fc.constantFrom(...scheduleNames);

describe('the linear schedule', () => {
  test('is the one of DDPM at T = 1000: 1e-4 to 0.02, alphaBar_T = 4.03583e-5 (V32)', () => {
    // python3 -c "import numpy as np; a = np.cumprod(1 - np.linspace(1e-4, .02, 1000)); print(a[-1], np.argmin(abs(a - .5)) + 1)"
    const { betas, alphasCumprod } = createSchedule('linear', 1000);
    expect(betas[0]).toBeCloseTo(1e-4, 17);
    expect(betas[999]).toBeCloseTo(0.02, 15);
    expect(alphasCumprod[999]! / 4.035829765375676e-5 - 1).toBeCloseTo(0, 11);
    expect(alphasCumprod[999]).toBeCloseTo(4.03583e-5, 10);
    expect(nearestHalf(alphasCumprod)).toBe(259);
  });

  test('left unscaled, a short one would not reach noise: alphaBar_T = .603 at T = 50', () => {
    const unscaled = linearBetas(50, 1e-4 / 20, 0.02 / 20); // undoes the factor 1000 / T
    expect(noiseSchedule(unscaled).alphasCumprod[49]).toBeCloseTo(0.603, 3);
  });
});

describe('the cosine schedule', () => {
  test('has alphaBar = f(t) / f(0) until its betas are clipped at .999', () => {
    const { alphasCumprod, betas } = createSchedule('cosine', 1000);
    const f = (t: number) => Math.cos(((t / 1000 + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
    for (const t of [1, 10, 500, 900, 999]) expect(alphasCumprod[t - 1]! / (f(t) / f(0)) - 1).toBeCloseTo(0, 10);
    expect(betas[999]).toBe(0.999);
    expect(nearestHalf(alphasCumprod)).toBe(496);
  });

  test('is one function of t / T: doubling T fills in the middle', () => {
    const coarse = createSchedule('cosine', 100);
    const fine = createSchedule('cosine', 200);
    for (let t = 1; t < 100; t++) expect(alphaBar(fine, 2 * t)).toBeCloseTo(alphaBar(coarse, t), 12);
  });
});

describe('every schedule', () => {
  test.each(scheduleNames.flatMap((name) => offeredT.map((T) => [name, T] as const)))(
    'that the page offers ends in noise: %s, T = %i, alphaBar_T < 1e-4 (V32)',
    (name, T) => {
      expect(alphaBar(createSchedule(name, T), T)).toBeLessThan(1e-4);
    },
  );

  test('of any length from 20 up ends in noise, and its signal-to-noise ratio only falls (V32)', () => {
    fc.assert(
      fc.property(anyName, anyT, (name, T) => {
        const { betas, alphasCumprod } = createSchedule(name, T);
        expect(alphasCumprod[T - 1]).toBeLessThan(1e-4);
        expect(alphasCumprod[T - 1]).toBeGreaterThan(0);
        let snr = Infinity;
        alphasCumprod.forEach((a) => {
          expect(a / (1 - a)).toBeLessThan(snr);
          snr = a / (1 - a);
        });
        expect(betas.every((beta) => beta > 0 && beta <= 0.999)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('has arrays that agree with one another, indexed by t - 1', () => {
    for (const name of scheduleNames) {
      const s = createSchedule(name, 64);
      let product = 1;
      for (let i = 0; i < s.T; i++) {
        expect(s.alphas[i]).toBe(1 - s.betas[i]!);
        expect(s.alphasCumprodPrev[i]).toBeCloseTo(product, 15);
        product *= 1 - s.betas[i]!;
        expect(s.alphasCumprod[i]).toBeCloseTo(product, 15);
        expect(alphaBar(s, i + 1)).toBe(s.alphasCumprod[i]);
      }
      expect(alphaBar(s, 0)).toBe(1);
      expect(s.posteriorVariance[0]).toBe(0);
    }
  });

  test('with fewer than 20 steps, or half a step, is refused', () => {
    for (const T of [19, 0, -5, 50.5, NaN]) expect(() => createSchedule('linear', T)).toThrow(`got ${T}`);
  });

  test('is in the table of schedules', () => {
    expect(Object.keys(betaSchedules)).toEqual([...scheduleNames]);
    expect(betaSchedules.cosine(30)).toEqual(cosineBetas(30));
  });
});

describe('iterating the one-step kernel', () => {
  test('gives the closed form N(sqrt(alphaBar_t) x_0, 1 - alphaBar_t) (V21)', () => {
    for (const name of scheduleNames) {
      const schedule = createSchedule(name, 300);
      let mean = 1.7;
      let variance = 0;
      schedule.betas.forEach((beta, i) => {
        mean = Math.sqrt(1 - beta) * mean;
        variance = (1 - beta) * variance + beta;
        expect(mean).toBeCloseTo(1.7 * Math.sqrt(schedule.alphasCumprod[i]!), 12);
        expect(variance).toBeCloseTo(1 - schedule.alphasCumprod[i]!, 12);
      });
    }
  });
});

describe('the times of a sampler', () => {
  test('fall from T, are all different, and number as asked', () => {
    fc.assert(
      fc.property(anyT, fc.double({ min: 0, max: 1, noNaN: true }), (T, share) => {
        const steps = 1 + Math.floor(share * (T - 1));
        const times = timesteps(T, steps);
        expect(times).toHaveLength(steps);
        expect(times[0]).toBe(T);
        times.slice(1).forEach((t, i) => expect(t).toBeLessThan(times[i]!));
        expect(times.at(-1)).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  test('are all of T .. 1 for T steps, and [T] for one', () => {
    expect(timesteps(5, 5)).toEqual([5, 4, 3, 2, 1]);
    expect(timesteps(1000, 1)).toEqual([1000]);
    expect(timesteps(1000, 4)).toEqual([1000, 750, 500, 250]);
  });

  test('are refused for no step, too many, or half of one', () => {
    for (const steps of [0, 51, 2.5, NaN]) expect(() => timesteps(50, steps)).toThrow('between 1 and T = 50 steps');
  });
});

/** The t whose alphaBar is nearest to 1/2. */
function nearestHalf(alphasCumprod: Float64Array): number {
  let best = 0;
  alphasCumprod.forEach((a, i) => {
    if (Math.abs(a - 0.5) < Math.abs(alphasCumprod[best]! - 0.5)) best = i;
  });
  return best + 1;
}
