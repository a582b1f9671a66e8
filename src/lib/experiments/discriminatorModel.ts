/** D alone against two fixed densities: what Proposition 2.1 is about, before the game moves. */
import { compile, rows } from '../engine/compile.ts';
import type { Config } from './config.ts';
import { pair } from './pair.ts';
import type { Losses, Model } from '../model.ts';
import { adam } from '../nn/adam.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { sampleMixture } from '../theory/mixture.ts';
import { minimax, nonSaturating } from '../gan/losses.ts';
import { discriminatorStep, force } from '../gan/players.ts';

export function createDiscriminator(config: Config, rng: Rng): Model {
  const sizes = (width: number) => [1, width, width, 1];
  const D = mlp(sizes(fitWidth((w) => mlpParameters(sizes(w)), config.budget)), 'silu', rng.fork('D'));
  const optimizer = adam(D.weights);
  const draws = rng.fork('draws');
  let settings = config;

  const program = compile(({ real, fake, rates }) => discriminatorStep(D, optimizer, minimax, real!, fake!, rates!));

  function step(): Losses {
    const n = settings.batchSize;
    const { p, q } = pair(settings.separation);
    const rate = settings.learningRateD * decayLearningRate(optimizer.steps, settings.steps);
    return program.run({
      real: rows(sampleMixture(p, n, draws), 1),
      fake: rows(sampleMixture(q, n, draws), 1),
      rates: optimizer.rates(rate),
    }) as Losses;
  }

  const pulse = pulseOf(D.weights);
  const groups = { D: D.weights, moments: optimizer.moments };
  return {
    parameters: countParameters(D),
    step,
    probes: {
      D: (x) => tf.sigmoid(D(x)),
      logit: (x) => D(x),
      /** Where a sample of q would be pulled by E log(1 - D). */
      forceSaturating: (x) => force(D, minimax, x),
      /** Where a sample of q would be pulled by -E log D. */
      forceNonSaturating: (x) => force(D, nonSaturating, x),
    },
    evaluations: {},
    pulse: () => pulse.run({}).pulse as tf.Scalar,
    set: (changed) => void (settings = changed),
    snapshot: async () => ({
      tensors: await readState(groups),
      numbers: { steps: optimizer.steps },
      rng: draws.state(),
    }),
    restore(saved) {
      writeState(groups, saved.tensors);
      optimizer.steps = saved.numbers.steps!;
      draws.restore(saved.rng);
    },
    dispose() {
      program.dispose();
      pulse.dispose();
      optimizer.dispose();
      tf.dispose(D.weights as tf.Variable[]);
    },
  };
}
