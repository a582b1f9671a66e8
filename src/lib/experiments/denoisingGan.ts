/**
 * A denoising diffusion GAN (Xiao, Kreis, Vahdat 2022): four large denoising steps, each drawn by a GAN, because over large steps
 * the true reverse kernel is no Gaussian. It needs both families, so it is composed here.
 */
import { posteriorCoefficients } from '../diffusion/posterior.ts';
import { noiseSchedule, type NoiseSchedule } from '../diffusion/schedule.ts';
import { compile, rows, vector, type HostInput } from '../engine/compile.ts';
import { nonSaturating } from '../gan/losses.ts';
import { zeroCentred } from '../gan/penalties.ts';
import type { Batch, Denoising, Losses, Model, SampleOptions } from '../model.ts';
import { adam, gradientsOf } from '../nn/adam.ts';
import { copyWeights, emaDecay, updateEma } from '../nn/ema.ts';
import { fourierFeatures } from '../nn/fourierFeatures.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import { timeEmbedding } from '../nn/timeEmbedding.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import type { Config } from './config.ts';

/** Denoising steps. */
export const denoisingSteps = 4;
const timeDim = 32;
const fourierCount = 24;

/** The variance-preserving diffusion with rates from 0.1 to 20 (Song et al. 2021), cut into equal stretches of time. */
export function coarseSchedule(T: number): NoiseSchedule {
  const ab = (t: number) => Math.exp(-(0.1 * (t / T) + 0.5 * 19.9 * (t / T) ** 2));
  return noiseSchedule(Float64Array.from({ length: T }, (_, i) => 1 - ab(i + 1) / ab(i)));
}

/**
 * What the discriminator takes for real: pairs (x_{t-1}, x_t) of the forward process, t uniform on 1 .. T.
 * @param x0 [n, dim] flat
 */
export function truePairs({ T, alphasCumprodPrev, betas }: NoiseSchedule, x0: Float32Array, n: number, rng: Rng) {
  const times = Array.from({ length: n }, () => 1 + rng.integer(T));
  const dim = x0.length / n;
  const [a, b] = [rng.normals(x0.length), rng.normals(x0.length)];
  const [previous, xt] = [new Float32Array(x0.length), new Float32Array(x0.length)];
  for (let i = 0; i < x0.length; i++) {
    const t = times[Math.floor(i / dim)]!;
    const [before, beta] = [alphasCumprodPrev[t - 1]!, betas[t - 1]!];
    previous[i] = Math.sqrt(before) * x0[i]! + Math.sqrt(1 - before) * a[i]!;
    xt[i] = Math.sqrt(1 - beta) * previous[i]! + Math.sqrt(beta) * b[i]!;
  }
  return { times, previous, xt };
}

