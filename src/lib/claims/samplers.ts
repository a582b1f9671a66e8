/** V28 to V31, V35, V38, V39 and V40: what samplers do, exactly. */
import { ancestralStep } from '../diffusion/ancestral.ts';
import { ddimStep } from '../diffusion/ddim.ts';
import { ddimSigma } from '../diffusion/ddimSigma.ts';
import { arrive, descend, type Move } from '../diffusion/descend.ts';
import { euler } from '../diffusion/euler.ts';
import { affine, followGaussian, gaussianDenoiser } from '../diffusion/follow.ts';
import { heun } from '../diffusion/heun.ts';
import { encode } from '../diffusion/inversion.ts';
import { langevin, langevinStep } from '../diffusion/langevin.ts';
import { epsilonFromX0 } from '../diffusion/posterior.ts';
import { reverseSde } from '../diffusion/reverseSde.ts';
import { alphaBar, createSchedule } from '../diffusion/schedule.ts';
import { geometricSigmas, karrasSigmas, scheduleSigmas, sigmaOf } from '../diffusion/sigmas.ts';
import { float64Space } from '../diffusion/space.ts';
import { timesteps } from '../diffusion/timesteps.ts';
import { createRng } from '../random.ts';
import { exactDenoiser } from '../theory/exactDenoiser.ts';
import { sampledGaussian } from '../theory/gaussian.ts';
import { langevinVariance } from '../theory/langevin.ts';
import { gaussianMixture, sampleMixture } from '../theory/mixture.ts';
import { rk45 } from '../theory/ode.ts';
import { alphaBarAt, songBeta, veFlow, vpFlow } from '../theory/probabilityFlow.ts';
import { absolute, atLeast, atMost, type Claim } from './claim.ts';
import { momentsOf, worst } from './monteCarlo.ts';

const linear = createSchedule('linear', 1000);
const etas = [0, 0.25, 0.5, 1];

/** All (t, s) with strides of 1 and 200. */
const strides = [1, 200].flatMap((stride) =>
  Array.from({ length: linear.T - stride }, (_, i) => [i + 1 + stride, i + 1] as const),
);

export const V28: Claim = {
  id: 'V28',
  title: 'DDIM at eta = 1 is DDPM, whatever the stride',
  statement:
    'At $\\eta = 1$ mean and variance of the step are those of $q(x_s|x_t,x_0)$; $\\sigma$ is linear in $\\eta$, not $\\sigma^2$.',
  cost: 'instant',
  run() {
    const [mean, variance, linearity]: number[][] = [[], [], []];
    for (const [t, s] of strides) {
      const [at, as] = [alphaBar(linear, t), alphaBar(linear, s)];
      // Bayes: prior N(sqrt(as) x_0, 1 - as), likelihood N(x_t; sqrt(a) x_s, 1 - a)
      const a = at / as;
      const precision = a / (1 - a) + 1 / (1 - as);
      const step = ddimStep(linear, 1, t, s);
      mean!.push((-step.eps * Math.sqrt(at)) / Math.sqrt(1 - at) - Math.sqrt(as) / (1 - as) / precision);
      mean!.push(step.xt + step.eps / Math.sqrt(1 - at) - Math.sqrt(a) / (1 - a) / precision);
      variance!.push(step.noise ** 2 - 1 / precision);
      for (const eta of etas) linearity!.push(ddimStep(linear, eta, t, s).noise - eta / Math.sqrt(precision));
    }
    return [
      absolute('mean, strides 1 and 200, worst', 0, worst(mean!), 1e-12),
      absolute('variance, worst', 0, worst(variance!), 1e-12),
      absolute('sigma against eta times that of the posterior, worst', 0, worst(linearity!), 1e-12),
    ];
  },
};

