/** A generative adversarial network (Goodfellow et al. 2014) on vectors, trained by alternating steps. */
import { compile, rows, type Outputs } from '../engine/compile.ts';
import type { Config, GanLossName } from '../experiments/config.ts';
import type { Batch, Denoising, Losses, Model, SampleOptions } from '../model.ts';
import { adam } from '../nn/adam.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { ganLosses, isLogitLoss } from './losses.ts';
import { discriminatorStep, force, generatorStep } from './players.ts';

/** No momentum, as the opponent's move makes the old direction stale; a shorter memory of the gradient's size. */
const adamOptions = { beta1: 0, beta2: 0.99 };

export function createGan(config: Config, dim: number, rng: Rng): Model {
  const { latentDim, budget } = config;
  const sizesG = (width: number) => [latentDim, width, width, width, dim];
  const sizesD = (width: number) => [dim, width, width, width, 1];
  const width = fitWidth((w) => mlpParameters(sizesG(w)) + mlpParameters(sizesD(w)), budget);
  const G = mlp(sizesG(width), 'leakyRelu', rng.fork('G'));
  const D = mlp(sizesD(width), 'leakyRelu', rng.fork('D'));
  const optimizerG = adam(G.weights, adamOptions);
  const optimizerD = adam(D.weights, adamOptions);
  const noise = rng.fork('noise');
  let settings = config;
  let steps = 0;

  /** The two moves as compiled programs, for the loss in force. */
  function movesFor(name: GanLossName) {
    const loss = ganLosses[name];
    return {
      discriminator: compile(({ real, z, rates }) => {
        const fake = G(z!); // [n, dim], data like any other: D's move does not differentiate it
        const { d, V } = discriminatorStep(D, optimizerD, loss, real!, fake, rates!);
        if (isLogitLoss(name)) return { d, V } as Outputs;
        V.dispose();
        return { d };
      }),
      generator: compile(({ z, rates }) => ({ g: generatorStep(G, D, optimizerG, loss, z!, rates!) })),
      dispose() {
        this.discriminator.dispose();
        this.generator.dispose();
      },
    };
  }
  let moves = movesFor(config.loss);

  const latent = (n: number) => rows(noise.normals(n * latentDim), latentDim);

  /** Algorithm 1 of the paper: nD moves of D, then nG moves of G. The last move's losses are reported. */
  function step(batch: Batch): Losses {
    const n = settings.batchSize;
    const rate = decayLearningRate(steps++, settings.steps);
    const losses: Losses = {};
    const report = (reported: Outputs) => {
      for (const [name, scalar] of Object.entries(reported)) {
        losses[name]?.dispose();
        losses[name] = scalar as tf.Scalar;
      }
    };
    for (let move = 0; move < settings.nD; move++) {
      const rates = optimizerD.rates(settings.learningRateD * rate);
      report(moves.discriminator.run({ real: rows(batch(n), dim), z: latent(n), rates }));
    }
    for (let move = 0; move < settings.nG; move++) {
      report(moves.generator.run({ z: latent(n), rates: optimizerG.rates(settings.learningRateG * rate) }));
    }
    return losses;
  }

  /** One pass of G: noise in, data out. */
  function* sample(n: number, { rng: draws }: SampleOptions): Generator<Denoising> {
    const z = draws.normals(n * latentDim);
    yield { t: 0, x: tf.tidy(() => G(tf.tensor2d(z, [n, latentDim])) as tf.Tensor2D) };
  }

  const pulse = pulseOf([...G.weights, ...D.weights]);
  const groups = { G: G.weights, D: D.weights, momentsG: optimizerG.moments, momentsD: optimizerD.moments };
  return {
    parameters: countParameters(G, D),
    step,
    sample,
    probes: {
      /** D's belief that x is real, in [0, 1]. [n, 1] */
      D: (x) => ganLosses[settings.loss].belief(D(x)),
      /** D's raw output. [n, 1] */
      logit: (x) => D(x),
      /** Where the loss that G descends pulls a sample. [n, dim] */
      force: (x) => force(D, ganLosses[settings.loss], x),
    },
    evaluations: {},
    pulse: () => pulse.run({}).pulse as tf.Scalar,
    set(changed) {
      if (changed.loss !== settings.loss) {
        moves.dispose();
        moves = movesFor(changed.loss);
      }
      settings = changed;
    },
    snapshot: async () => ({
      tensors: await readState(groups),
      numbers: { steps, stepsG: optimizerG.steps, stepsD: optimizerD.steps },
      rng: noise.state(),
    }),
    restore(saved) {
      writeState(groups, saved.tensors);
      steps = saved.numbers.steps!;
      optimizerG.steps = saved.numbers.stepsG!;
      optimizerD.steps = saved.numbers.stepsD!;
      noise.restore(saved.rng);
    },
    dispose() {
      moves.dispose();
      pulse.dispose();
      optimizerG.dispose();
      optimizerD.dispose();
      tf.dispose([...G.weights, ...D.weights]);
    },
  };
}
