/**
 * The true reverse kernel q(x_s | x_t) of a one-dimensional mixture, and how far it is from any Gaussian: what a denoising
 * diffusion GAN is for (Xiao, Kreis, Vahdat 2022). Numbers in float64, by quadrature.
 */
import { diffuse, logDensity, responsibilities, type GaussianMixture } from './mixture.ts';

/**
 * q(x_s | x_t) as a mixture of its own: which component x came from is uncertain, and given the component it is Gaussian.
 * @param as,at alphaBar_s > alphaBar_t
 */
export function denoisingKernel(mixture: GaussianMixture, as: number, at: number, xt: number): GaussianMixture {
  const before = diffuse(mixture, as);
  const a = Math.sqrt(at / as); // x_t = a x_s + noise of variance 1 - a^2
  const noise = 1 - at / as;
  const weights = Array.from(responsibilities(mixture, [xt], at));
  const parts = before.means.map(([mean], k) => {
    const prior = before.stds[k]! ** 2;
    const gain = (a * prior) / (a ** 2 * prior + noise);
    return { mean: mean! + gain * (xt - a * mean!), variance: prior * (1 - gain * a) };
  });
  return {
    dim: 1,
    weights,
    means: parts.map(({ mean }) => [mean]),
    stds: parts.map(({ variance }) => Math.sqrt(variance)),
  };
}

/** KL from a mixture on a line to the Gaussian of its own mean and variance, the best there is. Nats. */
export function klToBestGaussian({ weights, means, stds }: GaussianMixture, cells = 400): number {
  const mean = weights.reduce((sum, w, k) => sum + w * means[k]![0]!, 0);
  const variance = weights.reduce((sum, w, k) => sum + w * (stds[k]! ** 2 + (means[k]![0]! - mean) ** 2), 0);
  const used = weights.flatMap((w, k) => (w > 1e-15 ? [{ w, mean: means[k]![0]!, std: stds[k]! }] : []));
  if (used.length === 1) return 0;
  // Each component's part of the entropy on a grid of its own width: the others may be far away.
  let entropy = 0;
  for (const { w, mean: m, std } of used) {
    const h = 16 / cells;
    for (let i = 0; i < cells; i++) {
      const u = -8 + (i + 0.5) * h;
      const x = m + std * u;
      const q = used.reduce((sum, c) => sum + (c.w / c.std) * Math.exp(-(((x - c.mean) / c.std) ** 2) / 2), 0);
      entropy -= w * h * Math.exp((-u * u) / 2) * Math.log(q / Math.sqrt(2 * Math.PI)) * (1 / Math.sqrt(2 * Math.PI));
    }
  }
  return Math.max(0, 0.5 * Math.log(2 * Math.PI * Math.E * variance) - entropy);
}

/** E f(x) for x of a mixture on a line, each component on a grid of its own width. */
function expectation({ weights, means, stds }: GaussianMixture, f: (x: number) => number, cells: number): number {
  const h = 16 / cells;
  let sum = 0;
  for (let i = 0; i < cells; i++) {
    const u = -8 + (i + 0.5) * h;
    const weight = (h * Math.exp((-u * u) / 2)) / Math.sqrt(2 * Math.PI);
    weights.forEach((w, k) => (sum += w * weight * f(means[k]![0]! + stds[k]! * u)));
  }
  return sum;
}

/**
 * E KL(q(x_s | x_t) || best Gaussian), nats. The entropy of x_s given x_t comes from the chain rule, H(x_s | x_t) = H(x_s) + H(x_t | x_s) -
 * H(x_t), where the middle one is that of the added noise.
 */
export function kernelGap(mixture: GaussianMixture, as: number, at: number, cells = 800): number {
  const entropy = (law: GaussianMixture) => -expectation(law, (x) => logDensity(law, [x]), cells);
  const gaussian = (variance: number) => 0.5 * Math.log(2 * Math.PI * Math.E * variance);
  const after = diffuse(mixture, at);
  const best = expectation(
    after,
    (xt) => {
      const { weights, means, stds } = denoisingKernel(mixture, as, at, xt);
      const mean = weights.reduce((sum, w, k) => sum + w * means[k]![0]!, 0);
      return gaussian(weights.reduce((sum, w, k) => sum + w * (stds[k]! ** 2 + (means[k]![0]! - mean) ** 2), 0));
    },
    cells,
  );
  return best - (entropy(diffuse(mixture, as)) + gaussian(1 - at / as) - entropy(after));
}

/**
 * The sum of `kernelGap` over T equal steps.
 * @param alphaBarAt alphaBar as a function of time in [0, 1]
 */
export const gaussianKernelGap = (mixture: GaussianMixture, alphaBarAt: (time: number) => number, T: number): number =>
  Array.from({ length: T }, (_, i) => kernelGap(mixture, alphaBarAt(i / T), alphaBarAt((i + 1) / T))).reduce(
    (sum, gap) => sum + gap,
    0,
  );
