/**
 * What holds of a correct sampler, exactly, in float64. Each check returns its worst error; the right-hand sides are
 * derived here from Bayes' rule and from the betas alone, so that they share no formula with the library.
 */
import type { ReverseStep } from '../../src/lib/diffusion/reverse.ts';
import { createSchedule, type NoiseSchedule } from '../../src/lib/diffusion/schedule.ts';
import { reverseGaussian, type Gaussian } from '../../src/lib/theory/gaussian.ts';
import type { Subject } from './subject.ts';

export interface Check {
  name: string;
  tolerance: number;
  /** The worst error. NaN counts as infinite. */
  error(subject: Subject): number;
}

const schedules = [createSchedule('linear', 1000), createSchedule('cosine', 400), createSchedule('linear', 50)];
const etas = [0, 0.25, 0.5, 1];

/** alphaBar_t as a product of 1 - beta_1 .. 1 - beta_t, multiplied out here. */
function levels({ betas }: NoiseSchedule): Float64Array {
  const out = new Float64Array(betas.length + 1).fill(1);
  betas.forEach((beta, i) => (out[i + 1] = out[i]! * (1 - beta)));
  return out;
}

/** q(x_s | x_t, x_0) by Bayes' rule: the prior N(sqrt(as) x_0, 1 - as) times the likelihood N(x_t; sqrt(a) x_s, 1 - a). */
function posterior(at: number, as: number) {
  const a = at / as;
  const variance = 1 / (a / (1 - a) + 1 / (1 - as));
  return { x0: (variance * Math.sqrt(as)) / (1 - as), xt: (variance * Math.sqrt(a)) / (1 - a), variance };
}

/** A step in terms of x_0 and x_t, where eps = (x_t - sqrt(at) x_0) / sqrt(1 - at). */
const inTermsOfData = ({ xt, eps }: ReverseStep, at: number) => ({
  x0: (-eps * Math.sqrt(at)) / Math.sqrt(1 - at),
  xt: xt + eps / Math.sqrt(1 - at),
});

/** Pairs (t, s), s >= 1, with strides of 1 and of `stride`. */
function* steps(T: number, stride: number): Generator<[number, number]> {
  for (let t = 2; t <= T; t++) yield [t, t - 1];
  for (let t = stride + 1; t <= T; t++) yield [t, t - stride];
}

/** Largest |error|, over all that `errors` yields. */
function worst(errors: Iterable<number>): number {
  let max = 0;
  for (const error of errors) if (!(Math.abs(error) <= max)) max = Number.isNaN(error) ? Infinity : Math.abs(error);
  return max;
}

const check = (name: string, tolerance: number, errors: (subject: Subject) => Iterable<number>): Check => ({
  name,
  tolerance,
  error: (subject) => worst(errors(subject)),
});

/** Follows N(mean, variance) data through the sampler's own walk with the exact prediction. */
function follow(
  subject: Subject,
  ab: Float64Array,
  steps: number,
  step: (t: number, s: number) => ReverseStep,
  data: Gaussian,
  from: Gaussian,
) {
  const walk = subject.walk(ab.length - 1, steps);
  return walk.reduce((state, { t, s, asked }) => reverseGaussian(state, step(t, s), data, ab[asked]!), from);
}

/**
 * The variance of a sampler's output for N(0, v) data, by the law of total variance: x_s given x_t has mean
 * (c0 k + ct) x_t, where E[x_0 | x_t] = k x_t, and variance `noise(t, s)`.
 */
function outputVariance(
  ab: Float64Array,
  times: number[],
  v: number,
  step: (at: number, as: number) => { x0: number; xt: number; noise2: number },
) {
  return times.reduce((variance, t, i) => {
    const at = ab[t]!;
    const k = (Math.sqrt(at) * v) / (at * v + 1 - at);
    const { x0, xt, noise2 } = step(at, ab[times[i + 1] ?? 0]!);
    return (x0 * k + xt) ** 2 * variance + noise2;
  }, 1);
}

const descending = (T: number) => Array.from({ length: T }, (_, i) => T - i);
const standard: Gaussian = { mean: 0, variance: 1 };

