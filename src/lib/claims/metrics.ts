/** Claims about the yardsticks themselves: what a metric gives for laws whose answer is known. */
import { createDataset } from '../data/index.ts';
import { bitsPerDim } from '../metrics/bitsPerDim.ts';
import { fitGaussian, frechet, frechetBias, sqrtTrace } from '../metrics/frechet.ts';
import { mmd } from '../metrics/mmd.ts';
import { countModes, highQuality, modeHistogramKl } from '../metrics/modes.ts';
import { expectedCoverage, precisionRecall } from '../metrics/precisionRecall.ts';
import { slicedWasserstein } from '../metrics/slicedWasserstein.ts';
import { createRng } from '../random.ts';
import { cholesky, multiply, symmetricEigen, transpose } from '../theory/linearAlgebra.ts';
import { absolute, atLeast, atMost, relative, type Check, type Claim } from './claim.ts';

/** Mean and standard error over independent repetitions, each with a stream of its own. */
function repeated(runs: number, once: (run: number) => number) {
  const values = Array.from({ length: runs }, (_, run) => once(run));
  const mean = values.reduce((sum, value) => sum + value, 0) / runs;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1);
  return { values, mean, standardError: Math.sqrt(variance / runs) };
}

export const V18: Claim = {
  id: 'V18',
  title: 'What a perfect sampler scores in mode coverage',
  statement:
    'A Gaussian mode in the plane keeps $1 - e^{-9/2} = 0.98889$ within three deviations, and the mode histogram of $n$ honest samples has $\\mathrm{KL} = (K - 1)/2n$ on average.',
  cost: 'seconds',
  run() {
    const checks: Check[] = [];
    const grid = createDataset('grid25');
    const kept = highQuality(countModes(grid.sample(400_000, createRng(18)), grid.modes!));
    checks.push(absolute('fraction of 400,000 samples of the grid within three deviations', 0.988891, kept, 1e-3));
    for (const name of ['ring', 'grid25'] as const) {
      const dataset = createDataset(name);
      const K = dataset.modes!.centres.length;
      const [n, runs] = [500, name === 'ring' ? 1600 : 500];
      const { mean } = repeated(runs, (run) =>
        modeHistogramKl(countModes(dataset.sample(n, createRng(run).fork(name)), dataset.modes!)),
      );
      // 2 n KL is nearly chi-squared with K - 1 degrees: relative standard errors of 1.3 % here.
      checks.push(relative(`KL of the histogram of ${n} samples over ${K} modes, mean`, (K - 1) / (2 * n), mean, 0.05));
    }
    return checks;
  },
};

export const V51: Claim = {
  id: 'V51',
  title: 'The Frechet distance: its trace term and its bias',
  statement:
    '$\\operatorname{tr}(\\Sigma_1\\Sigma_2)^{1/2} = \\sum_i \\sqrt{\\lambda_i(\\Sigma_1\\Sigma_2)}$, and the distance between $n$ samples and $n$ more of $\\mathcal{N}(0, I_d)$ is $\\big(\\tfrac{d(d+1)}{2} + 2d\\big)/n$ on average, not zero.',
  cost: 'seconds',
  run() {
    const definite = (d: number, seed: number) => {
      const a = Float64Array.from(createRng(seed).normals(d * d));
      return multiply(a, transpose(a));
    };
    const checks: Check[] = [];
    for (const seed of [1, 2, 3]) {
      const [a, b] = [definite(2, seed), definite(2, seed + 10)];
      const [p, q, r, s] = multiply(a, b);
      const root = Math.sqrt(p! + s! + 2 * Math.sqrt(p! * s! - q! * r!)); // (sqrt l1 + sqrt l2)^2 = tr + 2 sqrt det
      checks.push(
        relative('trace term of two 2 x 2 covariances, from trace and determinant', root, sqrtTrace(a, b), 1e-10),
      );
    }
    const [a, b] = [definite(32, 4), definite(32, 5)];
    const l = cholesky(a); // L^T B L has the eigenvalues of L L^T B = A B
    const similar = multiply(multiply(transpose(l), b), l);
    const mirrored = transpose(similar);
    const { values } = symmetricEigen(similar.map((v, at) => (v + mirrored[at]!) / 2));
    const sum = values.reduce((total, value) => total + Math.sqrt(value), 0);
    checks.push(
      relative('trace term in 32 dimensions, from the eigenvalues of the product', sum, sqrtTrace(a, b), 1e-10),
    );
    for (const [d, n, runs] of [
      [16, 1000, 30],
      [64, 2000, 3],
    ] as const) {
      const draw = (label: string, run: number) =>
        createRng(run)
          .fork(label)
          .normals(n * d);
      const { mean } = repeated(runs, (run) => n * frechet(draw('x', run), draw('y', run), d));
      const exact = (d * (d + 1)) / 2 + 2 * d;
      checks.push(
        relative(`n times the distance between two sets of ${n} in ${d} dimensions, mean`, exact, mean, 0.05),
      );
    }
    const variances = [4, 1, 0.25, 0.05];
    const fitted = symmetricEigen(
      fitGaussian(
        createRng(6)
          .normals(4 * 20_000)
          .map((v, at) => v * Math.sqrt(variances[at % 4]!)),
        4,
      ).covariance,
    );
    const { mean } = repeated(400, (run) => {
      const draw = (label: string) =>
        createRng(run)
          .fork(label)
          .normals(4 * 300)
          .map((v, at) => v * Math.sqrt(variances[at % 4]!));
      return frechet(draw('x'), draw('y'), 4);
    });
    checks.push(relative('bias for unequal variances, 300 samples', frechetBias(fitted.values, 300, 300), mean, 0.05));
    return checks;
  },
};

