import { createDataset } from '../../../../lib/data/index.ts';
import { createSchedule } from '../../../../lib/diffusion/schedule.ts';
import { createRng } from '../../../../lib/random.ts';
import { averageLossFloor } from '../../../../lib/theory/lossFloor.ts';
import { sampleMixture, type GaussianMixture } from '../../../../lib/theory/mixture.ts';
import type { Exhibit, Moment } from '../exhibit.ts';

const T = 100;
const { alphasCumprod } = createSchedule('linear', T);
const mixture: GaussianMixture = createDataset('line').mixture!;
export const floor = averageLossFloor(mixture, alphasCumprod).value;

const stepsPerTick = 10;
const ticks = 200;
const batch = 32;
const bins = 10;
const centres = 40;
const half = 4;
const spacing = (2 * half) / (centres - 1);

/** A network of one layer: bumps along the line, with weights of their own in each tenth of the times. */
class Bumps {
  #weights = Array.from({ length: bins }, () => new Float64Array(centres));
  #first = 0;
  #bumps = new Float64Array(5);

  /** The predicted noise; keeps which bumps answered. */
  predict(x: number, t: number): number {
    const at = (Math.max(-half, Math.min(half, x)) + half) / spacing;
    this.#first = Math.max(0, Math.min(centres - 5, Math.round(at) - 2));
    const weights = this.#weights[Math.floor(((t - 1) * bins) / T)]!;
    let sum = 0;
    let answer = 0;
    for (let i = 0; i < 5; i++) {
      const bump = Math.exp(-0.5 * (at - this.#first - i) ** 2);
      this.#bumps[i] = bump;
      sum += bump;
    }
    for (let i = 0; i < 5; i++) answer += (this.#bumps[i]! /= sum) * weights[this.#first + i]!;
    return answer;
  }
  /** One step down the squared error of the last prediction. */
  learn(t: number, error: number, rate: number): void {
    const weights = this.#weights[Math.floor(((t - 1) * bins) / T)]!;
    for (let i = 0; i < 5; i++) weights[this.#first + i]! += rate * error * this.#bumps[i]!;
  }
}

function* run(seed: number, planted: boolean): Generator<Moment> {
  const rng = createRng(seed).fork('flat loss');
  const net = new Bumps();
  let smooth = 1;
  yield { step: 0, values: { loss: 1 } };
  for (let tick = 1; tick <= ticks; tick++) {
    let loss = 0;
    const n = stepsPerTick * batch;
    const x0 = sampleMixture(mixture, n, rng);
    for (let i = 0; i < n; i++) {
      const t = 1 + rng.integer(T);
      const eps = rng.normal();
      const other = rng.normal();
      const aBar = alphasCumprod[t - 1]!;
      const xt = Math.sqrt(aBar) * x0[i]! + Math.sqrt(1 - aBar) * eps;
      // The fault: the noise in the loss is not the noise that was added.
      const error = (planted ? other : eps) - net.predict(xt, t);
      loss += error ** 2 / n;
      net.learn(t, error, 0.8 / Math.sqrt(1 + tick));
    }
    smooth += 0.06 * (loss - smooth);
    yield { step: tick * stepsPerTick, values: { loss: smooth } };
  }
}

export const flatLoss: Exhibit = {
  id: 'flat-loss',
  title: 'The loss that is so stable',
  story:
    'A small network learns to guess the noise in points of two modes on a line. Its loss soon is as steady as a loss can be.',
  look: 'The height at which the curve settles, not its shape. Beside a curve for a loss there should be two lines: what a network scores that answers zero, and the floor that none can beat.',
  alt: 'The noise loss over the steps of training, beside the line at one and the floor.',
  lines: [{ key: 'loss', name: 'noise loss', colour: 'diffusion' }],
  references: [
    { value: 1, name: 'answering zero' },
    { value: floor, name: 'floor' },
  ],
  x: { end: ticks * stepsPerTick, label: 'steps' },
  y: { range: [0, 1.2], label: 'loss, running mean' },
  pace: 40,
  question: 'What do you see?',
  answers: [
    {
      text: 'A training that is stable: the loss does not move.',
      reply:
        'It does not move because there is nothing to learn. A steady curve can be that of a network that knows all, or nothing.',
    },
    {
      text: 'A network that answers zero.',
      reply: 'Yes. One is the mean square of the noise itself: whoever always answers zero scores it.',
      right: true,
    },
    {
      text: 'A network that is too small.',
      reply: 'A network that is too small ends between the floor and one, not on one.',
    },
  ],
  cause:
    'The noise that the network is asked for is drawn a second time, instead of kept from when it was added. It has nothing to do with the input, so the best answer is its mean, which is zero.',
  wrong: 'const xt = qSample(x0, t, randomNormal());\nconst loss = mse(net(xt, t), randomNormal());',
  right: 'const eps = randomNormal();\nconst xt = qSample(x0, t, eps);\nconst loss = mse(net(xt, t), eps);',
  caught: {
    id: 'V56',
    says: 'The noise loss has a floor, and a small net comes down to it',
    file: 'src/lib/claims/training.ts',
  },
  run,
  tell: (planted, sound) =>
    planted.step === 0
      ? 'Nothing is trained yet. Press Train, and watch where the loss settles.'
      : `Step ${planted.step}: the loss is ${planted.values['loss']!.toFixed(3)}. The floor is ${floor.toFixed(3)}.` +
        (sound ? ` With the noise that was really added it is ${sound.values['loss']!.toFixed(3)}.` : ''),
};
