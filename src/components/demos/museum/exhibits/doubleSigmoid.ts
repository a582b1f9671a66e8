import { createRng } from '../../../../lib/random.ts';
import { sigmoid } from '../../../../lib/theory/logSumExp.ts';
import type { Exhibit, Moment } from '../exhibit.ts';

/** Real points around +1, fakes around -1, both of deviation 1: the best discriminator is sigmoid(2 x). */
const centre = 1;
const stepsPerTick = 10;
const ticks = 100;
const batch = 64;
const rate = 0.1;

/** The mean of sigmoid(2 x) over N(mean, 1), by the midpoint rule. */
function meanBelief(mean: number): number {
  const cells = 4000;
  const width = 20 / cells;
  let sum = 0;
  for (let i = 0; i < cells; i++) {
    const z = -10 + (i + 0.5) * width;
    sum += (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * sigmoid(2 * centre * (mean + z)) * width;
  }
  return sum;
}
/** The largest belief that a sigmoid of a sigmoid can have. */
const most = sigmoid(1);
export const best = { real: meanBelief(centre), fake: meanBelief(-centre) };

function* run(seed: number, planted: boolean): Generator<Moment> {
  const rng = createRng(seed).fork('double sigmoid');
  let [slope, offset] = [0, 0];
  yield { step: 0, values: { real: 0.5, fake: 0.5 } };
  for (let tick = 1; tick <= ticks; tick++) {
    const belief = { real: 0, fake: 0 };
    for (let step = 0; step < stepsPerTick; step++) {
      let [bySlope, byOffset] = [0, 0];
      for (let i = 0; i < 2 * batch; i++) {
        const kind = i < batch ? 'real' : 'fake';
        const x = (kind === 'real' ? centre : -centre) + rng.normal();
        const ell = slope * x + offset;
        const once = sigmoid(ell);
        const D = planted ? sigmoid(once) : once;
        // The gradient of the cross entropy in its logit is D minus the label; the fault's logit is sigmoid(ell).
        const gradient = (D - (kind === 'real' ? 1 : 0)) * (planted ? once * (1 - once) : 1);
        bySlope += (gradient * x) / (2 * batch);
        byOffset += gradient / (2 * batch);
        belief[kind] += D / (batch * stepsPerTick);
      }
      slope -= rate * bySlope;
      offset -= rate * byOffset;
    }
    yield { step: tick * stepsPerTick, values: belief };
  }
}

export const doubleSigmoid: Exhibit = {
  id: 'double-sigmoid',
  title: 'The inspector who is never sure',
  story:
    'A discriminator of one weight and one offset learns to tell two overlapping heaps of points. Its loss falls, and it settles.',
  look: 'Where the two beliefs settle, against the dashed lines, which are those of the best discriminator. Then the height that neither curve ever goes below.',
  alt: 'The mean belief in real and in fake points over the steps of training.',
  lines: [
    { key: 'real', name: 'in real', colour: 'data' },
    { key: 'fake', name: 'in fakes', colour: 'gan' },
  ],
  references: [
    { value: best.real, name: 'best' },
    { value: best.fake, name: 'best' },
  ],
  x: { end: stepsPerTick * ticks, label: 'steps' },
  y: { range: [0, 1], label: 'mean belief D' },
  pace: 25,
  question: 'What do you see?',
  answers: [
    {
      text: 'A good discriminator of a hard problem.',
      reply: 'The problem is not that hard: the dashed lines are what can be reached.',
    },
    {
      text: 'Beliefs that cannot fall below one half.',
      reply: `Yes; nor can they rise above ${most.toFixed(2)}. Such a discriminator cannot call anything a fake.`,
      right: true,
    },
    { text: 'A learning rate that is too small.', reply: 'The sound run has the same rate, and arrives. Show it.' },
  ],
  cause: `The network ends in a sigmoid, and the loss takes its output for a logit and applies another. The output is then the sigmoid of a number between 0 and 1, which lies between one half and ${most.toFixed(2)}, and the gradient is a quarter of what it should be, or less.`,
  wrong: 'const D = (x) => sigmoid(net(x));\nloss = sigmoidCrossEntropy(label, D(x));',
  right: 'const D = (x) => net(x); // a logit\nloss = sigmoidCrossEntropy(label, D(x));',
  caught: { id: 'G3', says: 'the cross entropies of logits are those of float64', file: 'tests/mutants/gan.ts' },
  run,
  tell: (planted, sound) =>
    planted.step === 0
      ? 'Nothing is trained yet: both beliefs are one half. Press Train.'
      : `Step ${planted.step}: the belief is ${planted.values['real']!.toFixed(2)} in real points and ${planted.values['fake']!.toFixed(2)} in fakes; the best discriminator has ${best.real.toFixed(2)} and ${best.fake.toFixed(2)}.` +
        (sound
          ? ` The sound one has ${sound.values['real']!.toFixed(2)} and ${sound.values['fake']!.toFixed(2)}.`
          : ''),
};
