/** V46 and V47: the variational autoencoder. */
import { createRng } from '../random.ts';
import { gaussianKl } from '../theory/bound.ts';
import { integrate } from '../theory/discriminator.ts';
import { lbfgs } from '../theory/lbfgs.ts';
import { largestAngle, linearVaeBound, packLinearVae, unpackLinearVae, type LinearVae } from '../theory/linearVae.ts';
import { logSumExp } from '../theory/logSumExp.ts';
import { ppca } from '../theory/ppca.ts';
import { absolute, atLeast, type Claim } from './claim.ts';

/** The covariance of five coordinates with eigenvalues 4, 2, 0.6, 0.5, 0.4, turned by fixed rotations. */
function covariance(): { S: Float64Array; d: number; k: number } {
  const values = [4, 2, 0.6, 0.5, 0.4];
  const d = values.length;
  let S = Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? values[i]! : 0)));
  for (let i = 0; i < d - 1; i++) {
    const [c, s] = [Math.cos(0.7 + i), Math.sin(0.7 + i)];
    const turn = (row: number[]) =>
      row.map((v, j) => (j === i ? c * v - s * row[i + 1]! : j === i + 1 ? s * row[i]! + c * v : v));
    S = S.map(turn); // S Q^T, then Q S Q^T
    const turned = S.map((row) => row.slice());
    S = turned.map((row, r) =>
      r === i
        ? row.map((v, j) => c * v - s * turned[i + 1]![j]!)
        : r === i + 1
          ? row.map((v, j) => s * turned[i]![j]! + c * v)
          : row,
    );
  }
  return { S: Float64Array.from(S.flat()), d, k: 2 };
}

/** The encoder that is exact for W of orthogonal columns: V = (W^T W + s2 I)^-1 W^T, D = s2 (W^T W + s2 I)^-1. */
function exactEncoder(W: number[][], variance: number): LinearVae {
  const squares = W[0]!.map((_, a) => W.reduce((sum, row) => sum + row[a]! ** 2, 0));
  return {
    W,
    V: squares.map((square, a) => W.map((row) => row[a]! / (square + variance))),
    logD: squares.map((square) => Math.log(variance / (square + variance))),
    logVariance: Math.log(variance),
  };
}

export const V46: Claim = {
  id: 'V46',
  title: 'The linear VAE learns probabilistic PCA',
  statement:
    'The bound of a linear Gaussian VAE has the maximum of the pPCA likelihood: $\\sigma^2 = \\frac{1}{d-k} \\sum_{i>k} \\lambda_i$, columns of $W$ along the leading eigenvectors.',
  cost: 'seconds',
  run() {
    const { S, d, k } = covariance();
    const optimum = ppca(S, k);
    const atOptimum = linearVaeBound(packLinearVae(exactEncoder(optimum.W, optimum.variance)), S, k).value;
    const rng = createRng(46);
    const start = Float64Array.from({ length: 2 * d * k + k + 1 }, () => 0.3 * rng.normal());
    const trained = lbfgs((x) => {
      const { value, gradient } = linearVaeBound(x, S, k);
      return { value: -value, gradient: gradient.map((g) => -g) };
    }, start);
    const learned = unpackLinearVae(trained.x, d, k);
    return [
      absolute('bound of the pPCA solution with its exact encoder', optimum.logLikelihood, atOptimum, 1e-10),
      absolute('bound found by L-BFGS from a random start', optimum.logLikelihood, -trained.value, 1e-5),
      absolute('learned noise variance', (0.6 + 0.5 + 0.4) / 3, Math.exp(learned.logVariance), 1e-3),
      absolute('angle between the learned columns and the eigenvectors', 0, largestAngle(learned.W, optimum.W), 1e-2),
    ];
  },
};

/** z ~ N(0, 1), x | z ~ N(z, 1), and the encoder N(x / 2, 1), too wide by a factor of two in variance. */
const observed = 1.3;
const logNormal = (x: number, mean: number, variance: number) =>
  -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance);

/** The mean of the importance-weighted bound over `repeats` draws of K, and its standard error. */
function weightedBound(K: number, repeats: number, rng: ReturnType<typeof createRng>) {
  let sum = 0;
  let squares = 0;
  const logs = new Float64Array(K);
  for (let i = 0; i < repeats; i++) {
    for (let k = 0; k < K; k++) {
      const z = observed / 2 + rng.normal();
      logs[k] = logNormal(observed, z, 1) + logNormal(z, 0, 1) - logNormal(z, observed / 2, 1);
    }
    const bound = logSumExp(logs) - Math.log(K);
    sum += bound;
    squares += bound * bound;
  }
  const mean = sum / repeats;
  return { mean, error: Math.sqrt((squares / repeats - mean ** 2) / repeats) };
}

export const V47: Claim = {
  id: 'V47',
  title: 'The gap of the bound is a KL, and importance weights close it',
  statement:
    '$\\log p(x) - \\mathrm{ELBO} = KL(q(z|x)\\,\\|\\,p(z|x))$; with $K$ importance samples the bound rises with $K$ to $\\log p(x)$.',
  cost: 'seconds',
  run() {
    const rng = createRng(47);
    const evidence = logNormal(observed, 0, 2);
    // The bound itself, by quadrature over z: no formula of a KL in it.
    const elbo = integrate(
      (z) =>
        Math.exp(logNormal(z, observed / 2, 1)) *
        (logNormal(observed, z, 1) + logNormal(z, 0, 1) - logNormal(z, observed / 2, 1)),
      { from: -12, to: 12, cells: 20_000 },
    );
    const kl = integrate((z) => Math.exp(logNormal(z, 1, 0.25)) * (logNormal(z, 1, 0.25) - logNormal(z, 0, 1)), {
      from: -12,
      to: 12,
      cells: 20_000,
    });
    const bounds = [1, 5, 100].map((K) => ({ K, ...weightedBound(K, K === 100 ? 4000 : 60_000, rng) }));
    const [one, five, hundred] = bounds as [(typeof bounds)[0], (typeof bounds)[0], (typeof bounds)[0]];
    return [
      absolute('KL(N(1, 1/4) || N(0, 1)) by its formula, against quadrature', kl, gaussianKl(0.25, 1, 1), 1e-5),
      absolute('log p(x) minus the bound', 0.5 * (2 - 1 - Math.LN2), evidence - elbo, 1e-5),
      absolute('K = 1 is the bound itself', elbo, one.mean, 4 * one.error),
      atLeast('K = 5 is higher than K = 1', one.mean, five.mean, 0),
      atLeast('K = 100 is higher than K = 5', five.mean, hundred.mean, 0),
      // What is left at K is about Var(w) / 2K, where w = p / q has relative variance 1 / sqrt(3) * 2 - 1 < 0.2.
      absolute('K = 100 reaches log p(x)', evidence, hundred.mean, 4 * hundred.error + 0.002),
    ];
  },
};
