/** V21, V22, V23, V27 and V32: the forward process, its posterior, and its schedules. */
import { ancestralStep } from '../diffusion/ancestral.ts';
import {
  epsilonFromVelocity,
  epsilonFromX0,
  posteriorCoefficients,
  scoreFromEpsilon,
  velocity,
  x0FromEpsilon,
  x0FromVelocity,
} from '../diffusion/posterior.ts';
import { alphaBar, createSchedule, linearBetas, noiseSchedule } from '../diffusion/schedule.ts';
import { offeredT, scheduleNames } from '../experiments/config.ts';
import { createRng } from '../random.ts';
import { priorKl } from '../theory/bound.ts';
import { diffuseGaussian } from '../theory/gaussian.ts';
import { absolute, atMost, type Claim } from './claim.ts';
import { average, momentsOf, worst } from './monteCarlo.ts';

const linear = createSchedule('linear', 1000);

export const V21: Claim = {
  id: 'V21',
  title: 'A thousand small kernels are one',
  statement:
    'Iterating $q(x_t|x_{t-1})$ gives $q(x_t|x_0) = N(\\sqrt{\\bar\\alpha_t}\\, x_0, (1 - \\bar\\alpha_t) I)$.',
  cost: 'seconds',
  run() {
    const start = { mean: 1.7, variance: 0.3 };
    let [mean, variance] = [start.mean, start.variance];
    const errors = Array.from(linear.betas, (beta, i) => {
      mean *= Math.sqrt(1 - beta); // the kernel, one step at a time
      variance = (1 - beta) * variance + beta;
      const closed = diffuseGaussian(start, alphaBar(linear, i + 1));
      return worst([mean - closed.mean, variance - closed.variance]);
    });
    const rng = createRng(21);
    const short = createSchedule('linear', 20);
    const n = 40_000;
    let x = new Float32Array(n).fill(1.7);
    for (const beta of short.betas) {
      const z = rng.normals(n);
      x = x.map((value, i) => Math.sqrt(1 - beta) * value + Math.sqrt(beta) * z[i]!);
    }
    const found = momentsOf(x);
    const closed = diffuseGaussian({ mean: 1.7, variance: 0 }, alphaBar(short, 20));
    return [
      absolute('mean and variance at every t, worst gap', 0, worst(errors), 1e-12),
      absolute('mean of 40000 chains of 20 steps', closed.mean, found.mean.mean, 5 * found.mean.standardError),
      absolute('their variance', closed.variance, found.variance.mean, 5 * found.variance.standardError),
    ];
  },
};

export const V22: Claim = {
  id: 'V22',
  title: 'What the last step still knows',
  statement:
    '$L_T = KL(q(x_T|x_0) \\| N(0, I)) = \\frac12 (\\bar\\alpha_T x_0^2 - \\bar\\alpha_T - \\log(1 - \\bar\\alpha_T))$ per dimension.',
  cost: 'instant',
  run() {
    // a schedule that is not rescaled: enough of the data is left at T = 50 to measure
    const ab = noiseSchedule(linearBetas(50, 1e-4 / 20, 0.02 / 20)).alphasCumprod[49]!;
    const x0 = 1.3;
    const [mean, variance] = [Math.sqrt(ab) * x0, 1 - ab];
    const z = createRng(22).normals(200_000);
    const found = average(z.length, (i) => {
      const x = mean + Math.sqrt(variance) * z[i]!;
      return (x * x - (x - mean) ** 2 / variance - Math.log(variance)) / 2; // log q - log p at a draw from q
    });
    const tolerance = Math.min(0.01, 5 * found.standardError);
    return [
      absolute('L_T at T = 50 without rescaling, nats', priorKl(ab, x0 ** 2), found.mean, tolerance),
      // the direct form ½(ab x0² + (1 - ab) - 1 - log(1 - ab)) in bits, for |x_0|² / d = .3
      absolute(
        'bits per dimension at T = 1000, |x_0|^2 / d = .3',
        8.73e-6,
        priorKl(alphaBar(linear, 1000), 0.3) / Math.LN2,
        5e-9,
      ),
    ];
  },
};

