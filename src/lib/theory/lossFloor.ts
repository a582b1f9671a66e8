/**
 * The lowest epsilon loss that any network can reach: E|eps - E[eps | x_t]|^2 / d, per dimension. It is not zero: x_t
 * does not say exactly which noise it holds. Because sqrt(1 - alphaBar) eps = x_t - sqrt(alphaBar) x_0,
 *
 *   floor(alphaBar) = alphaBar / (1 - alphaBar) * E[ trace Cov(x_0 | x_t) ] / d = 1 - (1 - alphaBar) E|score|^2 / d,
 *
 * and the middle form is the one averaged here: every term is positive and, for a mixture, its within-component part is
 * exact, so little is left to chance. On the line the average is a quadrature; elsewhere it is taken over randomised
 * low-discrepancy points with a seed of its own, so the same mixture always has the same floor.
 */
import { createRng } from '../random.ts';
import { shiftedHalton } from './halton.ts';
import { mean } from './mean.ts';
import type { GaussianMixture } from './mixture.ts';

export interface Estimate {
  value: number;
  /** Zero for a quadrature. */
  standardError: number;
}

/** Independent shifts behind each standard error, and points per shift. */
const shifts = 8;
const pointsPerShift = 256;
/** Responsibilities below exp(-25) = 1e-11 are left out. */
const negligible = 25;

/** The floor at one noise level. Tends to 1 as alphaBar tends to 1, and is 0 where the data has nothing to say (alphaBar = 0). */
export function epsilonLossFloor(mixture: GaussianMixture, alphaBar: number): Estimate {
  if (!(alphaBar >= 0 && alphaBar <= 1)) throw new RangeError(`alphaBar lies in [0, 1]; got ${alphaBar}.`);
  if (alphaBar === 1) return { value: 1, standardError: 0 };
  return mixture.dim === 1
    ? { value: floorOnLine(mixture, alphaBar), standardError: 0 }
    : floorBySampling(mixture, alphaBar, floorDraws(mixture));
}

/**
 * The floor at every t = 1 .. T. Computed at evenly spaced log signal-to-noise ratios, where it is smooth, and
 * interpolated by cubics in between; every t counts (a subset of the t's, say every tenth, would miss the steep
 * beginning). The same draws serve all levels.
 *
 * @param alphasCumprod [T], strictly between 0 and 1.
 */
export function lossFloorPerT(mixture: GaussianMixture, alphasCumprod: ArrayLike<number>): Float64Array {
  return interpolated(mixture, alphasCumprod, 1)[0]!;
}

/** The mean floor over t = 1 .. T, each equally likely: what a training loss that draws t uniformly converges to. */
export function averageLossFloor(mixture: GaussianMixture, alphasCumprod: ArrayLike<number>): Estimate {
  const means = interpolated(mixture, alphasCumprod, mixture.dim === 1 ? 1 : shifts).map(mean);
  return { value: mean(means), standardError: standardError(means) };
}

/** Spacing of the noise levels computed, in units of log SNR. */
const spacing = 0.35;

/** One row per group of shifts: the floor at every t. */
function interpolated(mixture: GaussianMixture, alphasCumprod: ArrayLike<number>, groups: number): Float64Array[] {
  const levels = Float64Array.from(alphasCumprod, (a) => Math.log(a / (1 - a)));
  if (!levels.every(Number.isFinite))
    throw new RangeError('Every alphaBar of a schedule lies strictly between 0 and 1.');
  const low = levels.reduce((a, b) => Math.min(a, b), Infinity);
  const high = levels.reduce((a, b) => Math.max(a, b), -Infinity);
  const cells = Math.max(3, Math.ceil((high - low) / spacing));
  const step = Math.max((high - low) / cells, 1e-9);
  const draws = mixture.dim === 1 ? null : floorDraws(mixture);
  // nodes[j][group]: floor / alphaBar at log SNR low + j step; that ratio stays near 1 at both ends
  const nodes = Array.from({ length: cells + 1 }, (_, j) => {
    const alphaBar = 1 / (1 + Math.exp(-(low + j * step)));
    if (!draws) return [floorOnLine(mixture, alphaBar) / alphaBar];
    const perShift = draws.map((draw) => sampleFloor(mixture, alphaBar, draw) / alphaBar);
    return groups === 1 ? [mean(perShift)] : perShift;
  });
  return Array.from({ length: groups }, (_, group) =>
    levels.map((level, i) => {
      const position = (level - low) / step;
      const first = Math.min(Math.max(Math.floor(position) - 1, 0), cells - 3);
      return alphasCumprod[i]! * cubic(position - first, (k) => nodes[first + k]![group]!);
    }),
  );
}

/** The cubic through values at 0, 1, 2, 3 (Lagrange). */
function cubic(u: number, value: (k: number) => number): number {
  const a = u - 1;
  const b = u - 2;
  const c = u - 3;
  return (
    (-a * b * c * value(0)) / 6 + (u * b * c * value(1)) / 2 - (u * a * c * value(2)) / 2 + (u * a * b * value(3)) / 6
  );
}