export const V29: Claim = {
  id: 'V29',
  title: 'Every DDIM keeps the marginals',
  statement: 'For every $\\eta$ the step takes $q(x_t|x_0)$ to $q(x_s|x_0)$.',
  cost: 'instant',
  run() {
    const [mean, variance]: number[][] = [[], []];
    for (const [t, s] of strides) {
      for (const eta of etas) {
        const [at, as] = [alphaBar(linear, t), alphaBar(linear, s)];
        const { xt, eps, noise } = ddimStep(linear, eta, t, s);
        mean!.push(xt * Math.sqrt(at) - Math.sqrt(as));
        variance!.push((xt * Math.sqrt(1 - at) + eps) ** 2 + noise ** 2 - (1 - as));
      }
    }
    return [
      absolute('coefficient of x_0, worst', 0, worst(mean!), 1e-12),
      absolute('variance of the noise, worst', 0, worst(variance!), 1e-12),
    ];
  },
};

export const V30: Claim = {
  id: 'V30',
  title: 'One step of DDIM, and the way back',
  statement:
    'One step is exact for a single point; for $N(0, s^2)$ it multiplies $x_T$ by $\\sqrt{\\bar\\alpha}s^2/(\\bar\\alpha s^2 + 1 - \\bar\\alpha)$; inverting and decoding errs by $O(1/S)$.',
  cost: 'seconds',
  run() {
    const point = worst(
      [1, 500, 1000].map((t) => {
        const { xt, eps } = ddimStep(linear, 0, t, 0);
        return xt * -1.2 + eps * epsilonFromX0(-1.2, 0.37, alphaBar(linear, t)) - 0.37;
      }),
    );
    const ab = alphaBar(linear, 1000);
    const { xt, eps } = ddimStep(linear, 0, 1000, 0);
    const once = xt + (eps * Math.sqrt(1 - ab)) / (ab * 0.25 + 1 - ab); // the exact noise prediction is linear
    const mixture = gaussianMixture([[-1.2, 0.4], [0.9, -0.3], [0.2, 1.5]], [0.3, 0.7, 0.15], [0.5, 0.3, 0.2]); // prettier-ignore
    const D = exactDenoiser(mixture);
    const points = Float64Array.from(sampleMixture(mixture, 200, createRng(30)));
    const errors = [50, 100, 200, 400, 800].map((steps) => {
      const sigmas = scheduleSigmas(linear, timesteps(1000, steps));
      const space = float64Space(createRng(1)); // draws nothing
      const latent = arrive(encode(space, D, points, sigmas));
      const back = arrive(descend(space, D, latent, sigmas, euler));
      return Math.sqrt(back.reduce((sum, v, i) => sum + (v - points[i]!) ** 2, 0) / 200);
    });
    return [
      absolute('one point from anywhere, worst', 0, point, 1e-10),
      absolute('factor for N(0, 1/4) from T', 0.0015882525962707763, once, 1e-12),
      ...errors.slice(1).map((error, i) => {
        const ratio = errors[i]! / error;
        return absolute(`round trip at ${50 * 2 ** i} steps over ${100 * 2 ** i}`, 1.95, ratio, 0.25);
      }),
    ];
  },
};

/** The variance of ancestral sampling for N(0, v), by the law of total variance; only the betas are shared with the library. */
function chainVariance(betas: Float64Array, v: number, posterior: boolean): number {
  const levels = [1];
  betas.forEach((beta, i) => levels.push(levels[i]! * (1 - beta)));
  let variance = 1;
  for (let t = betas.length; t >= 1; t--) {
    const [at, as] = [levels[t]!, levels[t - 1]!];
    const beta = 1 - at / as;
    const k = (Math.sqrt(at) * v) / (at * v + 1 - at); // E[x_0 | x_t] = k x_t
    const slope = ((Math.sqrt(as) * beta) / (1 - at)) * k + (Math.sqrt(at / as) * (1 - as)) / (1 - at);
    const noise = t === 1 ? 0 : posterior ? (beta * (1 - as)) / (1 - at) : beta;
    variance = slope ** 2 * variance + noise;
  }
  return variance;
}