export function createDenoisingGan(config: Config, dim: number, rng: Rng): Model {
  const T = denoisingSteps;
  const schedule = coarseSchedule(T);
  const { latentDim, budget } = config;
  const featuresG = fourierFeatures(dim, fourierCount, config.fourier, rng.fork('features of G'));
  const featuresD = fourierFeatures(dim, fourierCount, config.fourierD, rng.fork('features of D'));
  const sizesG = (width: number) => [featuresG.outputs + latentDim + timeDim, width, width, width, dim];
  const sizesD = (width: number) => [2 * featuresD.outputs + timeDim, width, width, width, 1];
  const width = fitWidth((w) => mlpParameters(sizesG(w)) + mlpParameters(sizesD(w)), budget);
  const bodyG = mlp(sizesG(width), 'leakyRelu', rng.fork('G'));
  const averageG = mlp(sizesG(width), 'leakyRelu', rng.fork('G'));
  const bodyD = mlp(sizesD(width), 'leakyRelu', rng.fork('D'));
  copyWeights(averageG.weights, bodyG.weights);
  const optimizerG = adam(bodyG.weights, { beta1: 0, beta2: 0.99 });
  const optimizerD = adam(bodyD.weights, { beta1: 0, beta2: 0.99 });
  const noise = rng.fork('noise');
  let settings = config;
  let steps = 0;

  /** G guesses x_0 from x_t; z makes the guess a draw instead of a mean. */
  const guess = (body: typeof bodyG, xt: tf.Tensor, z: tf.Tensor, time: tf.Tensor) =>
    body(tf.concat([featuresG(xt), z, time], 1));
  /** D judges whether x_{t-1} is what came before x_t. */
  const D = (previous: tf.Tensor, xt: tf.Tensor, time: tf.Tensor) =>
    bodyD(tf.concat([featuresD(previous), featuresD(xt), time], 1));
  /** A draw of q(x_{t-1} | x_t, x_0): coefficients [n, 3] of x_0, x_t and fresh noise. */
  function posterior(x0: tf.Tensor, xt: tf.Tensor, coefficients: tf.Tensor, fresh: tf.Tensor): tf.Tensor {
    const [ofX0, ofXt, ofNoise] = tf.split(coefficients, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return tf.add(tf.add(tf.mul(x0, ofX0), tf.mul(xt, ofXt)), tf.mul(fresh, ofNoise));
  }

  const moveD = compile(({ previous, xt, time, z, coefficients, fresh, gamma, rates }) => {
    const fake = posterior(guess(bodyG, xt!, z!, time!), xt!, coefficients!, fresh!);
    const { value, gradients } = gradientsOf(() => {
      const judge = (x: tf.Tensor) => D(x, xt!, time!);
      const loss = nonSaturating.discriminator(judge(previous!), judge(fake));
      return tf.sum(tf.add(loss, tf.mul(zeroCentred(judge, previous!), gamma!))) as tf.Scalar;
    }, bodyD.weights);
    optimizerD.apply(gradients, rates!);
    return { d: value };
  });

  const moveG = compile(({ xt, time, z, coefficients, fresh, rates, decay }) => {
    const { value, gradients } = gradientsOf(() => {
      const fake = posterior(guess(bodyG, xt!, z!, time!), xt!, coefficients!, fresh!);
      return nonSaturating.generator(D(fake, xt!, time!));
    }, bodyG.weights);
    optimizerG.apply(gradients, rates!);
    updateEma(averageG.weights, bodyG.weights, decay!);
    return { g: value };
  });

  /** What the posterior needs of each row's t: [n, 3]. */
  function coefficientsOf(times: readonly number[]): HostInput {
    const values = times.flatMap((t) => {
      const { x0, xt, variance } = posteriorCoefficients(schedule, t);
      return [x0, xt, Math.sqrt(variance)];
    });
    return { values: Float32Array.from(values), shape: [times.length, 3] };
  }
  const embed = (times: readonly number[]) =>
    rows(
      timeEmbedding(
        times.map((t) => t / T),
        timeDim,
      ),
      timeDim,
    );
  const normals = (n: number, width: number, draws = noise) => rows(draws.normals(n * width), width);

  function pairs(batch: Batch, n: number) {
    const { times, previous, xt } = truePairs(schedule, batch(n), n, noise);
    return {
      previous: rows(previous, dim),
      common: { xt: rows(xt, dim), time: embed(times), coefficients: coefficientsOf(times) },
    };
  }

  function step(batch: Batch): Losses {
    const n = settings.batchSize;
    const rate = decayLearningRate(steps++, settings.steps);
    const forD = pairs(batch, n);
    const { d } = moveD.run({
      ...forD.common,
      previous: forD.previous,
      z: normals(n, latentDim),
      fresh: normals(n, dim),
      gamma: vector(Float32Array.of(settings.penaltyWeight)),
      rates: optimizerD.rates(settings.learningRateD * rate),
    });
    const { g } = moveG.run({
      ...pairs(batch, n).common,
      z: normals(n, latentDim),
      fresh: normals(n, dim),
      rates: optimizerG.rates(settings.learningRateG * rate),
      decay: vector(Float32Array.of(emaDecay(optimizerG.steps))),
    });
    return { d, g } as Losses;
  }

  const reverse = compile(({ xt, time, z, coefficients, fresh }) => ({
    x: posterior(guess(averageG, xt!, z!, time!), xt!, coefficients!, fresh!),
  }));

  function* sample(n: number, { rng: draws }: SampleOptions): Generator<Denoising> {
    let x = tf.tensor2d(draws.normals(n * dim), [n, dim]);
    yield { t: T, x };
    for (let t = T; t >= 1; t--) {
      const times = new Array<number>(n).fill(t);
      x = reverse.run({
        xt: x,
        time: embed(times),
        z: normals(n, latentDim, draws),
        coefficients: coefficientsOf(times), // its noise is zero at t = 1
        fresh: normals(n, dim, draws),
      }).x as tf.Tensor2D;
      yield { t: t - 1, x };
    }
  }

  const pulse = pulseOf([...bodyG.weights, ...bodyD.weights]);
  const groups = {
    G: bodyG.weights,
    averageG: averageG.weights,
    D: bodyD.weights,
    momentsG: optimizerG.moments,
    momentsD: optimizerD.moments,
  };
  return {
    parameters: countParameters(bodyG, bodyD),
    step,
    sample,
    probes: {},
    evaluations: {},
    pulse: () => pulse.run({}).pulse as tf.Scalar,
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
      for (const part of [moveD, moveG, reverse, pulse]) part.dispose();
      for (const part of [featuresG, featuresD, optimizerG, optimizerD]) part.dispose();
      tf.dispose([...bodyG.weights, ...averageG.weights, ...bodyD.weights] as tf.Variable[]);
    },
  };
}
