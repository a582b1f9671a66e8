/** V36, V44 and V45: likelihood by the flow, the variational bound, and the estimate that links them. */
import { flowLikelihood, hutchinson, trace } from '../diffusion/likelihood.ts';
import { ancestralStep } from '../diffusion/ancestral.ts';
import { alphaBar, linearBetas, noiseSchedule } from '../diffusion/schedule.ts';
import { createRng } from '../random.ts';
import { gaussianPosteriorVariance } from '../theory/bound.ts';
import { sampledGaussian } from '../theory/gaussian.ts';
import { epsilonLossFloor } from '../theory/lossFloor.ts';
import { gaussianMixture, logDensity } from '../theory/mixture.ts';
import { vpFlow } from '../theory/probabilityFlow.ts';
import { gaussianReverseSteps, pointBound } from '../theory/pointBound.ts';
import { absolute, atLeast, atMost, type Claim } from './claim.ts';
import { average, worst } from './monteCarlo.ts';

export const V36: Claim = {
  id: 'V36',
  title: 'The flow knows its density',
  statement:
    '$\\log p_0(x_0) = \\log p_T(x_T) + \\int_0^T \\nabla\\cdot \\tilde f\\,dt$; one random product per step estimates the divergence without bias.',
  cost: 'seconds',
  run() {
    const line = gaussianMixture([[-1.5], [0.4], [1.2]], [0.3, 0.2, 0.5], [0.5, 0.2, 0.3]);
    const flow = vpFlow(line);
    const exact = { velocity: flow.velocity, divergence: (x: Float64Array, t: number) => trace(flow.jacobian(x, t)) };
    const normal = (y: Float64Array) => y.reduce((sum, v) => sum - (v * v + Math.log(2 * Math.PI)) / 2, 0);
    const points = [-2.2, -1.5, -0.5, 0.3, 1, 2];
    const errors = (prior: (y: Float64Array) => number) =>
      worst(points.map((x) => flowLikelihood(exact, [x], [0, 1], prior).logLikelihood - logDensity(line, [x])));

    const plane = gaussianMixture([[-1, 0.3], [0.8, -0.5]], [0.4, 0.6], [0.4, 0.6]); // prettier-ignore
    const flat = vpFlow(plane);
    const x = [0.2, 0.4];
    /** Log density with the divergence estimated along v, one v for the whole trajectory. */
    const along = (v: Float64Array) => {
      const divergence = (y: Float64Array, t: number) => {
        const J = flat.jacobian(y, t);
        return hutchinson((u) => [J[0]! * u[0]! + J[1]! * u[1]!, J[2]! * u[0]! + J[3]! * u[1]!], v);
      };
      const random = { velocity: flat.velocity, divergence };
      const options = { relative: 1e-7, absolute: 1e-7 };
      return flowLikelihood(random, x, [0, 1], (y) => flat.logDensity(y, 1), options).logLikelihood;
    };
    const signs = (along(Float64Array.of(1, 1)) + along(Float64Array.of(1, -1))) / 2; // -v does as v
    const rng = createRng(36);
    const estimate = average(100, () => along(Float64Array.of(rng.normal(), rng.normal())));
    return [
      absolute(
        'log density at six points, worst',
        0,
        errors((y) => flow.logDensity(y, 1)),
        1e-6,
      ),
      absolute('with N(0, 1) for the law at T', 0, errors(normal), 1e-2),
      atLeast('which is a real error', 1e-5, errors(normal), 0),
      absolute('mean of Hutchinson over all signs', logDensity(plane, x), signs, 1e-5),
      absolute('mean of 100 estimates along normals', logDensity(plane, x), estimate.mean, 4 * estimate.standardError),
    ];
  },
};

export const V44: Claim = {
  id: 'V44',
  title: 'The bound is what it says, and it is a bound',
  statement:
    '$L_T + \\sum_{t>1} L_{t-1} + L_0 = E_q \\log\\frac{q(x_{1:T}|x_0)}{p(x_{0:T})} \\ge -\\log p(x_0)$, and $E_q\\frac{p}{q} = p(x_0)$.',
  cost: 'seconds',
  run() {
    const schedule = noiseSchedule(linearBetas(5, 0.02 / 200, 0.5 / 200)); // betas from .02 to .5, the factor 1000 / T undone
    const [x0, variance, n] = [0.7, 0.25, 100_000];
    const steps = gaussianReverseSteps(schedule, variance, 'beta');
    const bound = pointBound(schedule, x0, variance, 'beta');
    const log = (x: number, mean: number, v: number) => -((x - mean) ** 2 / v + Math.log(2 * Math.PI * v)) / 2;
    const rng = createRng(44);
    const ratios = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let [x, ratio] = [x0, 0]; // log p - log q along one forward path
      schedule.betas.forEach((beta, t) => {
        const next = Math.sqrt(1 - beta) * x + Math.sqrt(beta) * rng.normal();
        ratio += log(x, steps[t]!.slope * next, steps[t]!.variance) - log(next, Math.sqrt(1 - beta) * x, beta);
        x = next;
      });
      ratios[i] = ratio + log(x, 0, 1);
    }
    const mean = average(n, (i) => -ratios[i]!);
    const evidence = average(n, (i) => Math.exp(ratios[i]!));
    // p(x_0) itself: the sampler's own law, its last step with the noise that the bound gives it
    const step = (t: number, s: number) => ({
      ...ancestralStep(schedule, 'beta', t, s),
      noise: Math.sqrt(schedule.betas[t - 1]!),
    });
    const law = sampledGaussian([5, 4, 3, 2, 1], step, { mean: 0, variance }, (t) => alphaBar(schedule, t));
    const likelihood = Math.exp(log(x0, law.mean, law.variance));
    return [
      absolute('sum of the terms, nats', bound.total, mean.mean, 4 * mean.standardError),
      absolute('E[p / q]', likelihood, evidence.mean, Math.min(0.01, 4 * evidence.standardError)),
      atMost('-log p(x_0) below the bound', bound.total, -Math.log(likelihood), 0),
    ];
  },
};

export const V45: Claim = {
  id: 'V45',
  title: 'Information is half the area under the error',
  statement:
    '$\\frac12\\int \\mathrm{mmse}\\,d\\,\\mathrm{snr} = \\frac12 \\log\\frac{1 + s^2 \\mathrm{snr}_1}{1 + s^2 \\mathrm{snr}_0}$ for $N(0, s^2)$.',
  cost: 'instant',
  run() {
    const [variance, from, to] = [0.25, 0.01, 100];
    const closed = 0.5 * Math.log((1 + variance * to) / (1 + variance * from));
    /** Simpson in log snr, 200 cells. */
    const area = (mmse: (alphaBar: number) => number) => {
      const cells = 200;
      const h = Math.log(to / from) / cells;
      let sum = 0;
      for (let i = 0; i <= cells; i++) {
        const snr = from * Math.exp(i * h);
        sum += (i === 0 || i === cells ? 1 : i % 2 ? 4 : 2) * mmse(snr / (1 + snr)) * snr;
      }
      return (0.5 * sum * h) / 3;
    };
    const data = gaussianMixture([[0]], Math.sqrt(variance));
    const byFloor = (ab: number) => (epsilonLossFloor(data, ab).value * (1 - ab)) / ab;
    return [
      absolute(
        'with the posterior variance for mmse',
        closed,
        area((ab) => gaussianPosteriorVariance(ab, variance)),
        1e-8,
      ),
      absolute('with the floor of the noise loss, translated', closed, area(byFloor), 1e-8),
    ];
  },
};
