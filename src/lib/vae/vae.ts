/** A variational autoencoder (Kingma and Welling 2014) on vectors: Gaussian encoder, Gaussian decoder with one learned variance. */
import type { ControlRequest } from '../control.ts';
import { compile, rows, vector } from '../engine/compile.ts';
import { read } from '../engine/health.ts';
import type { Config } from '../experiments/config.ts';
import type { Batch, Denoising, Losses, Model, SampleOptions } from '../model.ts';
import { adam, gradientsOf } from '../nn/adam.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { fitWidth, mlp, mlpParameters } from '../nn/mlp.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, resumable } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import {
  gaussianLogLikelihood,
  importanceWeightedBound,
  klToPrior,
  logPosterior,
  logPrior,
  reparameterize,
  type Posterior,
} from './elbo.ts';

/** Points behind each evaluation, and the numbers of importance samples K that it reports. */
const evaluationPoints = 1000;
const evaluationDraws = [1, 10, 100] as const;

/** Layers of the encoder (SiLU). */
const encoderSizes = (dim: number, latentDim: number, width: number) => [dim, width, width, 2 * latentDim];
/**
 * Layers of the decoder (ReLU). It tears a connected cloud into separate modes, and what lies on its slopes is lost between them:
 * one layer more and kinks in place of bends make them steep.
 */
const decoderSizes = (dim: number, latentDim: number, width: number) => [latentDim, width, width, width, dim];

export function createVae(config: Config, dim: number, rng: Rng): Model {
  const { latentDim, budget } = config;
  const sizes = (width: number) => [encoderSizes(dim, latentDim, width), decoderSizes(dim, latentDim, width)] as const;
  const width = fitWidth((w) => sizes(w).reduce((sum, layers) => sum + mlpParameters(layers), 0), budget);
  const [inward, outward] = sizes(width);
  const encoder = mlp(inward, 'silu', rng.fork('encoder'));
  const decode = mlp(outward, 'relu', rng.fork('decoder'));
  const decoderLogVariance = tf.tidy(() => tf.variable(tf.fill([1], Math.log(config.startVariance))));
  const weights = [...encoder.weights, ...decode.weights, decoderLogVariance];
  const optimizer = adam(weights);
  const noise = rng.fork('noise');
  let settings = config;

  function encode(x: tf.Tensor): Posterior {
    const [mean, logVariance] = tf.split(encoder(x), 2, 1) as [tf.Tensor, tf.Tensor];
    return { mean, logVariance };
  }

  /** One step on minus the bound; at beta = 1 the bound itself (beta: Higgins et al. 2017). */
  const program = compile(({ x, noise, beta, rates }) => {
    let parts: { reconstruction: tf.Scalar; kl: tf.Scalar } | undefined;
    const { value, gradients } = gradientsOf(() => {
      const q = encode(x!);
      const z = reparameterize(q, noise!);
      const reconstruction = tf.neg(tf.mean(gaussianLogLikelihood(x!, decode(z), decoderLogVariance))) as tf.Scalar;
      const kl = tf.mean(klToPrior(q)) as tf.Scalar;
      parts = { reconstruction: tf.keep(reconstruction), kl: tf.keep(kl) };
      return tf.sum(tf.add(reconstruction, tf.mul(kl, beta!))) as tf.Scalar;
    }, weights);
    optimizer.apply(gradients, rates!);
    return { loss: value, reconstruction: parts!.reconstruction, kl: parts!.kl };
  });

  function step(batch: Batch) {
    const n = settings.batchSize;
    return program.run({
      x: rows(batch(n), dim),
      noise: rows(noise.normals(n * latentDim), latentDim),
      beta: vector(Float32Array.of(settings.beta)),
      rates: optimizer.rates(settings.learningRate * decayLearningRate(optimizer.steps, settings.steps)),
    }) as Losses;
  }

  /** A draw of the model itself: z from the prior, then x from the decoder's Gaussian, its noise included. */
  function* sample(n: number, { rng: draws }: SampleOptions): Generator<Denoising> {
    const z = draws.normals(n * latentDim);
    const spread = draws.normals(n * dim);
    yield {
      t: 0,
      x: tf.tidy(() => {
        const mean = decode(tf.tensor2d(z, [n, latentDim]));
        const std = tf.exp(tf.mul(decoderLogVariance, 0.5));
        return tf.add(mean, tf.mul(tf.tensor2d(spread, [n, dim]), std)) as tf.Tensor2D;
      }),
    };
  }

  /** Between data and latents, by the means of both Gaussians. */
  function* control(request: ControlRequest): Generator<Denoising> {
    const tensor = (values: ArrayLike<number>, width: number) =>
      tf.tensor2d(Float32Array.from(values), [values.length / width, width]);
    if (request.kind === 'encode') {
      yield { t: 0, x: tf.tidy(() => encode(tensor(request.x, dim)).mean as tf.Tensor2D) };
    } else if (request.kind === 'decode') {
      yield { t: 0, x: tf.tidy(() => decode(tensor(request.z, latentDim)) as tf.Tensor2D) };
    }
  }

  /** log p(x | z) + log p(z) - log q(z | x) for one draw of z per row. */
  const logWeights = compile(({ x, noise }) => {
    const q = encode(x!);
    const z = reparameterize(q, noise!);
    const joint = tf.add(gaussianLogLikelihood(x!, decode(z), decoderLogVariance), logPrior(z));
    return { weights: tf.sub(joint, logPosterior(q, z)) };
  });

  /** The bound on fresh data for each K of `evaluationDraws`, nats per example. */
  async function bounds(batch: Batch, draws: Rng): Promise<Float32Array> {
    const x = rows(batch(evaluationPoints), dim);
    const most = Math.max(...evaluationDraws);
    const list = Array.from({ length: most }, () => {
      const fresh = rows(draws.normals(evaluationPoints * latentDim), latentDim);
      return logWeights.run({ x, noise: fresh }).weights as tf.Tensor1D;
    });
    const means = tf.tidy(() =>
      tf.stack(evaluationDraws.map((K) => tf.mean(importanceWeightedBound(tf.stack(list.slice(0, K)) as tf.Tensor2D)))),
    );
    tf.dispose(list);
    return Float32Array.from(await read(means).finally(() => means.dispose()));
  }

  const pulse = pulseOf(weights);
  return {
    parameters: countParameters(encoder, decode) + 1,
    step,
    sample,
    control: { kinds: ['encode', 'decode'], latentDim, classes: 0, run: control },
    probes: {
      /** What the decoder makes of the encoder's mean. [n, dim] */
      reconstruct: (x) => decode(encode(x).mean),
      /** The encoder's mean. [n, latentDim] */
      encode: (x) => encode(x).mean,
    },
    evaluations: { bounds },
    pulse: () => pulse.run({}).pulse as tf.Scalar,
    set: (changed) => void (settings = changed),
    ...resumable({ weights, moments: optimizer.moments }, optimizer, noise),
    dispose() {
      for (const part of [program, logWeights, pulse]) part.dispose();
      optimizer.dispose();
      tf.dispose(weights as tf.Variable[]);
    },
  };
}
