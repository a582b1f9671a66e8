/** The way back with the exact denoiser, in float64, by the very steps that the samplers of the library take. */
import type { ReverseStep } from '../../../lib/diffusion/reverse.ts';
import { ancestralStep } from '../../../lib/diffusion/ancestral.ts';
import { ddimStep } from '../../../lib/diffusion/ddim.ts';
import { alphaBar, type NoiseSchedule } from '../../../lib/diffusion/schedule.ts';
import { timesteps } from '../../../lib/diffusion/timesteps.ts';
import type { Rng } from '../../../lib/random.ts';
import { epsilonStar, type GaussianMixture } from '../../../lib/theory/mixture.ts';
import { between } from '../../../lib/plot/trajectories.ts';

export const offeredSamplers = ['ddim', 'ancestral'] as const;
export type OfferedSampler = (typeof offeredSamplers)[number];

/** Points at one time of the way. */
export interface Place {
  t: number;
  /** [n, 2] flat. */
  x: Float32Array;
}

const steps: Record<OfferedSampler, (schedule: NoiseSchedule, t: number, s: number) => ReverseStep> = {
  ddim: (schedule, t, s) => ddimStep(schedule, 0, t, s),
  ancestral: (schedule, t, s) => ancestralStep(schedule, 'posterior', t, s),
};

export interface ReverseRequest {
  mixture: GaussianMixture;
  schedule: NoiseSchedule;
  sampler: OfferedSampler;
  samplerSteps: number;
  n: number;
  rng: Rng;
}

/** From x_T, pure noise, to x_0: one place for each step, the first included. Draws from `rng` as the session's sampler does. */
export function* exactReverse({ mixture, schedule, sampler, samplerSteps, n, rng }: ReverseRequest): Generator<Place> {
  const times = timesteps(schedule.T, Math.min(schedule.T, samplerSteps));
  let x = Float64Array.from(rng.normals(2 * n));
  yield { t: times[0]!, x: Float32Array.from(x) };
  for (const [i, t] of times.entries()) {
    const s = times[i + 1] ?? 0;
    const c = steps[sampler](schedule, t, s);
    const z = c.noise === 0 ? null : rng.normals(2 * n);
    const next = new Float64Array(2 * n);
    for (let row = 0; row < n; row++) {
      const eps = epsilonStar(mixture, alphaBar(schedule, t), x.subarray(2 * row, 2 * row + 2));
      for (let k = 0; k < 2; k++) {
        const j = 2 * row + k;
        next[j] = c.xt * x[j]! + c.eps * eps[k]! + (z ? c.noise * z[j]! : 0);
      }
    }
    x = next;
    yield { t: s, x: Float32Array.from(x) };
  }
}

/** Where on the way a time lies: an index into `places`, fractional between two of them. Times fall along the way. */
export function indexAt(places: readonly Place[], t: number): number {
  for (let k = 0; k + 1 < places.length; k++) {
    const [from, to] = [places[k]!.t, places[k + 1]!.t];
    if (t >= to) return k + Math.min(1, Math.max(0, (from - t) / (from - to)));
  }
  return Math.max(0, places.length - 1);
}

/** All points at time t, on straight lines between the places that are known. [n, 2] flat */
export function placesAt(places: readonly Place[], t: number): Float32Array {
  const frames = places.map(({ x }) => x);
  const at = indexAt(places, t);
  const out = new Float32Array(frames[0]?.length ?? 0);
  for (let i = 0; i < out.length / 2; i++) [out[2 * i], out[2 * i + 1]] = between(frames, i, at);
  return out;
}
