/** V33, V34, V42 and V43: guidance, partial denoising, inpainting. */
import { ddimSigma } from '../diffusion/ddimSigma.ts';
import { arrive } from '../diffusion/descend.ts';
import { slope } from '../diffusion/euler.ts';
import { followGaussian, gaussianDenoiser } from '../diffusion/follow.ts';
import { affineDenoiser, covariance, gaussianSpace, known } from '../diffusion/gaussianSpace.ts';
import { classifierFreeGuidance } from '../diffusion/guidance.ts';
import { inpaint } from '../diffusion/inpaint.ts';
import { partialDenoising } from '../diffusion/partialDenoising.ts';
import { reverseSde } from '../diffusion/reverseSde.ts';
import { createSchedule } from '../diffusion/schedule.ts';
import { geometricSigmas, karrasSigmas, scheduleSigmas, sigmaOf } from '../diffusion/sigmas.ts';
import { float64Space, type Space } from '../diffusion/space.ts';
import { timesteps } from '../diffusion/timesteps.ts';
import { createRng } from '../random.ts';
import { conditionalGaussian, correlatedDenoiser } from '../theory/correlatedGaussian.ts';
import { guidedOdeVariance, guidedSdeVariance, tiltedVariance } from '../theory/guidedGaussian.ts';
import { exactDenoiser } from '../theory/exactDenoiser.ts';
import { gaussianMixture } from '../theory/mixture.ts';
import { rk45 } from '../theory/ode.ts';
import { partiallyDenoised } from '../theory/partialDenoising.ts';
import { absolute, atLeast, atMost, relative, type Claim } from './claim.ts';

export const V33: Claim = {
  id: 'V33',
  title: 'Guidance with the ODE contracts by a power of two',
  statement:
    'For $p = N(0,2)$ and $p(\\cdot|c) = N(0,1)$ the guided probability-flow ODE has variance $2^{1-\\gamma}$.',
  cost: 'seconds',
  run() {
    const space = float64Space(createRng(1)); // draws nothing
    const [p, pc] = [2, 1].map((v) => exactDenoiser(gaussianMixture([[0]], Math.sqrt(v)))) as [
      ReturnType<typeof exactDenoiser>,
      ReturnType<typeof exactDenoiser>,
    ];
    const top = 1000;
    return [1, 2, 3, 5].map((gamma) => {
      const D = classifierFreeGuidance(space, p, pc, gamma);
      // with u = log sigma for time, dx/du = sigma dx/dsigma
      const field = (u: number, x: Float64Array) => slope(space, D, x, Math.exp(u)).map((v) => Math.exp(u) * v);
      const { y } = rk45(field, [top], Math.log(top), Math.log(1e-4), { relative: 1e-10, absolute: 1e-14 });
      return relative(`variance at gamma = ${gamma}`, guidedOdeVariance(gamma), y[0]! ** 2, 1e-3);
    });
  },
};

const numbers: Pick<Space<number>, 'combine'> = {
  combine: (...terms) => terms.reduce((sum, [c, x]) => sum + c * x, 0),
};

export const V34: Claim = {
  id: 'V34',
  title: 'Guidance with the SDE is another law, and neither is the tilted one',
  statement:
    'In the same setting the guided reverse SDE has variance $(2 - 2^{2-2\\gamma})/(2\\gamma-1)$, while $p(x|c)^\\gamma p(x)^{1-\\gamma}$ has $2/(\\gamma+1)$.',
  cost: 'seconds',
  run() {
    const space = { ...numbers, normal: () => 0, blend: () => 0, settle: (x: number) => x };
    const [p, pc] = [gaussianDenoiser({ mean: 0, variance: 2 }), gaussianDenoiser({ mean: 0, variance: 1 })];
    const [top, bottom] = [300, 0.01];
    const variances = [1, 2, 3, 5].map((gamma) => {
      const D = classifierFreeGuidance(space, p, pc, gamma);
      const at = (steps: number) =>
        followGaussian(reverseSde(1), D, geometricSigmas(steps, top, bottom), { mean: 0, variance: top ** 2 }).variance;
      return [gamma, (8 * at(8000) - 6 * at(4000) + at(2000)) / 3] as const; // Richardson: the limit of small steps
    });
    const [, , [, sde]] = variances as [unknown, unknown, readonly [number, number]];
    return [
      ...variances.map(([gamma, variance]) =>
        relative(`variance at gamma = ${gamma}`, guidedSdeVariance(gamma), variance, 1e-3),
      ),
      atLeast('gamma = 3: distance from the tilted law', 0.05, Math.abs(sde - tiltedVariance(3)), 0),
      atLeast('gamma = 3: distance from the ODE', 0.05, Math.abs(sde - guidedOdeVariance(3)), 0),
    ];
  },
};