/** Trapezoid rule over +-9 deviations around each component: for such integrands it converges exponentially. */
function floorOnLine(mixture: GaussianMixture, alphaBar: number): number {
  const root = Math.sqrt(alphaBar);
  const trace = posteriorTrace(mixture, alphaBar);
  const step = 1 / 8;
  let sum = 0;
  mixture.weights.forEach((weight, k) => {
    const std = Math.sqrt(alphaBar * mixture.stds[k]! ** 2 + 1 - alphaBar);
    let average = 0;
    for (let i = -72; i <= 72; i++) {
      const z = i * step;
      average += Math.exp((-z * z) / 2) * trace(Float64Array.of(root * mixture.means[k]![0]! + std * z));
    }
    sum += (weight * average * step) / Math.sqrt(2 * Math.PI);
  });
  return (alphaBar / (1 - alphaBar)) * sum;
}

/** Which component each point comes from, and its standard normals. */
interface Draw {
  component: Int32Array;
  normals: Float64Array;
}

function floorDraws({ dim, weights }: GaussianMixture): Draw[] {
  const rng = createRng(20_140_610); // any fixed number
  const pairs = Math.ceil(dim / 2);
  const axes = 1 + 2 * pairs;
  return Array.from({ length: shifts }, () => {
    const cube = shiftedHalton(pointsPerShift, axes, rng);
    const component = new Int32Array(pointsPerShift);
    const normals = new Float64Array(pointsPerShift * dim);
    for (let i = 0; i < pointsPerShift; i++) {
      let k = 0;
      for (let u = cube[i * axes]! - weights[0]!; u >= 0 && k < weights.length - 1; u -= weights[k]!) k++;
      component[i] = k;
      for (let axis = 0; axis < dim; axis++) {
        const pair = i * axes + 1 + 2 * (axis >> 1);
        const radius = Math.sqrt(-2 * Math.log(1 - cube[pair]!)); // Box and Muller
        const angle = 2 * Math.PI * cube[pair + 1]!;
        normals[i * dim + axis] = radius * (axis % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
      }
    }
    return { component, normals };
  });
}

function floorBySampling(mixture: GaussianMixture, alphaBar: number, draws: Draw[]): Estimate {
  const perShift = draws.map((draw) => sampleFloor(mixture, alphaBar, draw));
  return { value: mean(perShift), standardError: standardError(perShift) };
}

function sampleFloor(mixture: GaussianMixture, alphaBar: number, { component, normals }: Draw): number {
  const { dim, means, stds } = mixture;
  const root = Math.sqrt(alphaBar);
  const trace = posteriorTrace(mixture, alphaBar);
  const x = new Float64Array(dim);
  let sum = 0;
  for (let i = 0; i < component.length; i++) {
    const k = component[i]!;
    const std = Math.sqrt(alphaBar * stds[k]! ** 2 + 1 - alphaBar);
    for (let axis = 0; axis < dim; axis++) x[axis] = root * means[k]![axis]! + std * normals[i * dim + axis]!;
    sum += trace(x);
  }
  return ((alphaBar / (1 - alphaBar)) * sum) / (component.length * dim);
}

/**
 * A function of x_t: trace Cov(x_0 | x_t) = sum_k r_k (d c_k + |mu_k|^2) - |sum_k r_k mu_k|^2, where component k has
 * posterior variance c_k = s_k^2 (1 - alphaBar) / v_k and mean mu_k = m_k + sqrt(alphaBar) s_k^2 / v_k (x - sqrt(alphaBar) m_k).
 */
function posteriorTrace({ dim, weights, means, stds }: GaussianMixture, alphaBar: number): (x: Float64Array) => number {
  const count = weights.length;
  const root = Math.sqrt(alphaBar);
  const variances = stds.map((std) => alphaBar * std ** 2 + 1 - alphaBar);
  const scales = Float64Array.from(variances, (variance) => -1 / (2 * variance));
  const within = Float64Array.from(stds, (std, k) => (dim * std ** 2 * (1 - alphaBar)) / variances[k]!);
  const gains = Float64Array.from(stds, (std, k) => (root * std ** 2) / variances[k]!);
  const offsets = Float64Array.from(weights, (weight, k) => Math.log(weight) - (dim / 2) * Math.log(variances[k]!));
  const centres = Float64Array.from(means.flat(), (m) => root * m);
  const flat = Float64Array.from(means.flat());
  const terms = new Float64Array(count);
  const mu = new Float64Array(dim);
  return (x) => {
    let max = -Infinity;
    for (let k = 0; k < count; k++) {
      let squared = 0;
      for (let i = 0; i < dim; i++) {
        const gap = x[i]! - centres[k * dim + i]!;
        squared += gap * gap;
      }
      const term = offsets[k]! + scales[k]! * squared;
      terms[k] = term;
      if (term > max) max = term;
    }
    let total = 0;
    let second = 0;
    mu.fill(0);
    for (let k = 0; k < count; k++) {
      if (terms[k]! < max - negligible) continue;
      const r = Math.exp(terms[k]! - max);
      total += r;
      second += r * within[k]!;
      for (let i = 0; i < dim; i++) {
        const value = flat[k * dim + i]! + gains[k]! * (x[i]! - centres[k * dim + i]!);
        second += r * value * value;
        mu[i]! += r * value;
      }
    }
    let squaredMean = 0;
    for (let i = 0; i < dim; i++) squaredMean += (mu[i]! / total) ** 2;
    return Math.max(0, second / total - squaredMean);
  };
}

function standardError(values: number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length * (values.length - 1)));
}
