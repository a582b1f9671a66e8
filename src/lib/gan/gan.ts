/** A generative adversarial network (Goodfellow et al. 2014) on vectors, trained by alternating steps. */
import type { Config } from '../experiments/config.ts';
import type { Batch, Denoising, Losses, Model, SampleOptions } from '../model.ts';
import { adam } from '../nn/adam.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import { countParameters } from '../nn/network.ts';
import { readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { ganLosses } from './losses.ts';
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

  const latent = (n: number, draws: Rng) => tf.tensor2d(draws.normals(n * latentDim), [n, latentDim]);

  /** Algorithm 1 of the paper: nD moves of D, then nG moves of G. */
  function step(batch: Batch): Losses {
    const loss = ganLosses[settings.loss];
    const n = settings.batchSize;
    const rate = decayLearningRate(steps++, settings.steps);
    const losses: Losses = {};
    const report = (name: string, scalar: tf.Scalar) => {
      losses[name]?.dispose(); // the last move's is reported
      losses[name] = scalar;
    };
    for (let move = 0; move < settings.nD; move++) {
      const real = batch(n); // [n, dim]
      const fake = tf.tidy(() => G(latent(n, noise))); // [n, dim], a constant for D
      const { d, V } = discriminatorStep(D, optimizerD, loss, real, fake, settings.learningRateD * rate);
      report('d', d);
      if (settings.loss === 'leastSquares' || settings.loss === 'hinge') V.dispose(); // D's output is no logit there
      else report('V', V);
      tf.dispose([real, fake]);
    }
    for (let move = 0; move < settings.nG; move++) {
      const z = latent(n, noise);
      report('g', generatorStep(G, D, optimizerG, loss, z, settings.learningRateG * rate));
      z.dispose();
    }
    return losses;
  }

  /** One pass of G: noise in, data out. */
  function* sample(n: number, { rng: draws }: SampleOptions): Generator<Denoising> {
    yield { t: 0, x: tf.tidy(() => G(latent(n, draws)) as tf.Tensor2D) };
  }

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
    set: (changed) => void (settings = changed),
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
      optimizerG.dispose();
      optimizerD.dispose();
      tf.dispose([...G.weights, ...D.weights]);
    },
  };
}
