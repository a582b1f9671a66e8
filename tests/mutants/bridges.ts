/** Bugs planted in the VAE and in the flow family. */
import { boundaryCoefficients, gaussianConsistency } from '../../src/lib/flow/boundary.ts';
import { gaussianVelocity, interpolate } from '../../src/lib/flow/path.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';
import { importanceWeightedBound, klToPrior, reparameterize, type Posterior } from '../../src/lib/vae/elbo.ts';
import type { PlantedBug } from './plantedBug.ts';

const number = async (x: tf.Tensor) => (await x.data())[0]!;
const q = (mean: number, variance: number): Posterior => ({
  mean: tf.tensor2d([[mean]]),
  logVariance: tf.tensor2d([[Math.log(variance)]]),
});

/** KL(N(1, 1/4) || N(0, 1)) by Simpson's rule against a formula on tensors. */
async function klError(kl: (posterior: Posterior) => tf.Tensor): Promise<number> {
  const log = (z: number, mean: number, variance: number) =>
    -0.5 * (Math.log(2 * Math.PI * variance) + (z - mean) ** 2 / variance);
  const h = 0.005;
  let exact = 0;
  for (let i = -2000; i <= 2000; i++) {
    const z = 1 + i * h;
    const weight = (Math.abs(i) === 2000 ? 1 : i % 2 ? 4 : 2) * (h / 3);
    exact += weight * Math.exp(log(z, 1, 0.25)) * (log(z, 1, 0.25) - log(z, 0, 1));
  }
  return Math.abs(exact - (await number(kl(q(1, 0.25)))));
}

/** How far the spread of draws from N(0, 1/4) is from 1/2, in standard errors. */
async function spreadError(draw: typeof reparameterize): Promise<number> {
  const n = 20_000;
  const posterior = { mean: tf.zeros([n, 1]), logVariance: tf.fill([n, 1], Math.log(0.25)) };
  const z = Float32Array.from(await draw(posterior, tf.tensor2d(createRng(1).normals(n), [n, 1])).data());
  const std = Math.sqrt(z.reduce((sum, v) => sum + v * v, 0) / n);
  return Math.abs(std - 0.5) / (0.5 / Math.sqrt(2 * n));
}

/** The bound of equal weights w is log w, whatever K. */
async function boundError(bound: (logWeights: tf.Tensor2D) => tf.Tensor): Promise<number> {
  return Math.abs((await number(bound(tf.fill([50, 1], -3)))) + 3);
}

/** A velocity field against the regression of x_1 - x_0 on x_t, by the covariances of drawn pairs; in standard errors. */
function velocityError(velocity: typeof gaussianVelocity): number {
  const rng = createRng(2);
  const [mean, std, t, n] = [0.7, 0.4, 0.8, 40_000]; // at t = 0.6 the slope happens to be that of t = 0.4
  let [sxx, sxy, sy, sx] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x0 = rng.normal();
    const x1 = mean + std * rng.normal();
    const x = interpolate(x0, x1, t);
    sx += x;
    sy += x1 - x0;
    sxx += x * x;
    sxy += x * (x1 - x0);
  }
  const slope = (sxy / n - (sx / n) * (sy / n)) / (sxx / n - (sx / n) ** 2);
  const rest = 1.1; // the deviation of x_1 - x_0 about its regression is below this
  const found = velocity(1, t, mean, std) - velocity(0, t, mean, std);
  return Math.abs(found - slope) / (rest / Math.sqrt(n) / Math.sqrt(sxx / n - (sx / n) ** 2));
}

const levels = { sigmaMin: 0.002, sigmaMax: 80, rho: 7 };
/** f(x, sigmaMin) = x whatever the net answers. */
const boundaryError = (coefficients: typeof boundaryCoefficients): number => {
  const { cSkip, cOut } = coefficients(levels.sigmaMin, levels);
  return Math.abs(cSkip * 1.7 + cOut * 5 - 1.7);
};

/** The curve through (x, sigma) by a thousand midpoint steps down to sigma = 0, against the closed form of its start. */
function curveError(f: typeof gaussianConsistency): number {
  const std = 0.5;
  let x = 2;
  const [from, steps] = [3, 4000];
  const slope = (y: number, sigma: number) => (sigma * y) / (std ** 2 + sigma ** 2);
  for (let i = 0; i < steps; i++) {
    const sigma = from * (1 - i / steps);
    const h = -from / steps;
    x += h * slope(x + (h / 2) * slope(x, sigma), sigma + h / 2);
  }
  return Math.abs(f(2, from, std) - x);
}

export const bridgeMutants: PlantedBug[] = [
  {
    id: 'VAE-KL-VARIANCE',
    description: 'the KL without the logarithm of the variance',
    test: 'KL to the prior by quadrature',
    error: () =>
      klError(({ mean, logVariance }) =>
        tf.mul(tf.sum(tf.sub(tf.add(tf.exp(logVariance), tf.square(mean)), 1), 1), 0.5),
      ),
    correct: () => klError(klToPrior),
    tolerance: 1e-5,
  },
  {
    id: 'VAE-STD',
    description: 'the variance used as a standard deviation in the reparameterisation',
    test: 'spread of draws from the posterior, in standard errors',
    error: () => spreadError(({ mean, logVariance }, noise) => tf.add(mean, tf.mul(tf.exp(logVariance), noise))),
    correct: () => spreadError(reparameterize),
    tolerance: 4.5,
  },
  {
    id: 'IWAE-MEAN',
    description: 'the importance-weighted bound without dividing by K',
    test: 'the bound of equal weights does not depend on K',
    error: () => boundError((logWeights) => tf.logSumExp(logWeights, 0)),
    correct: () => boundError(importanceWeightedBound),
    tolerance: 1e-5,
  },
  {
    id: 'FLOW-DIRECTION',
    description: 'the velocity from data to noise instead of from noise to data',
    test: 'the velocity is the regression of x_1 - x_0 on x_t, in standard errors',
    error: () => velocityError((x, t, mean, std) => -gaussianVelocity(x, t, mean, std)),
    correct: () => velocityError(gaussianVelocity),
    tolerance: 4.5,
  },
  {
    id: 'FLOW-TIME',
    description: 'time running from data at 0 to noise at 1 in a field made for the other way',
    test: 'the velocity is the regression of x_1 - x_0 on x_t, in standard errors',
    error: () => velocityError((x, t, mean, std) => gaussianVelocity(x, 1 - t, mean, std)),
    correct: () => velocityError(gaussianVelocity),
    tolerance: 4.5,
  },
  {
    id: 'CONSISTENCY-BOUNDARY',
    description: 'EDM’s coefficients for a consistency model: f is not the identity at the lowest noise',
    test: 'f(x, sigmaMin) = x whatever the net says',
    error: () =>
      boundaryError((sigma, range) => ({
        ...boundaryCoefficients(sigma, range),
        cSkip: 1 / (sigma ** 2 + 1),
        cOut: sigma / Math.sqrt(sigma ** 2 + 1),
      })),
    correct: () => boundaryError(boundaryCoefficients),
    tolerance: 1e-12,
  },
  {
    id: 'CONSISTENCY-SCALE',
    description: 'the posterior mean in place of the start of the curve',
    test: 'the start of a curve, by integrating it',
    error: () => curveError((x, sigma, std) => (x * std ** 2) / (std ** 2 + sigma ** 2)),
    correct: () => curveError(gaussianConsistency),
    tolerance: 1e-4,
  },
];
