/**
 * Reflow (Liu, Gong, Liu 2023): a flow is learned, its own curves from noise to data are drawn, and a second flow is learned from
 * the pairs of their ends. The pairs no longer cross, so the second flow is straighter, and fewer steps suffice.
 */
import { compile, rows, vector } from '../engine/compile.ts';
import type { Config } from '../experiments/config.ts';
import type { Batch, Losses, Model, SampleOptions } from '../model.ts';
import { copyWeights, emaDecay, updateEma } from '../nn/ema.ts';
import { gradientsOf } from '../nn/adam.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, readState, writeState } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { createMatcher, embed } from './matcher.ts';
import { velocityProbes } from './probes.ts';

/** Pairs that the second flow learns from, and Heun steps behind each. */
const bankSize = 8192;
const bankSteps = 50;

export function createReflow(config: Config, dim: number, rng: Rng): Model {
  const teacher = createMatcher(config, dim, rng.fork('teacher'));
  const student = createMatcher(config, dim, rng.fork('student'));
  const starts = tf.tidy(() => tf.variable(tf.zeros([bankSize, dim])));
  const ends = tf.tidy(() => tf.variable(tf.zeros([bankSize, dim])));
  const noise = rng.fork('noise');
  const pulse = pulseOf([...student.vTheta.weights, ...student.vEma.weights, ...teacher.vTheta.weights]);
  let settings = config;
  let steps = 0;

  const teaching = () => Math.round(settings.steps * settings.teacherShare);

  /** Draws the pairs along the teacher's curves; the student starts as a copy of the teacher. */
  function fillBank(): void {
    const x0 = tf.tensor2d(noise.normals(bankSize * dim), [bankSize, dim]);
    starts.assign(x0);
    let last: tf.Tensor2D = x0;
    for (const { x } of teacher.follow(x0, bankSteps, 'heun')) {
      if (last !== x) last.dispose();
      last = x;
    }
    ends.assign(last);
    last.dispose();
    copyWeights(student.vTheta.weights, teacher.vEma.weights);
    copyWeights(student.vEma.weights, teacher.vEma.weights);
  }

  /** Flow matching on the drawn pairs. */
  const program = compile(({ pair, t, time, rates, decay }) => {
    const index = pair as tf.Tensor1D;
    const x0 = tf.gather(starts, index);
    const x1 = tf.gather(ends, index);
    const xt = tf.add(tf.mul(x0, tf.sub(1, t!)), tf.mul(x1, t!));
    const { value, gradients } = gradientsOf(
      () => tf.mean(tf.squaredDifference(student.vTheta(xt, time!), tf.sub(x1, x0))) as tf.Scalar,
      student.vTheta.weights,
    );
    student.optimizer.apply(gradients, rates!);
    updateEma(student.vEma.weights, student.vTheta.weights, decay!);
    return { velocity: value };
  });

  function step(batch: Batch): Losses {
    const n = settings.batchSize;
    if (steps++ < teaching()) {
      const rate = settings.learningRate * decayLearningRate(steps, teaching());
      return teacher.match(rows(noise.normals(n * dim), dim), rows(batch(n), dim), noise.uniforms(n), rate) as Losses;
    }
    if (student.optimizer.steps === 0) fillBank();
    batch(n); // the stream of data goes on, whoever uses it
    const t = noise.uniforms(n);
    const rate = settings.learningRate * decayLearningRate(steps - teaching(), settings.steps - teaching());
    return program.run({
      pair: vector(Int32Array.from({ length: n }, () => noise.integer(bankSize))),
      t: { values: t, shape: [n, 1] },
      time: embed(t),
      rates: student.optimizer.rates(rate),
      decay: vector(Float32Array.of(emaDecay(student.optimizer.steps))),
    }) as Losses;
  }

  /** The student, once it has begun; the teacher before. */
  const current = () => (student.optimizer.steps > 0 ? student : teacher);
  const groups = { ...teacher.groups('teacher '), ...student.groups(), starts: [starts], ends: [ends] };
  return {
    parameters: countParameters(student.vTheta),
    step,
    *sample(n: number, { rng: draws, sampler, samplerSteps }: SampleOptions) {
      const x0 = tf.tensor2d(draws.normals(n * dim), [n, dim]);
      yield* current().follow(x0, samplerSteps ?? settings.samplerSteps, sampler === 'heun' ? 'heun' : 'euler');
    },
    probes: Object.fromEntries(
      Object.keys(velocityProbes(teacher)).map((name) => [
        name,
        (x: tf.Tensor2D, options: Record<string, number>) => velocityProbes(current())[name]!(x, options),
      ]),
    ),
    evaluations: {},
    pulse: () => pulse.run({}).pulse as tf.Scalar,
    set: (changed) => void (settings = changed),
    snapshot: async () => ({
      tensors: await readState(groups),
      numbers: { steps, teacherSteps: teacher.optimizer.steps, studentSteps: student.optimizer.steps },
      rng: noise.state(),
    }),
    restore(saved) {
      writeState(groups, saved.tensors);
      steps = saved.numbers.steps!;
      teacher.optimizer.steps = saved.numbers.teacherSteps!;
      student.optimizer.steps = saved.numbers.studentSteps!;
      noise.restore(saved.rng);
    },
    dispose() {
      for (const part of [program, pulse, teacher, student]) part.dispose();
      tf.dispose([starts, ends]);
    },
  };
}