export const V31: Claim = {
  id: 'V31',
  title: 'Which reverse variance is exact for what',
  statement:
    '$\\sigma^2 = \\beta$ is exact for $N(0,1)$ and $\\tilde\\beta$ for a single point; for $N(0, \\frac14)$ both are off, by a known amount.',
  cost: 'seconds',
  run() {
    const chain = (T: number, choice: 'beta' | 'posterior', variance: number) => {
      const schedule = createSchedule('linear', T);
      const step = (t: number, s: number) => ancestralStep(schedule, choice, t, s);
      return sampledGaussian(timesteps(T, T), step, { mean: 0, variance }, (t) => alphaBar(schedule, t)).variance;
    };
    const rows = [
      [1000, 'beta', 0.25075],
      [1000, 'posterior', 0.24613],
      [100, 'posterior', 0.2192],
      [50, 'posterior', 0.1966],
    ] as const;
    const short = createSchedule('linear', 50);
    const sigmas = scheduleSigmas(short, timesteps(50, 50));
    const rng = createRng(31);
    const x = Float64Array.from(rng.normals(20_000), (z) => Math.hypot(1, sigmas[0]!) * z);
    const D = exactDenoiser(gaussianMixture([[0]], 0.5));
    const simulated = momentsOf(arrive(descend(float64Space(rng), D, x, sigmas, ddimSigma(1)))).variance;
    // a step of beta for N(0, 1), and of betaTilde for one point (its noise is x_t - sqrt(alphaBar) x_0), from the right law
    const exact = [200, 100, 2].flatMap((t) => {
      const [at, as] = [alphaBar(linear, t), alphaBar(linear, t - 1)];
      const normal = ancestralStep(linear, 'beta', t);
      const point = ancestralStep(linear, 'posterior', t);
      return [
        (normal.xt + normal.eps * Math.sqrt(1 - at)) ** 2 + normal.noise ** 2 - 1,
        (point.xt * Math.sqrt(1 - at) + point.eps) ** 2 + point.noise ** 2 - (1 - as),
      ];
    });
    return [
      ...rows.flatMap(([T, choice, printed]) => {
        const variance = chain(T, choice, 0.25);
        const betas = createSchedule('linear', T).betas;
        return [
          absolute(
            `T = ${T}, ${choice}: recursion`,
            chainVariance(betas, 0.25, choice === 'posterior'),
            variance,
            1e-12,
          ),
          absolute(`T = ${T}, ${choice}: printed value`, printed, variance, 6e-5),
        ];
      }),
      absolute('both exact cases, worst', 0, worst(exact), 1e-12),
      absolute(
        'variance of 20000 samples, T = 50, posterior',
        chain(50, 'posterior', 0.25),
        simulated.mean,
        5 * simulated.standardError,
      ),
    ];
  },
};

export const V35: Claim = {
  id: 'V35',
  title: 'One law, many processes',
  statement:
    '$dx = [f - \\frac{1+\\lambda^2}{2} g^2 \\nabla\\log p]\\,dt + \\lambda g\\,d\\bar w$ ends at the data for every $\\lambda$.',
  cost: 'instant',
  run() {
    const data = { mean: 0, variance: 0.25 };
    const [top, bottom] = [20, 0.01];
    const D = gaussianDenoiser(data);
    return [0, 0.5, 1, 2].map((lambda) => {
      const at = (steps: number) =>
        followGaussian(reverseSde(lambda), D, geometricSigmas(steps, top, bottom), {
          mean: 0,
          variance: 0.25 + top ** 2,
        }).variance;
      // Richardson: the error is c h + d h^2 + ..., and three grids remove its first two terms
      const limit = (8 * at(8000) - 6 * at(4000) + at(2000)) / 3;
      return absolute(`variance in the limit of small steps, lambda = ${lambda}`, 0.25 + bottom ** 2, limit, 1e-6);
    });
  },
};

