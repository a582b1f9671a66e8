/** A denoising diffusion model (Ho, Jain, Abbeel 2020) on vectors: the noise loss, and samplers that undo the noise. */
import { compile, normals, rows, vector, type Outputs } from '../engine/compile.ts';
import type { Config } from '../experiments/config.ts';
import { isContinuous, type Batch, type Losses, type Model, type SampleOptions } from '../model.ts';
import { adam, gradientsOf } from '../nn/adam.ts';
import { copyWeights, emaDecay, updateEma } from '../nn/ema.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import type { ImageSize } from '../nn/levels.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { labelledBatch, passes, wantedLabels } from './conditioning.ts';
import { diffusionControl } from './control.ts';
import { epsNet } from './epsNet.ts';
import { forwardTables, qSample } from './forward.ts';
import { learnedAncestral } from './learnedVariance.ts';
import { createLossPerT } from './lossPerT.ts';
import { createObjective } from './objective.ts';
import { walk } from './reverse.ts';
import { reverseProgram } from './reverseProgram.ts';
import { samplers } from './samplers.ts';
import { alphaBar, createSchedule } from './schedule.ts';
import { amountOf, scheduleSampler } from './sigmaSampling.ts';
import { timesteps } from './timesteps.ts';

export interface DiffusionOptions {
  /** The range of every coordinate where the data has one (pixels). */
  limits?: readonly [number, number] | null;
  /** Labels that the model is told; 0 for none. */
  classes?: number;
  /** The images' size, for a U-Net instead of a perceptron. */
  image?: ImageSize | null;
}

/** @param dim numbers per example */
export function createDdpm(
  config: Config,
  dim: number,
  rng: Rng,
  { limits = null, classes = 0, image = null }: DiffusionOptions = {},
): Model {
  const { T, prediction, learnVariance } = config;
  if (config.schedule === 'zeroTerminal' && prediction === 'eps') {
    throw new RangeError(
      'With zero terminal SNR eps says nothing of the data at T: choose the prediction "v" or "x0".',
    );
  }
  const schedule = createSchedule(config.schedule, T);
  const tables = forwardTables(schedule);
  const { budget, fourier, channels } = config;
  const unet = image && { size: image, channels };
  const options = { dim, schedule, budget, fourier, prediction, classes, learnVariance, image: unet };
  const epsTheta = epsNet(options, rng.fork('net'));
  const epsEma = epsNet(options, rng.fork('net')); // samples are drawn with averaged weights
  copyWeights(epsEma.weights, epsTheta.weights);
  const optimizer = adam(epsTheta.weights);
  const objective = createObjective(config, schedule);
  const noise = rng.fork('noise');
  let settings = config;

  /** Algorithm 1 of the paper, lines 2 to 5. Everything that is random comes in: x0 [n, dim], index = t - 1 [n], eps [n, dim]. */
  const program = compile(({ x0, index, eps, labels, rates, decay }) => {
    const t = index as tf.Tensor1D;
    let losses: Outputs = {};
    const { gradients } = gradientsOf(() => {
      const predicted = epsTheta.predict(qSample(tables, x0!, t, eps!), t, labels as tf.Tensor1D | undefined);
      const { total, ...reported } = objective(eps!, predicted, t);
      for (const loss of Object.values(reported)) tf.keep(loss);
      losses = reported;
      return total;
    }, epsTheta.weights);
    optimizer.apply(gradients, rates!);
    updateEma(epsEma.weights, epsTheta.weights, decay!);
    return losses;
  });

  function step(batch: Batch) {
    const n = settings.batchSize;
    const index = Int32Array.from({ length: n }, () => noise.integer(T)); // every t equally likely, t = 1 included
    const rate = settings.learningRate * decayLearningRate(optimizer.steps, settings.steps);
    const { x, ...told } = labelledBatch(batch, n, classes, config.labelDropout, noise);
    return program.run({
      x0: rows(x, dim),
      index: vector(index),
      ...told,
      eps: normals(noise, n, dim),
      rates: optimizer.rates(rate),
      decay: vector(Float32Array.of(emaDecay(optimizer.steps))),
    }) as Losses;
  }

  const reverse = reverseProgram(epsEma, { tables, limits, classes });
  const inSigma = scheduleSampler(schedule, epsEma, { classes, limits });
  const control = diffusionControl({ ...inSigma, dim, classes, steps: () => settings.samplerSteps });

  /** Walks from noise to data by the sampler that is asked for, or that is set. */
  function* sample(n: number, { rng: draws, ...wanted }: SampleOptions) {
    const name = wanted.sampler ?? settings.sampler;
    const steps = Math.min(T, wanted.samplerSteps ?? settings.samplerSteps);
    const gamma = wanted.guidanceScale ?? settings.guidanceScale;
    const condition = { labels: wantedLabels(n, classes, wanted.label), gamma };
    const xT = tf.tensor2d(draws.normals(n * dim), [n, dim]);
    if (isContinuous(name)) {
      return yield* inSigma.sample(name, xT, steps, {
        ...condition,
        amount: amountOf(name, settings, wanted.eta),
        rng: draws,
      });
    }
    const rule = learnVariance && name === 'ancestral' ? learnedAncestral : samplers[name];
    const eta = wanted.eta ?? settings.eta;
    const evaluations = passes(condition.labels, classes, gamma);
    const frames = walk(rule(schedule, eta), reverse.transition(condition), xT, timesteps(T, steps), draws);
    for (const frame of frames) yield { ...frame, evaluations };
  }

  /** The averaged network at one time t = 1..T for all rows of x. */
  const epsAt = (x: tf.Tensor2D, t: number) => epsEma(x, tf.fill([x.shape[0]], t - 1, 'int32') as tf.Tensor1D);
  const lossPerT = createLossPerT(epsEma, tables, T);
  const pulse = pulseOf([...epsTheta.weights, ...epsEma.weights]);
  const groups = { weights: epsTheta.weights, ema: epsEma.weights, moments: optimizer.moments };
  return {
    parameters: countParameters(epsTheta),
    step,
    sample,
    control,
    probes: {
      /** epsTheta(x, t) */
      eps: (x, { t = 1 }) => epsAt(x, t),
      /** The denoiser E[x_0 | x_t] that epsTheta implies. */
      denoise: (x, { t = 1 }) => {
        const ab = alphaBar(schedule, t);
        return tf.mul(tf.sub(x, tf.mul(epsAt(x, t), Math.sqrt(1 - ab))), 1 / Math.sqrt(ab));
      },
    },
    evaluations: { lossPerT: lossPerT.run },
    pulse: () => pulse.run({}).pulse as tf.Scalar,
    set: (changed) => void (settings = changed),
    snapshot: async () => ({
      tensors: await readState(groups),
      numbers: { steps: optimizer.steps },
      rng: noise.state(),
    }),
    restore(saved) {
      writeState(groups, saved.tensors);
      optimizer.steps = saved.numbers.steps!;
      noise.restore(saved.rng);
    },
    dispose() {
      for (const part of [
        program,
        reverse,
        inSigma,
        control,
        lossPerT,
        pulse,
        objective,
        epsTheta,
        epsEma,
        optimizer,
        tables,
      ])
        part.dispose();
    },
  };
}
