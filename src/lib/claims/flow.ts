/** V48 to V50: flows, consistency functions, and the reverse kernel that a Gaussian cannot follow. */
import { gaussianConsistency } from '../flow/boundary.ts';
import { gaussianVelocity, interpolate, velocityFromScore } from '../flow/path.ts';
import { createRng } from '../random.ts';
import { denoisingKernel, gaussianKernelGap, kernelGap, klToBestGaussian } from '../theory/denoisingKernel.ts';
import { diffuse, gaussianMixture, score, type GaussianMixture } from '../theory/mixture.ts';
import { rk45 } from '../theory/ode.ts';
import { alphaBarAt, songBeta } from '../theory/probabilityFlow.ts';
import { absolute, atLeast, atMost, relative, type Claim } from './claim.ts';

const [mean, std] = [0.7, 0.4];

/** E[x_1 - x_0 | x_t in a narrow bin] by counting pairs, with its standard error and the mean of x_t in the bin. */
function binnedVelocity(t: number, centre: number, pairs: number) {
  const rng = createRng(48);
  const half = 0.02;
  let [count, sum, squares, where] = [0, 0, 0, 0];
  for (let i = 0; i < pairs; i++) {
    const x0 = rng.normal();
    const x1 = mean + std * rng.normal();
    const xt = interpolate(x0, x1, t);
    if (Math.abs(xt - centre) > half) continue;
    const velocity = x1 - x0;
    count++;
    sum += velocity;
    squares += velocity ** 2;
    where += xt;
  }
  const average = sum / count;
  return { average, where: where / count, error: Math.sqrt((squares / count - average ** 2) / count) };
}

/** The losses of flow matching and of conditional flow matching for one field, on the same pairs. */
function losses(field: (x: number, t: number) => number, pairs: number) {
  const rng = createRng(480);
  let [marginal, conditional] = [0, 0];
  for (let i = 0; i < pairs; i++) {
    const t = 0.02 + 0.96 * rng.uniform();
    const x0 = rng.normal();
    const x1 = mean + std * rng.normal();
    const xt = interpolate(x0, x1, t);
    marginal += (field(xt, t) - gaussianVelocity(xt, t, mean, std)) ** 2;
    conditional += (field(xt, t) - (x1 - x0)) ** 2;
  }
  return (conditional - marginal) / pairs;
}

export const V48: Claim = {
  id: 'V48',
  title: 'Flow matching learns the mean velocity of all lines through a point',
  statement:
    '$u_t(x) = \\mathbb{E}[x_1 - x_0 \\mid x_t = x] = \\frac{x}{t} + \\frac{1-t}{t} \\nabla \\log p_t(x)$; for normal data its flow is $x_1 = m + s\\,x_0$, and one Euler step gives $m$.',
  cost: 'seconds',
  run() {
    const t = 0.6;
    const binned = binnedVelocity(t, 0.5, 400_000);
    const curve = rk45((time, [x]) => [gaussianVelocity(x!, time, mean, std)], [-1.3], 0, 1, {
      relative: 1e-10,
      absolute: 1e-12,
    });
    const law = gaussianMixture([[t * mean]], Math.hypot(t * std, 1 - t));
    const fromScore = velocityFromScore(0.5, score(law, [0.5])[0]!, t);
    const constants = [() => 0, (x: number) => 0.5 - x, (x: number, time: number) => Math.sin(3 * x) + time].map(
      (field) => losses(field, 300_000),
    );
    return [
      absolute(
        'marginal velocity by counting pairs',
        gaussianVelocity(binned.where, t, mean, std),
        binned.average,
        4 * binned.error,
      ),
      absolute('end of the curve that starts at -1.3', mean + std * -1.3, curve.y[0]!, 1e-7),
      absolute('one Euler step from -1.3', mean, -1.3 + gaussianVelocity(-1.3, 0, mean, std), 1e-12),
      absolute('velocity from the score', gaussianVelocity(0.5, t, mean, std), fromScore, 1e-12),
      absolute('CFM minus FM of a second field', constants[0]!, constants[1]!, 0.02),
      absolute('CFM minus FM of a third field', constants[0]!, constants[2]!, 0.02),
    ];
  },
};

export const V49: Claim = {
  id: 'V49',
  title: 'A consistency function is constant along a curve of the probability-flow ODE',
  statement:
    '$f(x_\\sigma, \\sigma) = \\frac{s\\,x_\\sigma}{\\sqrt{s^2 + \\sigma^2}}$ for $N(0, s^2)$ data; $f(x, 0) = x$.',
  cost: 'instant',
  run() {
    // The curve by an ODE solver that knows only the score: dx / dsigma = sigma x / (s^2 + sigma^2).
    const start = 3.1;
    const ends = [1, 5, 40].map((sigma) => {
      const { y } = rk45((level, [x]) => [(level * x!) / (std ** 2 + level ** 2)], [start], 0, sigma, {
        relative: 1e-11,
        absolute: 1e-13,
      });
      return absolute(
        `f at sigma = ${sigma} on the curve from ${start}`,
        start,
        gaussianConsistency(y[0]!, sigma, std),
        1e-8,
      );
    });
    return [...ends, absolute('f(x, 0)', start, gaussianConsistency(start, 0, std), 1e-12)];
  },
};

/** The same expectation by brute force: the KL at each x_t of a grid. */
function directGap(mixture: GaussianMixture, as: number, at: number): number {
  const after = diffuse(mixture, at);
  const cells = 400;
  const h = 14 / cells;
  let sum = 0;
  after.means.forEach(([m], k) => {
    for (let i = 0; i < cells; i++) {
      const u = -7 + (i + 0.5) * h;
      const weight = (after.weights[k]! * h * Math.exp((-u * u) / 2)) / Math.sqrt(2 * Math.PI);
      sum += weight * klToBestGaussian(denoisingKernel(mixture, as, at, m! + after.stds[k]! * u));
    }
  });
  return sum;
}

export const V50: Claim = {
  id: 'V50',
  title: 'Over large steps the reverse kernel is no Gaussian',
  statement:
    '$\\sum_t \\mathbb{E}\\,KL(q(x_s|x_t)\\,\\|\\,\\text{best Gaussian})$ falls as the number of steps $T$ grows: a GAN per step is for the few-step end.',
  cost: 'seconds',
  run(progress) {
    const points = gaussianMixture([[-1], [1]], 0.1);
    const at = (time: number) => alphaBarAt(songBeta, time);
    const counts = [1, 2, 4, 8, 16, 32, 64];
    const gaps = counts.map((T, i) => {
      progress?.(i / counts.length);
      return gaussianKernelGap(points, at, T);
    });
    return [
      ...[1, 4, 16].map((T) =>
        relative(
          `first of ${T} steps, entropies against the KL itself`,
          directGap(points, 1, at(1 / T)),
          kernelGap(points, 1, at(1 / T)),
          1e-4,
        ),
      ),
      ...gaps
        .slice(1)
        .map((gap, i) => atMost(`sum at T = ${counts[i + 1]} against T = ${counts[i]}`, gaps[i]!, gap, 0)),
      atMost('sum at T = 32: nearly Gaussian', 0.05, gaps[5]!, 0),
      atLeast('sum at T = 4: far from Gaussian', 1, gaps[2]!, 0),
    ];
  },
};