export const V38: Claim = {
  id: 'V38',
  title: 'Euler has order one, Heun order two',
  statement: 'On the grid of Karras et al. the error of $n$ steps falls as $n^{-1}$ and $n^{-2}$.',
  cost: 'instant',
  run() {
    const variance = 0.25;
    const D = gaussianDenoiser({ mean: 0, variance });
    const exact = Math.sqrt(variance / (variance + 80 ** 2)); // the flow keeps x over its deviation
    const error = (move: Move, n: number) =>
      Math.abs(Math.sqrt(followGaussian(move, D, karrasSigmas(n), { mean: 0, variance: 1 }).variance) / exact - 1);
    const order = (move: Move) => {
      const points = [40, 80, 160, 320].map((n) => [Math.log(n), Math.log(error(move, n))] as const);
      const [mx, my] = [0, 1].map((k) => points.reduce((sum, p) => sum + p[k]!, 0) / points.length) as [number, number];
      const top = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
      return -top / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
    };
    return [
      absolute('order of Euler, slope over n = 40 .. 320', 1, order(euler), 0.1),
      absolute('order of Heun', 2, order(heun), 0.15),
      absolute('relative error of 18 Euler steps', 0.154, error(euler, 18), 5e-4),
      absolute('relative error of 18 Heun steps', 0.055, error(heun, 18), 5e-4),
    ];
  },
};

export const V39: Claim = {
  id: 'V39',
  title: 'Two clocks, one flow',
  statement:
    'The probability-flow ODEs of VP and VE take a point to the same place, $x^{VE} = x^{VP}/\\sqrt{\\bar\\alpha}$, $\\sigma = \\sqrt{(1-\\bar\\alpha)/\\bar\\alpha}$.',
  cost: 'seconds',
  run() {
    const mixture = gaussianMixture([[-1, 0.3], [0.8, -0.5]], [0.4, 0.6], [0.4, 0.6]); // prettier-ignore
    const [vp, ve] = [vpFlow(mixture), veFlow(mixture)];
    const options = { relative: 1e-10, absolute: 1e-12 };
    const ab = alphaBarAt(songBeta, 1);
    return [
      [0, 0],
      [1.3, -0.2],
      [-2, 1],
    ].map((x) => {
      const a = rk45((t, y) => vp.velocity(y, t), x, 0, 1, options).y.map((v) => v / Math.sqrt(ab));
      const b = rk45((t, y) => ve.velocity(y, t), x, 0, sigmaOf(ab), options).y;
      return absolute(`relative gap from (${x.join(', ')})`, 0, worst(a.map((v, i) => v / b[i]! - 1)), 1e-6);
    });
  },
};

export const V40: Claim = {
  id: 'V40',
  title: 'Langevin with finite steps is too wide',
  statement: 'For $N(0, \\sigma^2)$ and step $\\delta$ it settles on variance $\\sigma^2/(1 - \\delta/4\\sigma^2)$.',
  cost: 'seconds',
  run() {
    const rng = createRng(40);
    const n = 20_000;
    const checks = [0.1, 0.5, 1].flatMap((delta) => {
      const move: Move = (space, _, x) => langevinStep(space, (y) => space.combine([-1, y]), x, delta);
      const { slope, noises } = affine(move, (x) => x, 1, 1);
      let variance = 1;
      for (let i = 0; i < 2000; i++) variance = slope ** 2 * variance + noises[0]! ** 2; // until it stands still
      return [absolute(`stationary variance, delta = ${delta}`, langevinVariance(1, delta), variance, 1e-12)];
    });
    const simulated = [0.5, 1].map((delta) => {
      let [x, steps]: [Float64Array, number] = [Float64Array.from(rng.normals(n)), 0];
      for (x of langevin(float64Space(rng), (y) => y.map((v) => -v), x, delta)) if (++steps > 25) break;
      const { mean, standardError } = momentsOf(x).variance;
      return absolute(`variance of ${n} chains, delta = ${delta}`, 1 / (1 - delta / 4), mean, 5 * standardError);
    });
    return [
      ...checks,
      ...simulated,
      absolute('delta = 1/2', 1.142857142857, langevinVariance(1, 0.5), 1e-11),
      atLeast('bias at delta = 1', 0.3, langevinVariance(1, 1) - 1, 0),
      atMost('bias at delta = .01', 0.003, langevinVariance(1, 0.01) - 1, 0),
    ];
  },
};