export const V23: Claim = {
  id: 'V23',
  title: 'The posterior of one step back',
  statement:
    '$q(x_{t-1}|x_t,x_0)$ has precision $\\alpha_t/\\beta_t + 1/(1 - \\bar\\alpha_{t-1})$; its mean in terms of $\\epsilon$ is the sampling step of DDPM, and together with $q(x_t|x_0)$ it gives $q(x_{t-1}|x_0)$.',
  cost: 'instant',
  run() {
    const [bayes, sampling, composed]: number[][] = [[], [], []];
    for (let t = 2; t <= linear.T; t++) {
      const [at, as, beta] = [alphaBar(linear, t), alphaBar(linear, t - 1), linear.betas[t - 1]!];
      const { x0, xt, variance } = posteriorCoefficients(linear, t);
      const precision = (1 - beta) / beta + 1 / (1 - as);
      bayes!.push(variance - 1 / precision);
      bayes!.push(x0 - Math.sqrt(as) / (1 - as) / precision, xt - Math.sqrt(1 - beta) / beta / precision);
      const step = ancestralStep(linear, 'posterior', t); // at x_t = sqrt(at) x_0 + sqrt(1 - at) eps
      sampling!.push(x0 + xt * Math.sqrt(at) - step.xt * Math.sqrt(at));
      sampling!.push(xt * Math.sqrt(1 - at) - (step.xt * Math.sqrt(1 - at) + step.eps));
      composed!.push(x0 + xt * Math.sqrt(at) - Math.sqrt(as), xt ** 2 * (1 - at) + variance - (1 - as));
    }
    return [
      absolute("variance and mean against Bayes' rule, worst over t", 0, worst(bayes!), 1e-12),
      absolute('mean in terms of the noise, worst over t', 0, worst(sampling!), 1e-12),
      absolute('posterior after forward process, worst over t', 0, worst(composed!), 1e-12),
    ];
  },
};

export const V27: Claim = {
  id: 'V27',
  title: 'Four names for one prediction',
  statement:
    '$\\epsilon$, $x_0$, $v = \\sqrt{\\bar\\alpha}\\epsilon - \\sqrt{1-\\bar\\alpha}\\,x_0$ and the score determine each other.',
  cost: 'instant',
  run() {
    const rng = createRng(27);
    const errors: number[] = [];
    for (let i = 0; i < 1000; i++) {
      const [x0, eps, ab] = [rng.normal(), rng.normal(), 0.01 + 0.98 * rng.uniform()];
      const xt = Math.sqrt(ab) * x0 + Math.sqrt(1 - ab) * eps;
      const v = velocity(x0, eps, ab);
      errors.push(x0FromVelocity(xt, v, ab) - x0, epsilonFromVelocity(xt, v, ab) - eps);
      errors.push(
        (x0FromEpsilon(xt, eps, ab) - x0) * Math.sqrt(ab),
        (epsilonFromX0(xt, x0, ab) - eps) * Math.sqrt(1 - ab),
      );
      // the score of N(sqrt(ab) x_0, 1 - ab) at x_t
      errors.push(scoreFromEpsilon(eps, ab) * (1 - ab) + xt - Math.sqrt(ab) * x0);
    }
    const ab = alphaBar(linear, 1000);
    const amplified = x0FromEpsilon(0, -1, ab) - x0FromEpsilon(0, 0, ab);
    return [
      absolute('round trips of 1000 draws, worst', 0, worst(errors), 1e-12),
      absolute('error of x_0 per error of the noise at T = 1000', 157.4, amplified, 0.05),
    ];
  },
};

export const V32: Claim = {
  id: 'V32',
  title: 'Every schedule offered ends in noise',
  statement: '$\\bar\\alpha_T < 10^{-4}$ for every $T$ that the page offers, and the signal-to-noise ratio only falls.',
  cost: 'instant',
  run: () => [
    // numpy: np.cumprod(1 - np.linspace(1e-4, .02, 1000))[-1]
    absolute('last alphaBar, linear, T = 1000', 4.035829765375694e-5, alphaBar(linear, 1000), 1e-14),
    absolute('alphaBar is 1/2 at t = 259 (linear)', 0.5, alphaBar(linear, 259), 2e-3),
    absolute('and at t = 496 (cosine)', 0.5, alphaBar(createSchedule('cosine', 1000), 496), 2e-3),
    ...scheduleNames.flatMap((name) =>
      offeredT.flatMap((T) => {
        const { alphasCumprod } = createSchedule(name, T);
        const steps = Array.from({ length: T - 1 }, (_, i) => alphasCumprod[i + 1]! / alphasCumprod[i]!);
        return [
          atMost(`last alphaBar, ${name}, T = ${T}`, 1e-4, alphasCumprod[T - 1]!, 0),
          atMost(`largest ratio of neighbours, ${name}, T = ${T}`, 1 - 1e-12, Math.max(...steps), 0),
        ];
      }),
    ),
  ],
};
