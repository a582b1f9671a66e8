import { describe, expect, it } from 'vitest';
import { epsilonFromX0, scoreFromEpsilon, velocity } from '../../../src/lib/diffusion/posterior.ts';
import { precondition } from '../../../src/lib/diffusion/preconditioning.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { noiseLossWeights, snr } from '../../../src/lib/diffusion/weighting.ts';
import { x0Weights } from '../../../src/lib/theory/x0Weights.ts';

describe('weights in terms of x_0', () => {
  it.each([0.02, 0.3, 0.77, 0.999])('are the squared errors that a wrong x_0 makes elsewhere, alphaBar = %s', (ab) => {
    const [xt, x0, wrong] = [0.4, -1.1, 0.6];
    const names = (guess: number) => {
      const eps = epsilonFromX0(xt, guess, ab);
      return { x0: guess, eps, v: velocity(guess, eps, ab), score: scoreFromEpsilon(eps, ab) };
    };
    const [truth, guess] = [names(x0), names(wrong)];
    for (const name of ['x0', 'eps', 'v', 'score'] as const) {
      const weight = (truth[name] - guess[name]) ** 2 / (x0 - wrong) ** 2;
      expect(x0Weights[name](snr(ab)) / weight).toBeCloseTo(1, 10);
    }
  });

  it('agree with the weights that training uses, and v with EDM', () => {
    const schedule = createSchedule('linear', 50);
    const { simple, minSnr, velocity: v } = noiseLossWeights;
    schedule.alphasCumprod.forEach((ab, i) => {
      const ratio = snr(ab);
      expect(x0Weights.eps(ratio) / (simple(schedule)[i]! * ratio)).toBeCloseTo(1, 12);
      expect(x0Weights.minSnr(ratio) / (minSnr(schedule)[i]! * ratio)).toBeCloseTo(1, 12);
      expect(x0Weights.v(ratio) / (v(schedule)[i]! * ratio)).toBeCloseTo(1, 12);
      expect(precondition(Math.sqrt(1 / ratio)).weight / x0Weights.v(ratio)).toBeCloseTo(1, 12);
    });
  });
});
