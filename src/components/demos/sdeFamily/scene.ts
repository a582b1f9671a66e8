/** Points of noise that run back to three bells by one member of the lambda family, and how well their law is kept. No page. */
import { arrive, descend } from '../../../lib/diffusion/descend.ts';
import { reverseSde } from '../../../lib/diffusion/reverseSde.ts';
import { sigmaOf } from '../../../lib/diffusion/sigmas.ts';
import { float64Space } from '../../../lib/diffusion/space.ts';
import { kolmogorovDistance, kolmogorovLimit } from '../../../lib/metrics/kolmogorov.ts';
import { createRng } from '../../../lib/random.ts';
import { exactDenoiser } from '../../../lib/theory/exactDenoiser.ts';
import { distributionFunction, quantileOnLine } from '../../../lib/theory/lineLaw.ts';
import { diffuse, gaussianMixture, sampleMixture, type GaussianMixture } from '../../../lib/theory/mixture.ts';
import { alphaBarAt, songBeta } from '../../../lib/theory/probabilityFlow.ts';

/** Three bells, those of the chapter's other figures. */
export const bells = gaussianMixture([[-1.5], [0.4], [1.2]], [0.3, 0.2, 0.5], [0.5, 0.2, 0.3]);
/** What is drawn of the line. */
export const reach = 3.2;

export interface Settings {
  lambda: number;
  /** Steps of the method of Euler and Maruyama from t = 1 to 0. */
  steps: number;
  seed: number;
}
export const start: Settings = { lambda: 1, steps: 400, seed: 1 };
export const stepChoices = [20, 100, 400] as const;
export const lambdas = { min: 0, max: 2, step: 0.05 } as const;

/** Points in all, of which `drawn` have their paths drawn; they are moved in batches, each with noise of its own. */
export const count = 1000;
export const batch = 25;
export const drawn = 14;
/** The law is looked at in so many moments of time, or at every step if there are fewer. */
export const moments = 100;

/** q_t in the coordinates of VP. */
export const lawAt = (t: number): GaussianMixture => diffuse(bells, alphaBarAt(songBeta, t));
export const limit = kolmogorovLimit(count);

/** Levels of the exact quantiles that are drawn; those between two bells lie close together and part late. */
export const levels = [0.03, 0.12, 0.25, 0.38, 0.49, 0.51, 0.6, 0.69, 0.72, 0.85, 0.97];
const quantileMoments = 60;
let kept: { t: number[]; x: number[][] } | null = null;
/** Exact quantiles over time: one curve for each level. */
export function quantiles(): { t: number[]; x: number[][] } {
  if (!kept) {
    const t = Array.from({ length: quantileMoments + 1 }, (_, i) => i / quantileMoments);
    const laws = t.map(lawAt);
    kept = { t, x: levels.map((p) => laws.map((law) => quantileOnLine(law, p))) };
  }
  return kept;
}

export interface Run {
  settings: Settings;
  /** Falling from 1 to 0. */
  times: number[];
  /** Positions at each of the times. [count] each; fewer while the run is being made. */
  frames: Float64Array[];
  /** The first points' positions at every step. [drawn] each */
  paths: Float64Array[];
  /** Distances of Kolmogorov from q_t at each of the times. */
  gaps: Float64Array;
  /** Points that are done. */
  done: number;
}

/** Moves one batch from t = 1 to 0; the positions after each step, in the coordinates of VP. */
function moveBatch({ lambda, steps, seed }: Settings, index: number): Float64Array[] {
  const rng = createRng(seed).fork(`batch ${index}`);
  // The sampler runs on y = x / sqrt(alphaBar), the data plus noise of deviation sigma.
  const sigmas = Array.from({ length: steps + 1 }, (_, i) => sigmaOf(alphaBarAt(songBeta, 1 - i / steps)));
  const noise = rng.fork('start');
  const y = Float64Array.from(sampleMixture(bells, batch, noise), (v) => v + sigmas[0]! * noise.normal());
  const frames: Float64Array[] = [];
  for (const { sigma, x } of descend(
    float64Space(rng.fork('walk')),
    exactDenoiser(bells),
    y,
    sigmas,
    reverseSde(lambda),
  )) {
    const scale = 1 / Math.hypot(1, sigma); // sqrt(alphaBar)
    frames.push(x.map((v) => scale * v));
  }
  return frames;
}

/**
 * Makes a run in slices of a few milliseconds. What is yielded is the same object each time, a batch richer; in the last slices the
 * gaps are measured. The same settings give the same run, and another lambda has the same noise.
 */
export function* makeRun(settings: Settings): Generator<Run, Run> {
  const marks = Math.min(settings.steps, moments);
  const every = settings.steps / marks;
  const run: Run = {
    settings: { ...settings },
    times: Array.from({ length: marks + 1 }, (_, i) => 1 - i / marks),
    frames: Array.from({ length: marks + 1 }, () => new Float64Array(count)),
    paths: [],
    gaps: new Float64Array(marks + 1).fill(NaN),
    done: 0,
  };
  for (let b = 0; b < count / batch; b++) {
    const frames = moveBatch(settings, b);
    if (b === 0) run.paths = frames.map((frame) => frame.slice(0, drawn));
    run.frames.forEach((frame, i) => frame.set(frames[i * every]!, b * batch));
    run.done += batch;
    yield run;
  }
  for (let i = 0; i <= marks; i++) {
    const law = lawAt(run.times[i]!);
    run.gaps[i] = kolmogorovDistance(run.frames[i]!, (x) => distributionFunction(law, x));
    if (i % 8 === 7) yield run;
  }
  return run;
}

/** All slices at once. */
export function wholeRun(settings: Settings): Run {
  const slices = makeRun(settings);
  for (;;) {
    const { value, done } = slices.next();
    if (done) return value;
  }
}

/** The last moment that was recorded at or before t on the way down from 1. */
export const frameOf = ({ times }: Pick<Run, 'times'>, t: number): number =>
  Math.min(times.length - 1, Math.floor((1 - t) * (times.length - 1) + 1e-9));

/** Where the flow itself, without error of its steps, takes a point of noise. For checks. */
export function flowEnd(x: number, steps: number): number {
  const sigmas = Array.from({ length: steps + 1 }, (_, i) => sigmaOf(alphaBarAt(songBeta, 1 - i / steps)));
  const y = Float64Array.of(x * Math.hypot(1, sigmas[0]!));
  return arrive(descend(float64Space(createRng(0)), exactDenoiser(bells), y, sigmas, reverseSde(0)))[0]!;
}
