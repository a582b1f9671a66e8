/** V1, V2, V3a, V3b and V12: the best discriminator, what it is worth, and what it tells G. */
import { createRng } from '../random.ts';
import {
  integrate,
  intervalFor,
  jensenShannon,
  optimalDiscriminator,
  optimalLogit,
  value,
} from '../theory/discriminator.ts';
import { entropyOnLine, klOnLine } from '../theory/divergences.ts';
import { density, gaussianMixture, sampleMixture, score, type GaussianMixture } from '../theory/mixture.ts';
import { absolute, atMost, type Check, type Claim } from './claim.ts';

const bumps = gaussianMixture([[-1.5], [0.4], [2]], [0.5, 0.3, 0.8], [0.3, 0.2, 0.5]);
const normal = (mean: number, std: number) => gaussianMixture([[mean]], std);

export const V1: Claim = {
  id: 'V1',
  title: 'At the equilibrium V is −log 4',
  statement: '$V(D^*, G) = -\\log 4$ where the generator’s density equals the data’s.',
  cost: 'instant',
  run: () =>
    [bumps, normal(3, 0.2)].map((p) =>
      absolute('V(D*, G) at q = p', -Math.log(4), value(optimalDiscriminator(p, p), p, p, intervalFor(p)), 1e-9),
    ),
};

export const V2: Claim = {
  id: 'V2',
  title: 'The best discriminator measures the Jensen-Shannon divergence',
  statement:
    '$V(D^*, G) = -\\log 4 + 2\\,\\mathrm{JS}(p \\| q)$, with $\\mathrm{JS} = H(m) - \\frac12 H(p) - \\frac12 H(q),$ $m = \\frac12(p+q)$.',
  cost: 'instant',
  run: () =>
    [normal(0, 1), normal(1.2, 1.5), normal(-1, 1.2)].map((q) => {
      const interval = intervalFor(bumps, q);
      const halves = [...bumps.weights, ...q.weights].map((w) => w / 2);
      const m = gaussianMixture([...bumps.means, ...q.means], [...bumps.stds, ...q.stds], halves);
      const [hm, hp, hq] = [m, bumps, q].map((law) => entropyOnLine(law, interval)) as [number, number, number];
      const measured = value(optimalDiscriminator(bumps, q), bumps, q, interval);
      const name = `three bumps against N(${q.means[0]![0]}, ${q.stds[0]}^2)`;
      return absolute(name, 2 * (hm - hp / 2 - hq / 2) - Math.log(4), measured, 1e-8);
    }),
};

/** Maximum likelihood of P(real | x) = sigmoid(a x + b), by Newton's method; with the standard error of a. */
function logisticRegression(real: Float32Array, fake: Float32Array): { slope: number; standardError: number } {
  let [a, b, haa, hab, hbb] = [0, 0, 0, 0, 0];
  for (let round = 0; round < 8; round++) {
    let [ga, gb] = [0, 0];
    [haa, hab, hbb] = [0, 0, 0];
    for (const [points, label] of [
      [real, 1],
      [fake, 0],
    ] as const)
      // prettier-ignore
      for (const x of points) {
        const d = 1 / (1 + Math.exp(-(a * x + b)));
        ga += (label - d) * x;
        gb += label - d;
        haa += d * (1 - d) * x * x;
        hab += d * (1 - d) * x;
        hbb += d * (1 - d);
      }
    const determinant = haa * hbb - hab * hab;
    a += (hbb * ga - hab * gb) / determinant;
    b += (haa * gb - hab * ga) / determinant;
  }
  return { slope: a, standardError: Math.sqrt(hbb / (haa * hbb - hab * hab)) };
}

export const V3a: Claim = {
  id: 'V3a',
  title: 'A logistic discriminator finds the slope 2μ/s²',
  statement:
    'Between $N(\\mu, s^2)$ and $N(-\\mu, s^2)$ the logit of $D^*$ is the line $2\\mu x/s^2$; fitted to samples, so is that of $D$.',
  cost: 'seconds',
  run() {
    const [mu, s] = [0.8, 1.2];
    const rng = createRng(31);
    const sample = (sign: number, label: string) => sampleMixture(normal(sign * mu, s), 200_000, rng.fork(label));
    const { slope, standardError } = logisticRegression(sample(1, 'real'), sample(-1, 'fake'));
    const logit = optimalLogit(normal(mu, s), normal(-mu, s));
    return [
      absolute('slope of log p − log q', (2 * mu) / s ** 2, logit([1]) - logit([0]), 1e-12),
      absolute('slope fitted to 200,000 points of each', (2 * mu) / s ** 2, slope, Math.min(0.024, 4 * standardError)),
    ];
  },
};

export const V3b: Claim = {
  id: 'V3b',
  title: 'A trained discriminator comes close to D*',
  statement:
    'A perceptron (2-64-64-1) between eight blobs and $N(0, I)$: mean $|D - D^*| \\le 0.05$, and $V^* - V_D \\le 0.02$.',
  cost: 'training',
  tensors: true,
  async run(progress) {
    const { trainDiscriminator } = await import('./trainedDiscriminator.ts'); // no tensors before they are needed
    const { distance, reached, best, standardError } = await trainDiscriminator(8000, progress);
    // V is an average over 20,000 fresh points of each: its own error is about 0.6 / sqrt(20,000).
    return [
      atMost('mean |D − D*| over both densities', 0.05, distance, 0),
      atMost('V* − V', 0.02, best - reached, 4 * standardError),
      atMost('V − V*: no D is better than D*', 0, reached - best, 4 * standardError + 0.012),
    ];
  },
};

/** A derivative by central differences. */
const slope = (f: (x: number) => number, at: number, h = 1e-4) => (f(at + h) - f(at - h)) / (2 * h);

export const V12: Claim = {
  id: 'V12',
  title: 'Three losses of G, one field with three weights',
  statement:
    'With $D = D^*$ held fixed, the saturating, non-saturating and logit losses have the gradients of $2\\mathrm{JS}$, $\\mathrm{KL}(q\\|p) - 2\\mathrm{JS}$ and $\\mathrm{KL}(q\\|p)$: weights $D$, $1-D$ and 1 on $\\nabla\\log p - \\nabla\\log q$.',
  cost: 'instant',
  run() {
    const interval = { from: -14, to: 14, cells: 6000 };
    return [-1, 0.3, 1.8].flatMap((theta): Check[] => {
      const law = (m: number): GaussianMixture => normal(m, 0.7);
      const q = law(theta);
      const D = optimalDiscriminator(bumps, q);
      /** E_q[w(D) (score of p - score of q)]: G shifts all samples alike, so J is 1. */
      const pull = (weight: (d: number) => number) =>
        -integrate((x) => density(q, [x]) * weight(D([x])) * (score(bumps, [x])[0]! - score(q, [x])[0]!), interval);
      const js2 = slope((m) => 2 * jensenShannon(bumps, law(m), interval), theta);
      const klqp = slope((m) => klOnLine(law(m), bumps, interval), theta);
      return [
        absolute(`saturating, theta = ${theta}`, js2, pull((d) => d), 1e-5), // prettier-ignore
        absolute(`non-saturating, theta = ${theta}`, klqp - js2, pull((d) => 1 - d), 1e-5), // prettier-ignore
        absolute(`logit, theta = ${theta}`, klqp, pull(() => 1), 1e-5), // prettier-ignore
      ];
    });
  },
};