export const V52: Claim = {
  id: 'V52',
  title: 'Unbiased MMD between Gaussians',
  statement:
    'With a Gaussian kernel of bandwidth $\\sigma$, $\\mathrm{MMD}^2$ between $\\mathcal{N}(0,1)$ and $\\mathcal{N}(\\mu,1)$ is $\\frac{2\\sigma}{\\sqrt{\\sigma^2+2}}\\big(1 - e^{-\\mu^2/2(\\sigma^2+2)}\\big)$; where the laws agree the estimate is 0 on average, so it is negative about as often as not.',
  cost: 'instant',
  run() {
    const draw = (run: number, label: string, shift: number) =>
      createRng(run)
        .fork(label)
        .normals(80)
        .map((v) => v + shift);
    const shifted = repeated(300, (run) => mmd(draw(run, 'x', 0), draw(run, 'y', 0.8), 1, 1));
    const same = repeated(300, (run) => mmd(draw(run, 'x', 0), draw(run, 'y', 0), 1, 1));
    const negative = same.values.filter((value) => value < 0).length / same.values.length;
    return [
      absolute('mean over 300 pairs of 80, shift 0.8', 0.116831, shifted.mean, 4 * shifted.standardError),
      absolute('mean over 300 pairs of one law', 0, same.mean, 4 * same.standardError),
      atLeast('share of negative estimates among those', 0.25, negative, 0),
    ];
  },
};

export const V53: Claim = {
  id: 'V53',
  title: 'The sliced Wasserstein distance of a shift',
  statement: '$\\mathrm{SW}_2^2$ between a law and its shift by $\\delta$ is $\\lVert\\delta\\rVert^2 / d$.',
  cost: 'instant',
  run: () =>
    [2, 8, 64].map((d) => {
      const rng = createRng(d);
      const delta = rng.normals(d);
      const draw = () => rng.normals(1000 * d);
      const x = draw();
      const y = x.map((v, at) => v + delta[at % d]!);
      const exact = delta.reduce((sum, v) => sum + v * v, 0) / d;
      const measured = slicedWasserstein(x, y, d, rng, 4 * d) ** 2;
      return relative(`SW_2^2 of a shift in ${d} dimensions`, exact, measured, 1e-6);
    }),
};

export const V54: Claim = {
  id: 'V54',
  title: 'Density and coverage of a perfect sampler',
  statement:
    'For samples of the data law itself, $\\mathbb{E}[\\text{density}] = 1$ and $\\mathbb{E}[\\text{coverage}] = 1 - \\prod_{i=1}^{k} \\frac{N - i}{M + N - i}$, in every dimension.',
  cost: 'seconds',
  run() {
    const checks: Check[] = [
      absolute('expected coverage for k = 5, N = M = 1000', 0.96898, expectedCoverage(1000, 1000), 5e-6),
    ];
    for (const [d, n, m] of [
      [2, 150, 150],
      [16, 100, 200],
    ] as const) {
      const draw = (run: number, label: string, count: number) =>
        createRng(run)
          .fork(label)
          .normals(count * d);
      const runs = Array.from({ length: 100 }, (_, run) =>
        precisionRecall(draw(run, 'samples', m), draw(run, 'real', n), d),
      );
      const density = repeated(runs.length, (run) => runs[run]!.density);
      const coverage = repeated(runs.length, (run) => runs[run]!.coverage);
      // A real ball stays empty if the 5 nearest of n - 1 + m points are all real: drawn without replacement.
      let empty = 1;
      for (let i = 0; i < 5; i++) empty *= (n - 1 - i) / (n - 1 + m - i);
      const where = `${n} real points and ${m} samples in ${d} dimensions, mean of 100`;
      checks.push(absolute(`density, ${where}`, 1, density.mean, 4 * density.standardError));
      checks.push(absolute(`coverage, ${where}`, 1 - empty, coverage.mean, 4 * coverage.standardError));
      checks.push(atMost(`standard error of the coverage, ${where}`, 0.005, coverage.standardError, 0));
    }
    return checks;
  },
};

export const V55: Claim = {
  id: 'V55',
  title: 'Bits per dimension depend on the width of a bin',
  statement:
    'The uniform law on $[-1, 1]$ costs $\\log_2 255 = 7.994$ bits with bins of $2/255$ and 8 bits with bins of $2/256$; for fine bins, bits per dimension are the entropy of the rounded value.',
  cost: 'instant',
  run() {
    const uniform = 64 * Math.log(2);
    // The entropy of N(0, 1/4) in bins of 1/64, each bin's mass by the midpoint rule on 16 parts.
    const [width, sigma] = [1 / 64, 0.5];
    let entropy = 0;
    for (let bin = -600; bin < 600; bin++) {
      let mass = 0;
      for (let part = 0; part < 16; part++) {
        const x = (bin + (part + 0.5) / 16) * width;
        mass += ((width / 16) * Math.exp(-(x * x) / (2 * sigma ** 2))) / Math.sqrt(2 * Math.PI * sigma ** 2);
      }
      if (mass > 0) entropy -= mass * Math.log2(mass);
    }
    const differential = 0.5 * Math.log(2 * Math.PI * Math.E * sigma ** 2);
    return [
      absolute('uniform on [-1, 1], bins of 2/255', 7.9944, bitsPerDim(uniform, 64, 2 / 255), 1e-3),
      absolute('uniform on [-1, 1], bins of 2/256', 8, bitsPerDim(uniform, 64, 2 / 256), 1e-3),
      absolute(
        'N(0, 1/4) in bins of 1/64, against the entropy of the bins',
        entropy,
        bitsPerDim(differential, 1, width),
        1e-3,
      ),
    ];
  },
};

export const metricsClaims: readonly Claim[] = [V18, V51, V52, V53, V54, V55];
