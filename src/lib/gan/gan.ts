/** A generative adversarial network (Goodfellow et al. 2014) on vectors, trained by alternating steps. */
import type { ControlRequest } from '../control.ts';
import { compile, normals, rows, vector, type Inputs, type Outputs } from '../engine/compile.ts';
import type { Config, GanLossName } from '../experiments/config.ts';
import type { Batch, Denoising, Losses, Model, SampleOptions } from '../model.ts';
import { adam } from '../nn/adam.ts';
import { copyWeights, emaDecay, updateEma } from '../nn/ema.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { countParameters, network } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { ganLosses, isLogitLoss } from './losses.ts';
import { mlpNets, oneHot, type Nets } from './nets.ts';
import { inPacks, pack } from './pack.ts';
import { clipWeights, penalties } from './penalties.ts';
import { discriminatorStep, force, generatorStep } from './players.ts';

/** No momentum, as the opponent's move makes the old direction stale; a shorter memory of the gradient's size. */
const adamOptions = { beta1: 0, beta2: 0.99 };

export interface GanOptions {
  /** Labels that both players are told; 0 for none. */
  classes?: number;
  /** The players' networks; perceptrons by default. */
  nets?: Nets;
}

/** @param dim numbers per example */
export function createGan(
  config: Config,
  dim: number,
  rng: Rng,
  { classes = 0, nets = mlpNets(config, dim, classes) }: GanOptions = {},
): Model {
  const { latentDim, pac, penaltyWeight } = config;
  const G = nets.G(rng.fork('G'));
  const D = nets.D(rng.fork('D'));
  const averageG = config.averageG > 0 ? nets.G(rng.fork('G')) : null;
  if (averageG) copyWeights(averageG.weights, G.weights);
  const optimizerG = adam(G.weights, adamOptions);
  const optimizerD = adam(D.weights, adamOptions);
  const noise = rng.fork('noise');
  const penalty = penalties[config.penalty];
  let settings = config;
  let steps = 0;

  /** The players as the moves see them: told their labels, and with points in packs. */
  function players(labels?: tf.Tensor) {
    const packedLabels = labels && pack(labels, pac);
    return {
      onNoise: network((z: tf.Tensor) => pack(G(z, labels), pac), G.weights), // [n, latentDim] to [n / pac, pac dim]
      onPoints: network((x: tf.Tensor) => D(x, packedLabels), D.weights),
    };
  }

  /** The two moves as compiled programs, for the loss in force. */
  function movesFor(name: GanLossName) {
    const loss = ganLosses[name];
    return {
      discriminator: compile(({ real, z, labels, factors, rates }) => {
        const { onNoise, onPoints } = players(labels);
        const x = pack(real!, pac);
        const fake = onNoise(z!); // data like any other: D's move does not differentiate it
        D.prepare?.();
        const weighted = penalty && (() => tf.mul(penalty(onPoints, x, fake, factors!), penaltyWeight) as tf.Scalar);
        const { V, ...losses } = discriminatorStep(onPoints, optimizerD, loss, x, fake, rates!, weighted);
        if (config.penalty === 'clip') clipWeights(D.weights, penaltyWeight);
        if (isLogitLoss(name)) return { ...losses, V } as Outputs;
        V.dispose();
        return losses as Outputs;
      }),
      generator: compile(({ real, z, labels, rates, decay }) => {
        const { onNoise, onPoints } = players(labels);
        const g = generatorStep(onNoise, onPoints, optimizerG, loss, z!, rates!, real && pack(real, pac));
        if (averageG) updateEma(averageG.weights, G.weights, decay!);
        return { g };
      }),
      dispose() {
        this.discriminator.dispose();
        this.generator.dispose();
      },
    };
  }
  let moves = movesFor(config.loss);

  const latent = (n: number) => normals(noise, n, latentDim);

  /** Real points, and their labels if the players are told. */
  function examples(batch: Batch, n: number): Inputs {
    if (classes === 0) return { real: rows(batch(n), dim) };
    if (!batch.labelled) throw new Error('A conditional GAN needs batches with labels, and this data set has none.');
    const { x, labels } = batch.labelled(n);
    return { real: rows(x, dim), labels: rows(oneHot(labels, classes), classes) };
  }

  function moveD(batch: Batch, n: number, learningRate: number): Outputs {
    const inputs: Inputs = { ...examples(batch, n), z: latent(n), rates: optimizerD.rates(learningRate) };
    if (config.penalty === 'gradientPenalty') inputs.factors = rows(noise.uniforms(n / pac), 1);
    return moves.discriminator.run(inputs);
  }

  function moveG(batch: Batch, n: number, learningRate: number): Outputs {
    const inputs: Inputs = { z: latent(n), rates: optimizerG.rates(learningRate) };
    if (averageG) inputs.decay = vector(Float32Array.of(emaDecay(optimizerG.steps, config.averageG)));
    const { relativistic } = ganLosses[settings.loss];
    if (relativistic || classes > 0) {
      const { real, labels } = examples(batch, n);
      Object.assign(inputs, relativistic && { real }, labels && { labels });
    }
    return moves.generator.run(inputs);
  }

  /** Algorithm 1 of the paper: nD moves of D, then nG moves of G. The last move's losses are reported. */
  function step(batch: Batch): Losses {
    const n = inPacks(settings.batchSize, pac);
    const rate = decayLearningRate(steps++, settings.steps);
    const losses: Losses = {};
    const report = (reported: Outputs) => {
      for (const [name, scalar] of Object.entries(reported)) {
        losses[name]?.dispose();
        losses[name] = scalar as tf.Scalar;
      }
    };
    for (let move = 0; move < settings.nD; move++) report(moveD(batch, n, settings.learningRateD * rate));
    for (let move = 0; move < settings.nG; move++) report(moveG(batch, n, settings.learningRateG * rate));
    return losses;
  }

  /** One pass of G: noise in, data out. Without a label each sample gets one at random. */
  function* sample(n: number, { rng: draws, label }: SampleOptions): Generator<Denoising> {
    const z = draws.normals(n * latentDim);
    yield { t: 0, x: generate(z, label, draws) };
  }

  /** G of chosen latents. [n, latentDim] flat to [n, dim] */
  function generate(z: Float32Array, label: SampleOptions['label'], draws: Rng): tf.Tensor2D {
    const n = z.length / latentDim;
    const wanted = (row: number) => (typeof label === 'object' ? label[row]! : (label ?? draws.integer(classes)));
    const labels = classes > 0 ? Int32Array.from({ length: n }, (_, row) => wanted(row)) : null;
    return tf.tidy(() => {
      const told = labels ? tf.tensor2d(oneHot(labels, classes), [n, classes]) : undefined;
      return (averageG ?? G)(tf.tensor2d(z, [n, latentDim]), told) as tf.Tensor2D;
    });
  }

  function* control(request: ControlRequest, numbered: Rng): Generator<Denoising> {
    if (request.kind === 'decode') {
      yield { t: 0, x: generate(Float32Array.from(request.z), request.label, numbered.fork('labels')) };
    }
  }

  /** D at single points: in a pack of m it is shown m copies, and labels are all alike. [n, dim] to [n, 1] */
  const judge = (x: tf.Tensor, label?: number) => {
    const tags = classes > 0 ? oneHot(new Int32Array(x.shape[0]!).fill(label ?? 0), classes) : null;
    const labels = tags ? tf.tile(tf.tensor2d(tags, [x.shape[0]!, classes]), [1, pac]) : undefined;
    return D(pac === 1 ? x : tf.tile(x, [1, pac]), labels);
  };

  const pulse = pulseOf([...G.weights, ...D.weights]);
  const groups = {
    G: G.weights,
    D: D.weights,
    momentsG: optimizerG.moments,
    momentsD: optimizerD.moments,
    stateD: D.state ?? [],
    averageG: averageG?.weights ?? [],
  };
  return {
    parameters: countParameters(G, D),
    step,
    sample,
    control: { kinds: ['decode'], latentDim, classes, run: control },
    probes: {
      /** D's belief that x is real, in [0, 1]. [n, 1] */
      D: (x, { label }) => ganLosses[settings.loss].belief(judge(x, label)),
      /** D's raw output. [n, 1] */
      logit: (x, { label }) => judge(x, label),
      /** Where the loss that G descends pulls a sample; a relativistic one against the average of these points. [n, dim] */
      force(x, { label }) {
        const asJudged = network((points: tf.Tensor) => judge(points, label), D.weights);
        const loss = ganLosses[settings.loss];
        return force(asJudged, loss, x, loss.relativistic && tf.mean(judge(x, label)));
      },
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
      for (const player of [G, D, averageG]) {
        player?.dispose?.();
        tf.dispose([...(player?.weights ?? []), ...(player?.state ?? [])]);
      }
    },
  };
}