export const V42: Claim = {
  id: 'V42',
  title: 'How far SDEdit pulls a guide towards the data',
  statement:
    'For $N(0, s^2)$: mean $k x_g$, $k = \\frac{\\bar\\alpha s^2}{\\bar\\alpha s^2 + 1 - \\bar\\alpha}$, variance $k^2 \\frac{1-\\bar\\alpha}{\\bar\\alpha} + \\frac{s^2 (1-\\bar\\alpha)}{\\bar\\alpha s^2 + 1 - \\bar\\alpha}$.',
  cost: 'instant',
  run() {
    const D = gaussianDenoiser({ mean: 0, variance: 0.25 });
    return [0.1, 0.3, 0.8].flatMap((ab) => {
      const top = sigmaOf(ab);
      const law = arrive(
        partialDenoising(
          gaussianSpace(),
          affineDenoiser((x, sigma) => x.map((v) => D(v, sigma))),
          known([2]),
          top,
          karrasSigmas(1000, { sigmaMax: top }),
          ddimSigma(1),
        ),
      );
      const expected = partiallyDenoised(2, 0.25, ab);
      return [
        absolute(`mean for a guide at 2, alphaBar = ${ab}`, expected.mean, law.constant[0]!, 1e-10),
        absolute(`variance, alphaBar = ${ab}, 1000 steps`, expected.variance, covariance(law)[0]!, 0.005),
      ];
    });
  },
};

export const V43: Claim = {
  id: 'V43',
  title: 'Inpainting by replacement is biased, and resampling repairs most of it',
  statement:
    'Two normals with $\\rho = .9$, one observed at 1.5, exact denoiser: replacement misses the mean 1.35 of the other by more than .2; RePaint with five passes by less than a third of that.',
  cost: 'seconds',
  run() {
    const sigmas = scheduleSigmas(createSchedule('linear', 1000), timesteps(1000, 1000));
    const D = affineDenoiser(correlatedDenoiser(0.9));
    const exact = conditionalGaussian(0.9, 1.5);
    const [once, five] = [1, 5].map((resamples) => {
      const space = gaussianSpace();
      const start = space.combine([sigmas[0]!, space.normal(known([0, 0]))]);
      const again = { resamples, jump: 1 };
      const law = arrive(inpaint(space, D, start, sigmas, ddimSigma(1), known([1.5, 0]), known([1, 0]), again));
      return { mean: law.constant[1]!, variance: covariance(law)[3]! };
    }) as [typeof exact, typeof exact];
    const bias = (law: typeof exact) => Math.abs(law.mean - exact.mean);
    return [
      absolute('exact mean', 1.35, exact.mean, 1e-12),
      absolute('exact variance', 0.19, exact.variance, 1e-12),
      // NumPy, covariance recursion in the coordinates of x_t: (.93842109, .30779741) and (1.28245674, .20037935)
      absolute('mean by replacement', 0.93842109, once.mean, 1e-7),
      absolute('variance by replacement', 0.30779741, once.variance, 1e-7),
      absolute('mean with five passes', 1.28245674, five.mean, 1e-7),
      absolute('variance with five passes', 0.20037935, five.variance, 1e-7),
      atLeast('bias of replacement', 0.2, bias(once), 0),
      atMost('bias of five passes over that', 1 / 3, bias(five) / bias(once), 0),
    ];
  },
};
