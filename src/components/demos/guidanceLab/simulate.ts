/** Points through the library's own samplers, in slices. */
import { ddimSigma } from '../../../lib/diffusion/ddimSigma.ts';
import { descend, type Move } from '../../../lib/diffusion/descend.ts';
import { classifierFreeGuidance } from '../../../lib/diffusion/guidance.ts';
import { heun } from '../../../lib/diffusion/heun.ts';
import { inpaint } from '../../../lib/diffusion/inpaint.ts';
import { partialDenoising } from '../../../lib/diffusion/partialDenoising.ts';
import { reverseSde } from '../../../lib/diffusion/reverseSde.ts';
import { geometricSigmas, sigmaOf } from '../../../lib/diffusion/sigmas.ts';
import { float64Space, type Frame } from '../../../lib/diffusion/space.ts';
import { createRng, type Rng } from '../../../lib/random.ts';
import { correlatedDenoiser } from '../../../lib/theory/correlatedGaussian.ts';
import { exactDenoiser } from '../../../lib/theory/exactDenoiser.ts';
import { gaussianMixture } from '../../../lib/theory/mixture.ts';
import { dataVariance, type Settings } from './scene.ts';

const bell = (variance: number) => exactDenoiser(gaussianMixture([[0]], Math.sqrt(variance)));
const [anything, told, data] = [bell(2), bell(1), bell(dataVariance)];

/** Points of each kind, and how many go together. */
export const countOf = ({ experiment }: Pick<Settings, 'experiment'>): number =>
  experiment === 'inpainting' ? 1200 : 4000; // it walks longer
const batchOf = ({ experiment }: Settings): number => (experiment === 'inpainting' ? 50 : 200);
/** Steps: so many that their error is below that of the sample. */
export const fine = 1000;
export const smooth = 60;
export const stretches = 200;
const noiseTop = 100;
const noiseEnd = 0.02;

type Walk = Iterable<Frame<Float64Array>>;

function walks(settings: Settings, rng: Rng): { first: Walk; second: Walk; columns: number } {
  const { experiment, gamma, lambda, strength, guide, rho, observed, passes } = settings;
  const batch = batchOf(settings);
  const spaceOf = (label: string) => float64Space(rng.fork(label));
  const grid = (steps: number, top: number) => geometricSigmas(steps, top, noiseEnd);
  const filled = (...values: number[]) => Float64Array.from({ length: batch * values.length }, (_, i) => values[i % values.length]!); // prettier-ignore
  if (experiment === 'guidance') {
    const walk = (label: string, move: Move, steps: number) => {
      const space = spaceOf(label);
      const x = space.combine([noiseTop, space.normal(filled(0))]);
      return descend(space, classifierFreeGuidance(space, anything, told, gamma), x, grid(steps, noiseTop), move);
    };
    return { first: walk('ode', heun, smooth), second: walk('sde', reverseSde(lambda), fine), columns: 1 };
  }
  if (experiment === 'editing') {
    const top = sigmaOf(1 - strength);
    const walk = (label: string, move: Move, steps: number) =>
      partialDenoising(spaceOf(label), data, filled(guide), top, [...grid(steps, top).slice(1), 0], move);
    return { first: walk('ode', heun, smooth), second: walk('sde', ddimSigma(1), fine / 2), columns: 1 };
  }
  const walk = (label: string, resamples: number, steps: number) => {
    const space = spaceOf(label);
    const levels = [...grid(steps, 40), 0];
    const x = space.combine([levels[0]!, space.normal(filled(0, 0))]);
    const [known, mask] = [filled(observed, 0), filled(1, 0)];
    return inpaint(space, correlatedDenoiser(rho), x, levels, ddimSigma(1), known, mask, { resamples, jump: 1 });
  };
  return { first: walk('one', 1, 2 * stretches), second: walk('several', passes, stretches), columns: 2 };
}

export interface Drawn {
  settings: Settings;
  first: Float64Array;
  second: Float64Array;
  /** Points that are there, of each kind. */
  done: number;
}

/** The same object each time, richer by a batch now and then. The same settings give the same points; other settings the same noise. */
export function* simulate(settings: Settings, total = countOf(settings)): Generator<Drawn, Drawn> {
  const batch = batchOf(settings);
  const drawn: Drawn = { settings, first: new Float64Array(total), second: new Float64Array(total), done: 0 };
  for (let b = 0; drawn.done < total; b++) {
    const { first, second, columns } = walks(settings, createRng(settings.seed).fork(`batch ${b}`));
    for (const [into, walk] of [
      [drawn.first, first],
      [drawn.second, second],
    ] as const) {
      let x: Float64Array | null = null;
      let i = 0;
      for (const frame of walk) {
        x = frame.x;
        if (++i % 40 === 0) yield drawn;
      }
      for (let j = 0; j < batch; j++) into[drawn.done + j] = x![columns * j + columns - 1]!;
    }
    drawn.done += batch;
    yield drawn;
  }
  return drawn;
}

/** All slices at once. */
export function simulated(settings: Settings, total = countOf(settings)): Drawn {
  const slices = simulate(settings, total);
  for (;;) {
    const { value, done } = slices.next();
    if (done) return value;
  }
}

export interface Estimate {
  n: number;
  mean: number;
  variance: number;
  /** One standard error of each, for a Gaussian. */
  meanError: number;
  varianceError: number;
}
export function estimate(values: ArrayLike<number>): Estimate {
  const n = values.length;
  let [sum, square] = [0, 0];
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  for (let i = 0; i < n; i++) square += (values[i]! - mean) ** 2;
  const variance = square / (n - 1);
  return { n, mean, variance, meanError: Math.sqrt(variance / n), varianceError: variance * Math.sqrt(2 / (n - 1)) };
}
export const estimates = ({ first, second, done }: Drawn): { first: Estimate; second: Estimate } | null =>
  done === 0 ? null : { first: estimate(first.subarray(0, done)), second: estimate(second.subarray(0, done)) };
