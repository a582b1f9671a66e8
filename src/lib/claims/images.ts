/** V57: what a label adds to a score, and what demodulation does to a variance. */
import { gaussianMixture, score } from '../theory/mixture.ts';
import { absolute, atMost, type Claim } from './claim.ts';
import { worst } from './monteCarlo.ts';

/** Two classes in a plane, each a Gaussian of variance v at every noise level: log p(y | x) is then a logistic function of x. */
function bayesError(): number {
  const centres = [
    [0.7, -0.4],
    [-1.1, 0.9],
  ];
  const [std, share] = [0.3, 0.35];
  const both = gaussianMixture(centres, std, [share, 1 - share]);
  const first = gaussianMixture([centres[0]!], std);
  const errors = [0.999, 0.7, 0.2, 0.001].flatMap((ab) => {
    const v = ab * std ** 2 + 1 - ab;
    const [m, other] = centres.map((c) => c.map((value) => Math.sqrt(ab) * value)) as [number[], number[]];
    return [
      [0.1, 0.2],
      [-0.9, 0.8],
      [1.4, -1],
    ].flatMap((x) => {
      const square = (c: number[]) => c.reduce((sum, value, i) => sum + (x[i]! - value) ** 2, 0);
      const logit = Math.log(share / (1 - share)) + (square(other) - square(m)) / (2 * v);
      const wrong = 1 / (1 + Math.exp(logit)); // p(other class | x)
      const [conditional, marginal] = [score(first, x, ab), score(both, x, ab)];
      return x.map((_, i) => conditional[i]! - marginal[i]! - (wrong * (m[i]! - other[i]!)) / v);
    });
  });
  return worst(errors);
}

export const V57: Claim = {
  id: 'V57',
  title: 'A label adds the gradient of its own likelihood; demodulation restores variance 1',
  statement:
    '$\\nabla\\log p(x_t|y)=\\nabla\\log p(x_t)+\\nabla\\log p(y|x_t)$; a demodulated convolution of independent inputs of variance 1 has outputs of variance 1, whatever kernel and style.',
  cost: 'seconds',
  tensors: true,
  async run() {
    const { demodulatedVariance } = await import('./demodulatedVariance.ts'); // no tensors before they are needed
    const variance = await demodulatedVariance(1);
    return [
      absolute('largest error of Bayes’ rule for scores, four noise levels', 0, bayesError(), 1e-10),
      absolute('variance of a demodulated convolution’s outputs', 1, variance.mean, 0.01),
      atMost('its standard error, so that the tolerance is four of them', 0.0025, variance.standardError, 0),
    ];
  },
};