export const checks: Check[] = [
  check('the ancestral mean is the posterior mean, strides 1 and 20 (V23)', 1e-12, function* (subject) {
    for (const schedule of schedules) {
      const ab = levels(schedule);
      for (const [t, s] of steps(schedule.T, 20)) {
        const mean = inTermsOfData(subject.ancestral(schedule, 'posterior', t, s), ab[t]!);
        const bayes = posterior(ab[t]!, ab[s]!);
        yield mean.x0 - bayes.x0;
        yield mean.xt - bayes.xt;
      }
    }
  }),
  check('the ancestral noise has variance betaTilde or beta, strides 1 and 20 (V23)', 1e-12, function* (subject) {
    for (const schedule of schedules) {
      const ab = levels(schedule);
      for (const [t, s] of steps(schedule.T, 20)) {
        yield subject.ancestral(schedule, 'posterior', t, s).noise ** 2 - posterior(ab[t]!, ab[s]!).variance;
        yield subject.ancestral(schedule, 'beta', t, s).noise ** 2 - (1 - ab[t]! / ab[s]!);
      }
    }
  }),
  check('no sampler adds noise in its last step', 0, function* (subject) {
    for (const schedule of schedules) {
      for (const t of [1, 7, schedule.T]) {
        for (const variance of ['posterior', 'beta'] as const) yield subject.ancestral(schedule, variance, t, 0).noise;
        for (const eta of etas) yield subject.ddim(schedule, eta, t, 0).noise;
      }
    }
  }),
  check('DDIM at eta = 1 has the posterior mean and variance, strides 1 and 200 (V28)', 1e-12, function* (subject) {
    for (const schedule of schedules.filter(({ T }) => T > 200)) {
      const ab = levels(schedule);
      for (const [t, s] of steps(schedule.T, 200)) {
        const step = subject.ddim(schedule, 1, t, s);
        const mean = inTermsOfData(step, ab[t]!);
        const bayes = posterior(ab[t]!, ab[s]!);
        yield mean.x0 - bayes.x0;
        yield mean.xt - bayes.xt;
        yield step.noise ** 2 - bayes.variance;
      }
    }
  }),
  check('the standard deviation of DDIM is linear in eta (V28)', 1e-13, function* (subject) {
    for (const schedule of schedules) {
      for (const [t, s] of steps(schedule.T, 20)) {
        const full = subject.ddim(schedule, 1, t, s).noise;
        for (const eta of etas) yield subject.ddim(schedule, eta, t, s).noise - eta * full;
      }
    }
  }),
  check('DDIM keeps q(x_s | x_0) for every eta (V29)', 1e-12, function* (subject) {
    for (const schedule of schedules) {
      const ab = levels(schedule);
      for (const [t, s] of [...steps(schedule.T, 20), [schedule.T, 0], [1, 0]] as [number, number][]) {
        for (const eta of etas) {
          // x_t = sqrt(at) x_0 + sqrt(1 - at) eps, so x_s = xt sqrt(at) x_0 + (xt sqrt(1 - at) + eps') eps + noise z
          const { xt, eps, noise } = subject.ddim(schedule, eta, t, s);
          yield xt * Math.sqrt(ab[t]!) - Math.sqrt(ab[s]!);
          yield (xt * Math.sqrt(1 - ab[t]!) + eps) ** 2 + noise ** 2 - (1 - ab[s]!);
        }
      }
    }
  }),
  check('the full walk takes t = T .. 1, one at a time, ends at 0, and asks the network at t', 0, function* (subject) {
    const walk = subject.walk(50, 50);
    yield walk.length - 50;
    for (const [i, { t, s, asked }] of walk.entries()) {
      yield t - (50 - i);
      yield s - (t - 1);
      yield asked - t;
    }
  }),
  check('a strided walk starts at T, joins its steps, ends at 0, and asks the network at t', 0, function* (subject) {
    const walk = subject.walk(1000, 37);
    yield walk.length - 37;
    for (const [i, { t, asked }] of walk.entries()) {
      yield t - (walk[i - 1]?.s ?? 1000);
      yield asked - t;
    }
    yield walk.at(-1)!.s;
  }),
  check('ancestral sampling of N(0, 1/4) has the variance of its recursion (V31)', 1e-12, function* (subject) {
    for (const schedule of [createSchedule('linear', 50), createSchedule('linear', 1000)]) {
      const ab = levels(schedule);
      const data = { mean: 0, variance: 0.25 };
      for (const variance of ['posterior', 'beta'] as const) {
        const step = (t: number, s: number) => subject.ancestral(schedule, variance, t, s);
        const out = follow(subject, ab, schedule.T, step, data, standard);
        const expected = outputVariance(ab, descending(schedule.T), 0.25, (at, as) => {
          if (as === 1) return { x0: 1, xt: 0, noise2: 0 };
          const bayes = posterior(at, as);
          return { ...bayes, noise2: variance === 'beta' ? 1 - at / as : bayes.variance };
        });
        yield out.variance - expected;
        yield out.mean;
      }
    }
  }),
  check(
    'DDIM of N(0, 1/4) has the variance of its recursion, 100 of 1000 steps, every eta',
    1e-12,
    function* (subject) {
      const schedule = createSchedule('linear', 1000);
      const ab = levels(schedule);
      for (const eta of etas) {
        const step = (t: number, s: number) => subject.ddim(schedule, eta, t, s);
        const out = follow(subject, ab, 100, step, { mean: 0, variance: 0.25 }, standard);
        const times = Array.from({ length: 100 }, (_, i) => 1000 - 10 * i);
        const expected = outputVariance(ab, times, 0.25, (at, as) => {
          // betaTilde is a fraction eta^2 of it; the rest keeps the direction of eps = (x_t - sqrt(at) x_0) / sqrt(1 - at)
          const noise2 = as === 1 ? 0 : eta ** 2 * posterior(at, as).variance;
          const direction = Math.sqrt((1 - as - noise2) / (1 - at));
          return { x0: Math.sqrt(as) - direction * Math.sqrt(at), xt: direction, noise2 };
        });
        yield out.variance - expected;
      }
    },
  ),
  check('sigma^2 = beta is exact for N(0, 1) data at every step but the last (V31)', 1e-12, function* (subject) {
    const schedule = createSchedule('linear', 200);
    const ab = levels(schedule);
    for (const { t, s, asked } of subject.walk(200, 200)) {
      if (s > 0)
        yield reverseGaussian(standard, subject.ancestral(schedule, 'beta', t, s), standard, ab[asked]!).variance - 1;
    }
  }),
  check('sigma^2 = betaTilde is exact for a single data point (V31)', 1e-12, function* (subject) {
    const schedule = createSchedule('linear', 200);
    const ab = levels(schedule);
    const point = { mean: 0.7, variance: 0 };
    for (const { t, s, asked } of subject.walk(200, 200)) {
      const from = { mean: Math.sqrt(ab[t]!) * 0.7, variance: 1 - ab[t]! };
      const to = reverseGaussian(from, subject.ancestral(schedule, 'posterior', t, s), point, ab[asked]!);
      yield to.mean - Math.sqrt(ab[s]!) * 0.7;
      yield to.variance - (1 - ab[s]!);
    }
  }),
];
