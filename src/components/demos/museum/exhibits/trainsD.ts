import { createRng } from '../../../../lib/random.ts';
import { sigmoid } from '../../../../lib/theory/logSumExp.ts';
import type { Exhibit, Moment } from '../exhibit.ts';

const stepsPerTick = 10;
const ticks = 90;
const batch = 128;
const rates = { D: 0.1, G: 0.05 };
/** Weight decay of D's slope, which damps the game's rotation as R1 does. */
const damping = 0.3;
const start = 4;

function* run(seed: number, planted: boolean): Generator<Moment> {
  const rng = createRng(seed).fork('trains D');
  let [slope, offset, theta] = [0, 0, start];
  const D = (x: number) => sigmoid(slope * x + offset);
  yield { step: 0, values: { real: 0.5, fake: 0.5, away: theta } };
  for (let tick = 1; tick <= ticks; tick++) {
    const belief = { real: 0, fake: 0 };
    for (let step = 0; step < stepsPerTick; step++) {
      let [bySlope, byOffset] = [0, 0];
      for (let i = 0; i < batch; i++) {
        const real = rng.normal();
        const fake = theta + rng.normal();
        const [Dr, Df] = [D(real), D(fake)];
        bySlope += ((1 - Dr) * real - Df * fake) / batch;
        byOffset += (1 - Dr - Df) / batch;
        belief.real += Dr / (batch * stepsPerTick);
        belief.fake += Df / (batch * stepsPerTick);
      }
      slope += rates.D * (bySlope - damping * slope);
      offset += rates.D * byOffset;
      // The step of G goes up log D(G(z)), in theta; with the fault also in the weights of D.
      let byTheta = 0;
      [bySlope, byOffset] = [0, 0];
      for (let i = 0; i < batch; i++) {
        const fake = theta + rng.normal();
        const push = (1 - D(fake)) / batch;
        byTheta += push * slope;
        bySlope += push * fake;
        byOffset += push;
      }
      theta += rates.G * byTheta;
      if (planted) {
        slope += rates.D * bySlope;
        offset += rates.D * byOffset;
      }
    }
    yield { step: tick * stepsPerTick, values: { ...belief, away: theta } };
  }
}

export const trainsD: Exhibit = {
  id: 'trains-d',
  title: 'The forger who edits the inspector',
  story: `A generator starts ${start} deviations away from the data and moves towards them. It arrives. The discriminator ends with the same belief in everything, as it should against a perfect forger.`,
  look: 'The belief on which both curves come to rest. You know what it must be.',
  alt: 'The mean belief in real and in fake points over the steps of training.',
  lines: [
    { key: 'real', name: 'in real', colour: 'data' },
    { key: 'fake', name: 'in fakes', colour: 'gan' },
  ],
  references: [{ value: 0.5, name: 'equilibrium' }],
  x: { end: stepsPerTick * ticks, label: 'steps' },
  y: { range: [0.2, 1], label: 'mean belief D' },
  pace: 22,
  question: 'What do you see?',
  answers: [
    {
      text: 'Two thirds: everything is believed a little too much.',
      reply: 'Yes. At the equilibrium of the game it is one half. Somebody else pulls at D.',
      right: true,
    },
    {
      text: 'Convergence: the curves meet, and the game is over.',
      reply: 'They meet, but where? Against a perfect forger the best answer is one half.',
    },
    { text: 'Mode collapse.', reply: 'There is one mode, and it is reached. The generator is not what is wrong.' },
  ],
  cause:
    'The step of the generator moves every weight that its loss depends on, those of the discriminator among them. So in each round the discriminator is taught once that fakes are fake, and once that they are real; with the lesson on real points that makes two votes against one.',
  wrong: 'optimizer.minimize(() => generatorLoss(D(G(z))));',
  right: 'optimizer.minimize(() => generatorLoss(D(G(z))), false, G.weights);',
  caught: { id: 'G1', says: "G's step leaves every weight of D as it was", file: 'tests/mutants/gan.ts' },
  run,
  tell: (planted, sound) =>
    planted.step === 0
      ? `The generator is ${start} deviations away. Press Train.`
      : `Step ${planted.step}: the generator is ${Math.abs(planted.values['away']!).toFixed(2)} away; the belief is ${planted.values['real']!.toFixed(2)} in real points and ${planted.values['fake']!.toFixed(2)} in fakes.` +
        (sound ? ` In the sound run ${sound.values['real']!.toFixed(2)} and ${sound.values['fake']!.toFixed(2)}.` : ''),
};
