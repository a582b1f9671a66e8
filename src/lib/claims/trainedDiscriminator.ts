/** The part of V3b that needs tensors: how close a discriminator that is trained comes to the best one. */
import { compile, rows } from '../engine/compile.ts';
import { minimax } from '../gan/losses.ts';
import { discriminatorStep } from '../gan/players.ts';
import { adam } from '../nn/adam.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { mlp } from '../nn/mlp.ts';
import { createRng } from '../random.ts';
import * as tf from '../tf.ts';
import { jensenShannonBySampling, optimalDiscriminator, optimalValue } from '../theory/discriminator.ts';
import { gaussianMixture, sampleMixture } from '../theory/mixture.ts';

/** Eight blobs on a circle, and the standard normal that D is to tell them from. */
const blobs = gaussianMixture(
  Array.from({ length: 8 }, (_, k) => [1.4 * Math.cos((k * Math.PI) / 4), 1.4 * Math.sin((k * Math.PI) / 4)]),
  0.2,
);
const standard = gaussianMixture([[0, 0]], 1);

/** Trains D alone, and gives its mean distance from D* (over p and q alike) and the V that it reaches. */
export async function trainDiscriminator(steps: number, progress?: (fraction: number) => void) {
  const rng = createRng(3);
  const D = mlp([2, 64, 64, 1], 'silu', rng.fork('D'));
  const optimizer = adam(D.weights);
  const [fromP, fromQ] = [rng.fork('p'), rng.fork('q')];
  const draw = (n: number) => ({ real: sampleMixture(blobs, n, fromP), fake: sampleMixture(standard, n, fromQ) });
  const program = compile(({ real, fake, rates }) => discriminatorStep(D, optimizer, minimax, real!, fake!, rates!));
  for (let step = 0; step < steps; step++) {
    const { real, fake } = draw(512);
    const rates = optimizer.rates(2e-3 * decayLearningRate(step, steps));
    tf.dispose(program.run({ real: rows(real, 2), fake: rows(fake, 2), rates }));
    if (step % 100 === 99) {
      progress?.((step + 1) / steps);
    }
  }
  const n = 20_000;
  const { real, fake } = draw(n);
  const best = optimalDiscriminator(blobs, standard);
  let [distance, reached] = [0, 0];
  for (const [points, isReal] of [
    [real, true],
    [fake, false],
  ] as const) {
    // prettier-ignore
    const beliefs = tf.tidy(() => tf.sigmoid(D(tf.tensor2d(points, [n, 2]))));
    const values = await beliefs.data();
    beliefs.dispose();
    values.forEach((d, i) => {
      distance += Math.abs(d - best(points.subarray(2 * i, 2 * i + 2))) / (2 * n);
      reached += Math.log(isReal ? d : 1 - d) / n;
    });
  }
  program.dispose();
  optimizer.dispose();
  tf.dispose(D.weights as tf.Variable[]);
  const { value: js, standardError } = jensenShannonBySampling(blobs, standard, 200_000, rng.fork('JS'));
  return { distance, reached, best: optimalValue(js), standardError: 2 * standardError };
}
