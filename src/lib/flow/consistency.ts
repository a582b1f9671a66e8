/**
 * A consistency model (Song, Dhariwal, Chen, Sutskever 2023): a net f(x, sigma) that jumps from any point of a curve of the
 * probability-flow ODE to the curve's start. Distilled from a flow that is trained first, or trained on its own (teacherShare = 0).
 */
import { compile, rows, vector, type HostInput } from '../engine/compile.ts';
import type { Config } from '../experiments/config.ts';
import type { Batch, Denoising, Losses, Model, SampleOptions } from '../model.ts';
import { adam, gradientsOf } from '../nn/adam.ts';
import { copyWeights, emaDecay, updateEma } from '../nn/ema.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { ascendingSigmas, boundaryCoefficients } from './boundary.ts';
import { createMatcher, embed } from './matcher.ts';
import { timeOf } from './path.ts';
import { velocityNet } from './velocityNet.ts';

/** Noise levels at the start and at the end of training: few first, then finer (the curriculum of Song and Dhariwal 2024). */
const fewest = 10;
const most = 80;
/** Width of the quadratic part of the pseudo-Huber distance, per root of the dimension; small, so that the distance is nearly |difference|. */
const huber = 0.00054;
/** Levels are drawn with log sigma normal: mean and standard deviation, so that most pairs lie where the curves bend. */
const levelMean = -1.1;
const levelStd = 2;

