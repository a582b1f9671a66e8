/** A denoising diffusion model (Ho, Jain, Abbeel 2020) on vectors: the noise loss, and samplers that undo the noise. */
import { compile, rows, vector } from '../engine/compile.ts';
import { read } from '../engine/health.ts';
import type { Config } from '../experiments/config.ts';
import type { Batch, Losses, Model, SampleOptions } from '../model.ts';
import { adam, gradientsOf } from '../nn/adam.ts';
import { copyWeights, emaDecay, updateEma } from '../nn/ema.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { clipDenoised } from './clip.ts';
import { epsNet } from './epsNet.ts';
import { forwardTables, qSample } from './forward.ts';
import { epsilonLoss } from './loss.ts';
import { combine, walk, type Transition } from './reverse.ts';
import { samplers } from './samplers.ts';
import { alphaBar, createSchedule } from './schedule.ts';
import { timesteps } from './timesteps.ts';

/** Noise draws behind each evaluation of the loss at all t. */
const evaluationDraws = 51_200;
const evaluationBatch = 2048;

/** @param limits the range of every coordinate where the data has one (pixels), else null */
export function createDdpm(
  config: Config,
  dim: number,
  rng: Rng,
  limits: readonly [number, number] | null = null,
): Model {
  const schedule = createSchedule(config.schedule, config.T);
  const tables = forwardTables(schedule);
  const options = {
    dim,
    T: config.T,
    budget: config.budget,
    fourier: config.fourier,
    velocity: config.prediction === 'v' ? schedule.alphasCumprod : null,
  };
  const epsTheta = epsNet(options, rng.fork('net'));
  const epsEma = epsNet(options, rng.fork('net')); // samples are drawn with averaged weights
  copyWeights(epsEma.weights, epsTheta.weights);
  const optimizer = adam(epsTheta.weights);
  const noise = rng.fork('noise');
  let settings = config;

  /** Algorithm 1 of the paper, lines 2 to 5. Everything that is random comes in: x0 [n, dim], index = t - 1 [n], eps [n, dim]. */
  const program = compile(({ x0, index, eps, rates, decay }) => {
    const t = index as tf.Tensor1D;
    const { value, gradients } = gradientsOf(
      () => epsilonLoss(eps!, epsTheta(qSample(tables, x0!, t, eps!) as tf.Tensor2D, t)),
      epsTheta.weights,
    );
    optimizer.apply(gradients, rates!);
    updateEma(epsEma.weights, epsTheta.weights, decay!);
    return { eps: value };
  });

  function step(batch: Batch) {
    const n = settings.batchSize;
    const index = Int32Array.from({ length: n }, () => noise.integer(config.T)); // every t equally likely, t = 1 included
    const rate = settings.learningRate * decayLearningRate(optimizer.steps, settings.steps);
    return program.run({
      x0: rows(batch(n), dim),
      index: vector(index),
      eps: rows(noise.normals(n * dim), dim),
      rates: optimizer.rates(rate),
      decay: vector(Float32Array.of(emaDecay(optimizer.steps))),
    }) as Losses;
  }

  /** The averaged network at one time t = 1..T for all rows of x. */
  const epsAt = (x: tf.Tensor2D, t: number) =>
    epsEma(x, tf.fill([x.shape[0]], t - 1, 'int32') as tf.Tensor1D) as tf.Tensor2D;

  /** One reverse step. What depends on t comes in, so that one program serves all of them; z is absent without noise. */
  const reverse = compile(({ x, index, coefficients, z }) => {
    const t = index as tf.Tensor1D;
    const predicted = epsEma(x as tf.Tensor2D, t);
    const eps = limits ? clipDenoised(predicted, x!, tables, t, limits) : predicted;
    return { x: combine(x!, eps, coefficients!, z) };
  });

  const transition: Transition = (x, t, { xt, eps, noise: ofNoise }, z) => {
    const index = vector(new Int32Array(x.shape[0]).fill(t - 1));
    const coefficients = vector(Float32Array.of(xt, eps, ofNoise));
    return reverse.run({ x, index, coefficients, ...(z && { z: rows(z, dim) }) }).x as tf.Tensor2D;
  };

  function* sample(n: number, { rng: draws, sampler, samplerSteps, eta }: SampleOptions) {
    const name = sampler ?? settings.sampler;
    const times = timesteps(config.T, Math.min(config.T, samplerSteps ?? settings.samplerSteps));
    const xT = tf.tensor2d(draws.normals(n * dim), [n, dim]);
    yield* walk(samplers[name](schedule, eta ?? settings.eta), transition, xT, times, draws);
  }

  const squaredErrors = compile(({ x0, index, eps }) => {
    const t = index as tf.Tensor1D;
    const predicted = epsEma(qSample(tables, x0!, t, eps!) as tf.Tensor2D, t);
    return { errors: tf.mean(tf.squaredDifference(eps!, predicted), 1) };
  });

  /** The noise loss at every t, per dimension: evaluationDraws draws in all, shared evenly. */
  async function lossPerT(batch: Batch, draws: Rng): Promise<Float32Array> {
    const perT = Math.max(1, Math.floor(evaluationDraws / config.T));
    const sums = new Float32Array(config.T);
    for (let start = 0; start < perT * config.T; start += evaluationBatch) {
      const n = Math.min(evaluationBatch, perT * config.T - start);
      const indices = Int32Array.from({ length: n }, (_, i) => (start + i) % config.T);
      const { errors } = squaredErrors.run({
        x0: rows(batch(n), dim),
        index: vector(indices),
        eps: rows(draws.normals(n * dim), dim),
      }) as { errors: tf.Tensor };
      const values = await read(errors);
      indices.forEach((index, i) => (sums[index]! += values[i]! / perT));
      errors.dispose();
    }
    return sums;
  }

  const pulse = pulseOf([...epsTheta.weights, ...epsEma.weights]);
  const groups = { weights: epsTheta.weights, ema: epsEma.weights, moments: optimizer.moments };
  return {
    parameters: countParameters(epsTheta),
    step,
    sample,
    probes: {
      /** epsTheta(x, t) */
      eps: (x, { t = 1 }) => epsAt(x, t),
      /** The denoiser E[x_0 | x_t] that epsTheta implies. */
      denoise: (x, { t = 1 }) => {
        const ab = alphaBar(schedule, t);
        return tf.mul(tf.sub(x, tf.mul(epsAt(x, t), Math.sqrt(1 - ab))), 1 / Math.sqrt(ab));
      },
    },
    evaluations: { lossPerT },
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
      for (const part of [program, reverse, squaredErrors, pulse]) part.dispose();
      epsTheta.dispose();
      epsEma.dispose();
      optimizer.dispose();
      tables.dispose();
    },
  };
}
