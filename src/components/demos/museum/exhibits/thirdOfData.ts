import { createRng } from '../../../../lib/random.ts';
import type { Exhibit, Moment } from '../exhibit.ts';

const modes = 9;
const perMode = 200;
const ticks = 60;
const stepsPerTick = 50;
/** Modes 4 to 9 are lost one after the other. */
const firstLost = 3;

/** KL of the histogram of modes from the even one, in nats. */
function klFromEven(labels: readonly number[]): number {
  const counts = new Float64Array(modes);
  for (const label of labels) counts[label]! += 1;
  const seen = Math.max(1, labels.length);
  return counts.reduce((sum, c) => sum + (c > 0 ? (c / seen) * Math.log((c / seen) * modes) : 0), 0);
}
/** The same for the first third of the classes, which is all that the fault looks at. */
function klOfFirstThird(labels: readonly number[]): number {
  const third = labels.slice(0, Math.floor((modes * perMode) / 3));
  const counts = new Float64Array(modes / 3);
  for (const label of third) if (label < modes / 3) counts[label]! += 1;
  const seen = counts.reduce((sum, c) => sum + c, 0);
  return counts.reduce((sum, c) => sum + (c > 0 ? (c / seen) * Math.log((c / seen) * counts.length) : 0), 0);
}
export const floor = (modes - 1) / (2 * modes * perMode);

/** A generator that is asked for class after class, and answers from ever fewer modes. */
function* run(seed: number, planted: boolean): Generator<Moment> {
  const rng = createRng(seed).fork('a third');
  for (let tick = 0; tick <= ticks; tick++) {
    const lost = Math.floor((tick / ticks) * (modes - firstLost + 0.999));
    const labels: number[] = [];
    const points = new Float64Array(modes * perMode);
    for (let i = 0; i < modes * perMode; i++) {
      const asked = Math.floor(i / perMode);
      // A lost mode is answered from one of those that are left, and even a good sampler is not exactly even.
      const wanted = rng.uniform() < 0.9 ? asked : rng.integer(modes);
      const label = wanted >= modes - lost ? rng.integer(modes - lost) : wanted;
      labels.push(label);
      points[i] = label - (modes - 1) / 2 + 0.12 * rng.normal();
    }
    yield {
      step: tick * stepsPerTick,
      values: { kl: planted ? klOfFirstThird(labels) : klFromEven(labels), lost },
      points,
    };
  }
}

export const thirdOfData: Exhibit = {
  id: 'third-of-data',
  title: 'The metric that looks away',
  story: `A generator is asked for ${perMode} samples of each of ${modes} modes, and the metric is the divergence of the histogram of modes from the even one. As training goes on it stays close to zero.`,
  look: 'The heaps below and the curve above. Do they tell the same story?',
  alt: 'The divergence of the histogram of modes over the steps, and the samples on a line with nine modes.',
  lines: [{ key: 'kl', name: 'KL', colour: 'gan' }],
  references: [{ value: floor, name: 'even sampler' }],
  x: { end: ticks * stepsPerTick, label: 'steps' },
  y: { range: [0, 1.2], label: 'KL of the histogram, nats' },
  pace: 14,
  picture: {
    dim: 1,
    reach: modes / 2 + 0.3,
    centres: Array.from({ length: modes }, (_, k) => [k - (modes - 1) / 2]),
    deviation: 0.12,
  },
  question: 'What do you see?',
  answers: [
    { text: 'A generator that keeps all its modes.', reply: 'So the curve says. Count the heaps at the end.' },
    {
      text: 'A metric that does not see what is lost.',
      reply: 'Yes. It looks at the first third of the samples, and these are of the first three modes.',
      right: true,
    },
    { text: 'A metric with too few samples.', reply: 'There are enough. But which of them does it look at?' },
  ],
  cause:
    'The array holds x and y and label of each sample, one after the other, and the loop runs over the samples as if it held one number each: it ends after a third of them. Because the samples are sorted by class, the histogram is even, of three classes out of nine. (The generator here is a stand-in that was made to lose its modes one by one; only the metric is on trial.)',
  wrong: 'for (let i = 0; i < n; i += 3) count(rows[i]); // rows: n x 3, flat',
  right: 'for (let i = 0; i < n; i++) count(rows[3 * i]);',
  caught: {
    id: 'metrics-histogram-splice',
    says: 'an honest sample scores (K - 1) / 2n on average',
    file: 'tests/mutants/metrics.ts',
  },
  run,
  tell: (planted, sound) =>
    planted.step === 0
      ? 'All nine modes are there. Press Train.'
      : `Step ${planted.step}: the metric says ${planted.values['kl']!.toFixed(3)}; ${modes - planted.values['lost']!} of ${modes} modes are left.` +
        (sound ? ` Made of all samples it says ${sound.values['kl']!.toFixed(3)}.` : ''),
};
