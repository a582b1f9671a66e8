import { expect, test } from 'vitest';
import { ddimStep } from '../../../src/lib/diffusion/ddim.ts';
import { ddimSigma } from '../../../src/lib/diffusion/ddimSigma.ts';
import { euler } from '../../../src/lib/diffusion/euler.ts';
import { affine } from '../../../src/lib/diffusion/follow.ts';
import { posteriorCoefficients } from '../../../src/lib/diffusion/posterior.ts';
import { alphaBar, createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { sigmaOf } from '../../../src/lib/diffusion/sigmas.ts';
import { gaussianEpsilon } from '../../../src/lib/theory/gaussian.ts';
import { data, denoise } from '../../helpers/gaussianMoves.ts';

const schedule = createSchedule('linear', 1000);
const pairs = [
  [1000, 999],
  [1000, 800],
  [500, 300],
  [40, 20],
  [2, 1],
] as const;

test('is the step of ddim.ts in other coordinates, for every eta and stride, down to s = 0', () => {
  for (const [t, s] of [...pairs, [1, 0], [1000, 0]] as const) {
    const [at, as] = [alphaBar(schedule, t), alphaBar(schedule, s)];
    const { slope, centre } = gaussianEpsilon(data, at);
    for (const eta of [0, 0.3, 1]) {
      const step = ddimStep(schedule, eta, t, s);
      const move = affine(ddimSigma(eta), denoise, sigmaOf(at), s === 0 ? 0 : sigmaOf(as));
      // x_s / sqrt(as) as a function of x_t / sqrt(at)
      expect(move.slope / (((step.xt + step.eps * slope) * Math.sqrt(at)) / Math.sqrt(as))).toBeCloseTo(1, 9);
      expect(move.constant).toBeCloseTo((-step.eps * slope * centre) / Math.sqrt(as), 10);
      expect(move.noises[0] ?? 0).toBeCloseTo(step.noise / Math.sqrt(as), 10);
    }
  }
});

test('at eta = 1 has the variance of the posterior q(x_s | x_t, x_0)', () => {
  for (const [t, s] of pairs) {
    const [at, as] = [alphaBar(schedule, t), alphaBar(schedule, s)];
    const [noise] = affine(ddimSigma(1), denoise, sigmaOf(at), sigmaOf(as)).noises;
    expect(noise! ** 2).toBeCloseTo(posteriorCoefficients(schedule, t, s).variance / as, 10);
  }
});

test('keeps x_0 + sigma n on its level whatever eta', () => {
  const [sigma, next] = [3, 1.2];
  for (const eta of [0, 0.5, 1]) {
    // data at the one point 0.8: D = 0.8, so x - D is the noise
    const { constant, slope, noises } = affine(ddimSigma(eta), () => 0.8, sigma, next);
    expect(constant + slope * 0.8).toBeCloseTo(0.8, 14);
    expect(slope ** 2 * sigma ** 2 + (noises[0] ?? 0) ** 2).toBeCloseTo(next ** 2, 13);
  }
});

test('at eta = 0 is Euler on the probability-flow ODE', () => {
  for (const [sigma, next] of [
    [80, 3],
    [1, 0.5],
    [0.2, 0],
  ] as const) {
    const [a, b] = [affine(ddimSigma(0), denoise, sigma, next), affine(euler, denoise, sigma, next)];
    expect(a.slope).toBeCloseTo(b.slope, 13);
    expect(a.constant).toBeCloseTo(b.constant, 13);
    expect(a.noises).toEqual([]);
  }
});
