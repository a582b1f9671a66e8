/**
 * Eleven bugs that published samplers have had, planted on purpose. Four of them leave mode counts and histograms as they
 * were, so pictures cannot show that a sampler is right; `checks.ts` can, and `mutants.test.ts` proves that it does.
 */
import { posteriorCoefficients } from '../../src/lib/diffusion/posterior.ts';
import type { ReverseStep } from '../../src/lib/diffusion/reverse.ts';
import { alphaBar, type NoiseSchedule } from '../../src/lib/diffusion/schedule.ts';
import type { Subject } from './subject.ts';

export interface Mutant {
  id: string;
  description: string;
  mutate(subject: Subject): Subject;
}

const betaOf = (schedule: NoiseSchedule, t: number, s: number) => 1 - alphaBar(schedule, t) / alphaBar(schedule, s);

/** Alters the ancestral step; `change` sees the right coefficients. */
const ancestral =
  (change: (right: ReverseStep, schedule: NoiseSchedule, t: number, s: number) => Partial<ReverseStep>) =>
  (subject: Subject): Subject => ({
    ...subject,
    ancestral(schedule, variance, t, s = t - 1) {
      const right = subject.ancestral(schedule, variance, t, s);
      return { ...right, ...change(right, schedule, t, s) };
    },
  });

/** DDIM with another sigma; the direction term follows it, clamped at zero as such code does. */
const ddim =
  (sigma: (at: number, as: number, eta: number, schedule: NoiseSchedule, t: number, s: number) => number) =>
  (subject: Subject): Subject => ({
    ...subject,
    ddim(schedule, eta, t, s = t - 1) {
      const at = alphaBar(schedule, t);
      const as = alphaBar(schedule, s);
      const noise = s === 0 ? 0 : sigma(at, as, eta, schedule, t, s);
      const direction = Math.sqrt(Math.max(0, 1 - as - noise ** 2));
      return { xt: Math.sqrt(as / at), eps: direction - Math.sqrt((as * (1 - at)) / at), noise };
    },
  });

export const mutants: Mutant[] = [
  {
    id: 'M1',
    description: 'the variance beta used as a standard deviation',
    mutate: ancestral((_, schedule, t, s) => ({ noise: s === 0 ? 0 : betaOf(schedule, t, s) })),
  },
  {
    id: 'M2',
    description: 'noise also after the last step',
    mutate: ancestral((right, schedule, t, s) => (s === 0 ? { noise: Math.sqrt(betaOf(schedule, t, s)) } : right)),
  },
  { id: 'M3', description: 'no noise at all', mutate: ancestral(() => ({ noise: 0 })) },
  {
    id: 'M4',
    description: 'stop at index 1',
    mutate: (subject) => ({ ...subject, walk: (T, steps) => subject.walk(T, steps).slice(0, -1) }),
  },
  {
    id: 'M5',
    description: 'the network asked at t + 1',
    mutate: (subject) => ({
      ...subject,
      walk: (T, steps) => subject.walk(T, steps).map((visit) => ({ ...visit, asked: Math.min(T, visit.asked + 1) })),
    }),
  },
  {
    id: 'M6',
    description: 'no square root in the coefficient of epsilon',
    mutate: ancestral((right, schedule, t) => ({ eps: right.eps / Math.sqrt(1 - alphaBar(schedule, t)) })),
  },
  {
    id: 'M7',
    description: '1 / alpha for 1 / sqrt(alpha)',
    mutate: ancestral((right) => ({ xt: right.xt ** 2, eps: right.eps * right.xt })),
  },
  {
    id: 'M8',
    description: 'sigma = sqrt(1 - alphaBar_s)',
    mutate: ancestral((_, schedule, __, s) => ({ noise: Math.sqrt(1 - alphaBar(schedule, s)) })),
  },
  {
    id: 'M9',
    description: 'DDIM with (1 - alphaBar_t) / alphaBar_s for 1 - alphaBar_t / alphaBar_s',
    mutate: ddim((at, as, eta) => eta * Math.sqrt((((1 - as) / (1 - at)) * (1 - at)) / as)),
  },
  {
    id: 'M10',
    description: 'DDIM with sigma = eta sqrt(1 - alphaBar_t) and a clamped direction',
    mutate: ddim((at, _, eta) => eta * Math.sqrt(1 - at)),
  },
  {
    id: 'M11',
    description: 'DDIM with eta times the variance instead of the standard deviation',
    mutate: ddim((_, __, eta, schedule, t, s) => Math.sqrt(eta * posteriorCoefficients(schedule, t, s).variance)),
  },
];
