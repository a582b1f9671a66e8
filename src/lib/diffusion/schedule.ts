/** Noise schedules in float64: no tensors, so that the book's build, its plots and the tests use the very same file. */
import type { ScheduleName } from '../experiments/config.ts';

/** All arrays have length T and are indexed by t - 1: `alphasCumprod[t - 1]` is alphaBar_t. */
export interface NoiseSchedule {
  T: number;
  betas: Float64Array;
  alphas: Float64Array;
  alphasCumprod: Float64Array;
  /** alphaBar_{t-1}, with alphaBar_0 = 1. */
  alphasCumprodPrev: Float64Array;
  /** betaTilde_t, the variance of q(x_{t-1} | x_t, x_0); zero at t = 1. */
  posteriorVariance: Float64Array;
}

/** No beta above this: at 1 a step would erase x and divide by zero. */
const maxBeta = 0.999;

/**
 * DDPM's linear schedule (Ho et al. 2020, section 4: 1e-4 to 0.02 at T = 1000), with both ends rescaled by 1000 / T.
 * Without the rescaling a shorter chain adds too little noise and x_T still shows the data.
 */
export function linearBetas(T: number, betaStart = 1e-4, betaEnd = 0.02): Float64Array {
  const scale = 1000 / T;
  return Float64Array.from({ length: T }, (_, i) =>
    Math.min(maxBeta, scale * (betaStart + ((betaEnd - betaStart) * i) / Math.max(1, T - 1))),
  );
}

/**
 * The cosine schedule (Nichol and Dhariwal 2021, equation 17): alphaBar(t) = f(t) / f(0),
 * f(t) = cos^2((t / T + s) / (1 + s) * pi / 2). It is a function of t / T, so it needs no rescaling.
 */
export function cosineBetas(T: number, s = 0.008): Float64Array {
  const f = (t: number) => Math.cos(((t / T + s) / (1 + s)) * (Math.PI / 2)) ** 2;
  return Float64Array.from({ length: T }, (_, i) => Math.min(maxBeta, 1 - f(i + 1) / f(i)));
}

/** Everything that follows from the betas. */
export function noiseSchedule(betas: Float64Array): NoiseSchedule {
  const T = betas.length;
  const alphas = betas.map((beta) => 1 - beta);
  const alphasCumprod = new Float64Array(T);
  alphas.reduce((product, alpha, i) => (alphasCumprod[i] = product * alpha), 1);
  const alphasCumprodPrev = Float64Array.from({ length: T }, (_, i) => (i === 0 ? 1 : alphasCumprod[i - 1]!));
  const posteriorVariance = betas.map(
    (beta, i) => (beta * (1 - alphasCumprodPrev[i]!)) / (1 - alphasCumprod[i]!), // DDPM equation 7
  );
  return { T, betas, alphas, alphasCumprod, alphasCumprodPrev, posteriorVariance };
}

/** What is left of the signal at the end of a chain "with zero terminal SNR", sqrt(alphaBar_T). */
const leastSignal = 1e-4;

/**
 * The linear schedule with its sqrt(alphaBar) shifted and stretched, so that the first stays and the last is nothing
 * (Lin et al. 2023, Algorithm 1): sampling then starts from what the net was shown at T, and brightness is not lost. A net that predicts
 * eps would say nothing about x_0 there, so it takes v or x_0.
 *
 * "Nothing" is 1e-4, an SNR of 1e-8, instead of 0: x_0 is recovered by dividing by it, and this leaves float32 three digits.
 */
export function zeroTerminalBetas(T: number): Float64Array {
  const roots = noiseSchedule(linearBetas(T)).alphasCumprod.map(Math.sqrt);
  const [first, last] = [roots[0]!, roots[T - 1]!];
  const signal = roots.map((root) => leastSignal + ((root - last) * (first - leastSignal)) / (first - last));
  return signal.map((root, i) => Math.min(maxBeta, 1 - (root / (i === 0 ? 1 : signal[i - 1]!)) ** 2));
}

export const betaSchedules: Record<ScheduleName, (T: number) => Float64Array> = {
  linear: linearBetas,
  cosine: cosineBetas,
  zeroTerminal: zeroTerminalBetas,
};

/**
 * A schedule by name, for any T from 20 up.
 * @throws RangeError for a T that leaves too coarse a chain.
 */
export function createSchedule(name: ScheduleName, T: number): NoiseSchedule {
  if (!Number.isInteger(T) || T < 20) throw new RangeError(`T is a whole number of steps, at least 20; got ${T}.`);
  return noiseSchedule(betaSchedules[name](T));
}

/** alphaBar_t for t = 0..T, with alphaBar_0 = 1. */
export const alphaBar = (schedule: NoiseSchedule, t: number): number => (t === 0 ? 1 : schedule.alphasCumprod[t - 1]!);
