/** What two faults share: a chain that is walked back with the exact noise. */
import { ancestralStep } from '../../../../lib/diffusion/ancestral.ts';
import type { ReverseStep } from '../../../../lib/diffusion/reverse.ts';
import { alphaBar, type NoiseSchedule } from '../../../../lib/diffusion/schedule.ts';
import { createRng } from '../../../../lib/random.ts';
import { epsilonStar, type GaussianMixture } from '../../../../lib/theory/mixture.ts';
import type { Moment } from '../exhibit.ts';

/** @param change what the fault makes of a step to s @param measure the lines of the chart, from points [n, dim] flat */
export function* walkBack(
  mixture: GaussianMixture,
  n: number,
  seed: number,
  schedule: NoiseSchedule,
  measure: (x: Float64Array) => Record<string, number>,
  change: (step: ReverseStep, s: number) => ReverseStep = (step) => step,
): Generator<Moment> {
  const rng = createRng(seed).fork('chain');
  const { dim } = mixture;
  const T = schedule.alphasCumprod.length;
  const x = Float64Array.from(rng.normals(n * dim));
  const moment = (step: number): Moment => ({ step, values: measure(x), points: x.slice() });
  yield moment(0);
  for (let t = T; t >= 1; t--) {
    const { xt, eps, noise } = change(ancestralStep(schedule, 'posterior', t), t - 1);
    for (let i = 0; i < x.length; i += dim) {
      const e = epsilonStar(mixture, alphaBar(schedule, t), x.subarray(i, i + dim));
      for (let d = 0; d < dim; d++) x[i + d] = xt * x[i + d]! + eps * e[d]! + (noise > 0 ? noise * rng.normal() : 0);
    }
    yield moment(T - t + 1);
  }
}
