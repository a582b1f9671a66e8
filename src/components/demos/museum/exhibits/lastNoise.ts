import { createDataset } from '../../../../lib/data/index.ts';
import { createSchedule } from '../../../../lib/diffusion/schedule.ts';
import type { Exhibit } from '../exhibit.ts';
import { walkBack } from './chain.ts';

const T = 20;
const schedule = createSchedule('linear', T);
const ring = createDataset('ring').mixture!;
const deviation = ring.stds[0]!;

/** Root of the mean square distance to the nearest mode per dimension, over the deviation of a mode: 1 for the data. */
export function width(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 2) {
    sum += Math.min(...ring.means.map((m) => (x[i]! - m[0]!) ** 2 + (x[i + 1]! - m[1]!) ** 2));
  }
  return Math.sqrt(sum / x.length) / deviation;
}

export const lastNoise: Exhibit = {
  id: 'last-noise',
  title: 'One pinch of noise too many',
  story: `Samples are drawn by walking back a chain of ${T} steps with the exact noise, no network involved. All eight modes are there, in equal shares, and nothing lies between them.`,
  look: 'The points against the circles, which have a radius of two deviations. Count modes, and all is well; only the width tells.',
  alt: 'Samples around the eight modes of the ring, and the width of their clouds over the steps.',
  lines: [{ key: 'width', name: 'width', colour: 'diffusion' }],
  references: [{ value: 1, name: 'the data' }],
  x: { end: T, label: 'steps back' },
  y: { range: [0.6, 8], label: 'width of a mode / true', log: true },
  pace: 6,
  picture: {
    dim: 2,
    reach: 1.8,
    centres: ring.means.map((mean) => [...mean]),
    deviation,
  },
  question: 'What do you see?',
  answers: [
    {
      text: 'Nothing is wrong: eight modes, well apart.',
      reply:
        'So would a count of modes say. Look at the end of the curve, or at how many points lie outside of the circles.',
    },
    {
      text: 'Clouds that are too wide, and became so in the very last step.',
      reply: 'Yes. The last step adds noise that no later step takes away.',
      right: true,
    },
    {
      text: 'A chain with too few steps.',
      reply: 'It is a short chain, but walked soundly it ends close to the right width. Show the sound run.',
    },
  ],
  cause:
    'The sampler adds noise in every step, the last one too. But that step ends at clean data: the posterior that the chain follows has no variance left there, and what is added stays.',
  wrong: 'x = mean + sqrt(beta[t]) * z;',
  right: 'x = mean + (s === 0 ? 0 : sigma) * z;',
  caught: {
    id: 'M2',
    says: 'Gaussian data come out of the chain with the variance that a recursion predicts.',
    file: 'tests/mutants/samplers.ts',
  },
  run: (seed, planted) =>
    walkBack(
      ring,
      400,
      seed,
      schedule,
      (x) => ({ width: width(x) }),
      (step, s) => (planted && s === 0 ? { ...step, noise: Math.sqrt(schedule.betas[0]!) } : step),
    ),
  tell: (planted, sound) =>
    planted.step === 0
      ? 'Pure noise. Press Walk back, and keep an eye on the last step.'
      : `Step ${planted.step} of ${T}: the clouds are ${planted.values['width']!.toFixed(2)} times as wide as the modes of the data.` +
        (sound ? ` In the sound run: ${sound.values['width']!.toFixed(2)} times.` : ''),
};
