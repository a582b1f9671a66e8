import { createSchedule, linearBetas, noiseSchedule } from '../../../../lib/diffusion/schedule.ts';
import { gaussianMixture } from '../../../../lib/theory/mixture.ts';
import type { Exhibit } from '../exhibit.ts';
import { walkBack } from './chain.ts';

const T = 50;
/** The two ends of the chain of a thousand steps, unchanged. */
const ends = linearBetas(1000);
export const unscaledSchedule = noiseSchedule(
  Float64Array.from({ length: T }, (_, i) => ends[0]! + ((ends[999]! - ends[0]!) * i) / (T - 1)),
);
const scaled = createSchedule('linear', T);
const rare = 0.02;
const deviation = 0.2;
/** How far apart two such modes stand if mean and variance together are 0 and 1. */
const apart = Math.sqrt((1 - deviation ** 2) / (rare * (1 - rare)));
export const mixture = gaussianMixture([[-rare * apart], [(1 - rare) * apart]], deviation, [1 - rare, rare]);
const middle = (0.5 - rare) * apart;
const share = (x: Float64Array) => x.reduce((sum, v) => sum + (v > middle ? 1 : 0), 0) / x.length;
const percent = (value: number) => `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`;
const left = unscaledSchedule.alphasCumprod[T - 1]!;

export const unscaled: Exhibit = {
  id: 'unscaled',
  title: 'A schedule for another clock',
  story: `One point in ${1 / rare} of these data is of another kind, far from the rest. A chain of ${T} steps, in place of a thousand, is walked back with the exact noise. The mean of the samples is nearly right, and no point lies where the data have none.`,
  look: 'The small heap on the right, and its share. The dashed line is what belongs there. Heaps are as high as the square root of their count, or the small one could not be seen at all.',
  alt: 'Samples on a line with a common and a rare mode, and the share of the rare one over the steps.',
  lines: [{ key: 'share', name: 'rare', colour: 'diffusion' }],
  references: [{ value: rare, name: 'the data' }],
  x: { end: T, label: 'steps back' },
  y: { range: [0, 0.04], label: 'share of the rare kind' },
  pace: 14,
  picture: {
    dim: 1,
    reach: 8,
    centres: mixture.means.map((mean) => [...mean]),
    deviation,
    roots: true,
  },
  question: 'What do you see?',
  answers: [
    {
      text: 'Nothing is wrong: no point lies where it should not.',
      reply: 'Nothing is where it should not be. But is everything there that should be?',
    },
    {
      text: 'The rare kind is all but missing.',
      reply: 'Yes. The chain starts where its data never were, too close to the common kind.',
      right: true,
    },
    {
      text: 'Too few steps to reach the rare kind.',
      reply: `A sound schedule reaches it with the same ${T} steps. Show the sound run.`,
    },
  ],
  cause: `The noise of each step is that of a chain of a thousand steps, but there are only ${T} of them. At the end of the way forward, ${percent(left)} of the signal's power is still there; on the way back the sampler starts from pure noise all the same.`,
  wrong: 'betas = linspace(1e-4, 0.02, T);',
  right: 'betas = linspace(1e-4 * 1000 / T, 0.02 * 1000 / T, T);',
  caught: { id: 'V32', says: 'Every schedule offered ends in noise', file: 'src/lib/claims/forward.ts' },
  run: (seed, planted) =>
    walkBack(mixture, 4000, seed, planted ? unscaledSchedule : scaled, (x) => ({ share: share(x) })),
  tell: (planted, sound) =>
    planted.step === 0
      ? 'Pure noise. Press Walk back, and count.'
      : `Step ${planted.step} of ${T}: ${percent(planted.values['share']!)} of the points are of the rare kind; ${percent(rare)} belong there.` +
        (sound ? ` In the sound run: ${percent(sound.values['share']!)}.` : ''),
};