/** Probability of each of the intervals between neighbouring levels, from the normal law of log sigma. [count - 1] */
function intervalWeights(sigmas: Float64Array): Float64Array {
  // A logistic curve for the normal distribution function: within 0.01 of it, and exact proportions do not matter here.
  const below = (sigma: number) => 1 / (1 + Math.exp((-1.702 * (Math.log(sigma) - levelMean)) / levelStd));
  const weights = sigmas.slice(1).map((sigma, i) => below(sigma) - below(sigmas[i]!));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

export function createConsistency(config: Config, dim: number, rng: Rng): Model {
  const teacher = config.teacherShare > 0 ? createMatcher(config, dim, rng.fork('teacher')) : null;
  const options = { dim, budget: config.budget, fourier: config.fourier };
  const fTheta = velocityNet(options, rng.fork('net'));
  const fEma = velocityNet(options, rng.fork('net'));
  copyWeights(fEma.weights, fTheta.weights);
  const optimizer = adam(fTheta.weights);
  const noise = rng.fork('noise');
  let settings = config;
  let steps = 0;

  const teaching = () => Math.round(settings.steps * settings.teacherShare);

  /** What the formula needs of each row's noise level: three factors and an embedding. */
  function levelInputs(sigmas: ArrayLike<number>, suffix = ''): Record<string, HostInput> {
    const list = Array.from(sigmas, (sigma) => boundaryCoefficients(sigma, config));
    const column = (values: number[]): HostInput => ({ values: Float32Array.from(values), shape: [values.length, 1] });
    return {
      [`cSkip${suffix}`]: column(list.map(({ cSkip }) => cSkip)),
      [`cOut${suffix}`]: column(list.map(({ cOut }) => cOut)),
      [`cIn${suffix}`]: column(list.map(({ cIn }) => cIn)),
      [`level${suffix}`]: embed(list.map(({ level }) => level)),
    };
  }
  type Level = { cSkip: tf.Tensor; cOut: tf.Tensor; cIn: tf.Tensor; level: tf.Tensor };
  const f = (net: typeof fTheta, x: tf.Tensor, { cSkip, cOut, cIn, level }: Level) =>
    tf.add(tf.mul(cSkip, x), tf.mul(cOut, net(tf.mul(cIn, x), level)));

  /** One step: f at the higher level is drawn to what f says, a moment ago, at the lower level of the same curve. */
  const program = compile((inputs) => {
    const { higher, lower, weight, rates, decay } = inputs as Record<string, tf.Tensor>;
    const at = (suffix: string) =>
      Object.fromEntries(['cSkip', 'cOut', 'cIn', 'level'].map((name) => [name, inputs[name + suffix]!])) as Level;
    const target = f(fTheta, lower!, at('Lower')); // no gradient: it is computed outside of the differentiated function
    const { value, gradients } = gradientsOf(() => {
      const squared = tf.sum(tf.squaredDifference(f(fTheta, higher!, at('Higher')), target), 1, true); // [n, 1]
      const c = huber * Math.sqrt(dim);
      return tf.mean(tf.mul(weight!, tf.sub(tf.sqrt(tf.add(squared, c * c)), c))) as tf.Scalar;
    }, fTheta.weights);
    optimizer.apply(gradients, rates!);
    updateEma(fEma.weights, fTheta.weights, decay!);
    return { consistency: value };
  });

  /** One Heun step of the teacher's probability-flow ODE, dx / dsigma = (x - D(x, sigma)) / sigma, down to the next level. */
  const teacherStep = compile(({ x, from, to, tFrom, tTo, timeFrom, timeTo }) => {
    // The flow's point at time t is t x, and its denoiser is t x + (1 - t) v.
    const slope = (y: tf.Tensor, sigma: tf.Tensor, t: tf.Tensor, time: tf.Tensor) => {
      const xt = tf.mul(y, t);
      const denoised = tf.add(xt, tf.mul(tf.sub(1, t), teacher!.vEma(xt, time)));
      return tf.div(tf.sub(y, denoised), sigma);
    };
    const dt = tf.sub(to!, from!);
    const first = slope(x!, from!, tFrom!, timeFrom!);
    const second = slope(tf.add(x!, tf.mul(dt, first)), to!, tTo!, timeTo!);
    return { x: tf.add(x!, tf.mul(dt, tf.mul(tf.add(first, second), 0.5))) };
  });

  const columnOf = (values: ArrayLike<number>): HostInput => ({
    values: Float32Array.from(values),
    shape: [values.length, 1],
  });

  function step(batch: Batch): Losses {
    const n = settings.batchSize;
    if (teacher && steps < teaching()) {
      const rate = settings.learningRate * decayLearningRate(steps++, teaching());
      return teacher.match(rows(noise.normals(n * dim), dim), rows(batch(n), dim), noise.uniforms(n), rate) as Losses;
    }
    if (teacher && optimizer.steps === 0) {
      copyWeights(fTheta.weights, teacher.vEma.weights); // the same body: its features of x serve both
      copyWeights(fEma.weights, teacher.vEma.weights);
    }
    const done = (steps - teaching()) / Math.max(1, settings.steps - teaching());
    steps++;
    const doublings = Math.log2(most / fewest);
    const count = fewest * 2 ** Math.floor(Math.min(0.999, done) * (doublings + 1)) + 1;
    const sigmas = ascendingSigmas(count, config);
    const weights = intervalWeights(sigmas);
    const lowerSigmas = new Float64Array(n);
    const higherSigmas = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let u = noise.uniform();
      let k = 0;
      while (k < weights.length - 1 && u >= weights[k]!) u -= weights[k++]!;
      lowerSigmas[i] = sigmas[k]!;
      higherSigmas[i] = sigmas[k + 1]!;
    }
    const data = batch(n);
    const z = noise.normals(n * dim);
    const at = (levels: Float64Array) =>
      rows(
        data.map((x, i) => x + levels[Math.floor(i / dim)]! * z[i]!),
        dim,
      );
    const higher = at(higherSigmas);
    const lower = teacher ? along(higher, higherSigmas, lowerSigmas) : at(lowerSigmas);
    const losses = program.run({
      higher,
      lower,
      ...levelInputs(lowerSigmas, 'Lower'),
      ...levelInputs(higherSigmas, 'Higher'),
      weight: columnOf(higherSigmas.map((sigma, i) => 1 / (sigma - lowerSigmas[i]!))),
      rates: optimizer.rates(
        settings.learningRate * decayLearningRate(steps - teaching(), settings.steps - teaching()),
      ),
      decay: vector(Float32Array.of(emaDecay(optimizer.steps))),
    }) as Losses;
    if (lower instanceof tf.Tensor) lower.dispose();
    return losses;
  }

  function along(x: HostInput, from: Float64Array, to: Float64Array): tf.Tensor {
    const tFrom = from.map(timeOf);
    const tTo = to.map(timeOf);
    return teacherStep.run({
      x,
      from: columnOf(from),
      to: columnOf(to),
      tFrom: columnOf(tFrom),
      tTo: columnOf(tTo),
      timeFrom: embed(tFrom),
      timeTo: embed(tTo),
    }).x!;
  }

  const jump = compile((inputs) => ({ x: f(fEma, inputs.x!, inputs as unknown as Level) }));

  /** Algorithm 1 of the paper: one jump from pure noise; each further step adds noise again and jumps from there. */
  function* sample(n: number, { rng: draws, samplerSteps }: SampleOptions): Generator<Denoising> {
    const count = samplerSteps ?? settings.samplerSteps;
    const levels = Array.from(ascendingSigmas(count + 1, config))
      .reverse()
      .slice(0, count); // the highest first
    let x = tf.tidy(() => tf.mul(tf.tensor2d(draws.normals(n * dim), [n, dim]), config.sigmaMax)) as tf.Tensor2D;
    yield { t: count, x };
    for (const [i, sigma] of levels.entries()) {
      const clean = jump.run({ x, ...levelInputs(new Float64Array(n).fill(sigma)) }).x as tf.Tensor2D;
      const next = levels[i + 1];
      if (next === undefined) x = clean;
      else {
        const z = draws.normals(n * dim);
        x = tf.tidy(() =>
          tf.add(clean, tf.mul(tf.tensor2d(z, [n, dim]), Math.sqrt(next ** 2 - config.sigmaMin ** 2))),
        ) as tf.Tensor2D;
        clean.dispose();
      }
      yield { t: count - 1 - i, x };
    }
  }

  const pulse = pulseOf([...fTheta.weights, ...fEma.weights, ...(teacher?.vTheta.weights ?? [])]);
  const groups = {
    ...teacher?.groups('teacher '),
    weights: fTheta.weights,
    ema: fEma.weights,
    moments: optimizer.moments,
  };
  return {
    parameters: countParameters(fTheta),
    step,
    sample,
    probes: {
      /** f(x, sigma): where the curve through x begins. [n, dim] */
      jump: (x, { sigma = config.sigmaMax }) => {
        const { cSkip, cOut, cIn, level } = boundaryCoefficients(sigma, config);
        const time = tf.tile(tf.tensor(embed([level]).values, embed([level]).shape), [x.shape[0], 1]);
        return f(fEma, x, { cSkip: tf.scalar(cSkip), cOut: tf.scalar(cOut), cIn: tf.scalar(cIn), level: time });
      },
    },
    evaluations: {},
    pulse: () => pulse.run({}).pulse as tf.Scalar,
    set: (changed) => void (settings = changed),
    snapshot: async () => ({
      tensors: await readState(groups),
      numbers: { steps, optimizerSteps: optimizer.steps, teacherSteps: teacher?.optimizer.steps ?? 0 },
      rng: noise.state(),
    }),
    restore(saved) {
      writeState(groups, saved.tensors);
      steps = saved.numbers.steps!;
      optimizer.steps = saved.numbers.optimizerSteps!;
      if (teacher) teacher.optimizer.steps = saved.numbers.teacherSteps!;
      noise.restore(saved.rng);
    },
    dispose() {
      for (const part of [program, teacherStep, jump, pulse, teacher]) part?.dispose();
      fTheta.dispose();
      fEma.dispose();
      optimizer.dispose();
    },
  };
}
