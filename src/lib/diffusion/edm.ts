/** A diffusion model in sigma, after "Elucidating the design space of diffusion-based generative models" (Karras et al. 2022). */
import { compile, normals, rows, vector } from '../engine/compile.ts';
import type { Config } from '../experiments/config.ts';
import { isContinuous, type Batch, type Denoising, type Losses, type Model, type SampleOptions } from '../model.ts';
import { adam, gradientsOf } from '../nn/adam.ts';
import { copyWeights, emaDecay, updateEma } from '../nn/ema.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { labelledBatch, wantedLabels } from './conditioning.ts';
import { diffusionControl } from './control.ts';
import type { DiffusionOptions } from './ddpm.ts';
import { denoiserNet, levelInput, levelInputs } from './denoiserNet.ts';
import { weightedLoss } from './loss.ts';
import { precondition } from './preconditioning.ts';
import { karrasLevel, karrasSigmas } from './sigmas.ts';
import { amountOf, sigmaSampler, type SigmaNetwork } from './sigmaSampling.ts';

/** Steps of the sampler unless told otherwise: 18 of Heun's are 35 passes of the net, as in the paper. */
export const heunSteps = 18;

/** @param dim numbers per example */
export function createEdm(
  config: Config,
  dim: number,
  rng: Rng,
  { limits = null, classes = 0, image = null }: DiffusionOptions = {},
): Model {
  const { budget, fourier, channels } = config;
  const options = { dim, budget, fourier, classes, image: image && { size: image, channels } };
  const D = denoiserNet(options, rng.fork('net'));
  const average = denoiserNet(options, rng.fork('net')); // samples are drawn with averaged weights
  copyWeights(average.weights, D.weights);
  const optimizer = adam(D.weights, { beta2: 0.99 }); // the loss is as large at every sigma: a shorter memory is enough
  const noise = rng.fork('noise');
  let settings = config;

  /** E lambda(sigma) |D(x_0 + sigma n, sigma) - x_0|^2: x0, n [batch, dim], sigma, lambda [batch, 1]. A net that says 0 scores about 1. */
  const program = compile(({ x0, n, sigma, lambda, columns, level, labels, rates, decay }) => {
    const x = tf.add(x0!, tf.mul(sigma!, n!));
    const { value, gradients } = gradientsOf(
      () => weightedLoss(x0!, D(x, columns!, level!, labels as tf.Tensor1D | undefined), lambda!),
      D.weights,
    );
    optimizer.apply(gradients, rates!);
    updateEma(average.weights, D.weights, decay!);
    return { denoising: value };
  });

  function step(batch: Batch) {
    const n = settings.batchSize;
    const { pMean, pStd } = config;
    const sigmas = Float64Array.from(noise.normals(n), (z) => Math.exp(pMean + pStd * z));
    const rate = settings.learningRate * decayLearningRate(optimizer.steps, settings.steps);
    const { x, ...told } = labelledBatch(batch, n, classes, config.labelDropout, noise);
    return program.run({
      x0: rows(x, dim),
      n: normals(noise, n, dim),
      sigma: rows(Float32Array.from(sigmas), 1),
      lambda: rows(
        Float32Array.from(sigmas, (sigma) => precondition(sigma).weight),
        1,
      ),
      ...levelInputs(sigmas),
      ...told,
      rates: optimizer.rates(rate),
      decay: vector(Float32Array.of(emaDecay(optimizer.steps))),
    }) as Losses;
  }

  const network: SigmaNetwork = {
    inputs: (sigma, n, labels) => levelInput(sigma, n, classes > 0 ? labels : null),
    denoise(x, { columns, level, labels }) {
      const x0 = average(x, columns!, level!, labels as tf.Tensor1D | undefined) as tf.Tensor2D;
      return limits ? tf.clipByValue(x0, ...limits) : x0;
    },
  };
  const sampler = sigmaSampler(network, classes);
  const { sigmaMin, sigmaMax, rho } = config;
  const grid = (steps: number) => karrasSigmas(steps, { sigmaMin, sigmaMax, rho });
  const control = diffusionControl({
    dim,
    classes,
    network,
    sampler,
    grid,
    level: (share) => karrasLevel(1 - share, { sigmaMin, sigmaMax, rho }),
    start: (sigma) => sigma,
    shown: (sigma) => ({ t: sigma, scale: 1 }),
    steps: () => settings.samplerSteps,
  });

  /** Heun's method unless another sampler in sigma is asked for. A frame's t is its sigma. */
  function* sample(n: number, { rng: draws, ...wanted }: SampleOptions): Generator<Denoising> {
    const asked = wanted.sampler ?? settings.sampler;
    const name = isContinuous(asked) ? asked : 'heun';
    const sigmas = grid(wanted.samplerSteps ?? settings.samplerSteps);
    const start = tf.tidy(() => tf.mul(tf.tensor2d(draws.normals(n * dim), [n, dim]), sigmas[0]!) as tf.Tensor2D);
    yield* sampler.walk(name, start, sigmas, {
      labels: wantedLabels(n, classes, wanted.label),
      gamma: wanted.guidanceScale ?? settings.guidanceScale,
      amount: amountOf(name, settings, wanted.eta),
      rng: draws,
    });
  }

  /** The averaged denoiser at one sigma for all rows of x. */
  const denoiseAt = (x: tf.Tensor2D, sigma: number) =>
    tf.tidy(() => {
      const tensors = Object.fromEntries(
        Object.entries(levelInput(sigma, x.shape[0], null)).map(([name, input]) => [
          name,
          input instanceof tf.Tensor ? input : tf.tensor(input.values, input.shape),
        ]),
      );
      const labels = classes > 0 ? (tf.fill([x.shape[0]], classes, 'int32') as tf.Tensor1D) : undefined;
      return average(x, tensors.columns!, tensors.level!, labels);
    });

  const pulse = pulseOf([...D.weights, ...average.weights]);
  const groups = { weights: D.weights, ema: average.weights, moments: optimizer.moments };
  return {
    parameters: countParameters(D),
    step,
    sample,
    control,
    probes: {
      /** D(x, sigma), the denoiser */
      denoise: (x, { sigma = 1 }) => denoiseAt(x, sigma),
      /** The predicted noise, (x - D(x, sigma)) / sigma */
      eps: (x, { sigma = 1 }) => tf.tidy(() => tf.div(tf.sub(x, denoiseAt(x, sigma)), sigma)),
    },
    evaluations: {},
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
      for (const part of [program, sampler, control, pulse, D, average, optimizer]) part.dispose();
    },
  };
}
