/** Flow matching (Lipman et al. 2023), also called rectified flow (Liu et al. 2023): a velocity field that carries noise to data. */
import { rows } from '../engine/compile.ts';
import type { Config } from '../experiments/config.ts';
import type { Batch, Losses, Model, SampleOptions } from '../model.ts';
import { decayLearningRate } from '../nn/learningRate.ts';
import { countParameters } from '../nn/network.ts';
import { pulseOf, resumable } from '../nn/state.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { createMatcher } from './matcher.ts';
import { velocityProbes } from './probes.ts';

export function createFlow(config: Config, dim: number, rng: Rng): Model {
  const matcher = createMatcher(config, dim, rng);
  const noise = rng.fork('noise');
  const pulse = pulseOf([...matcher.vTheta.weights, ...matcher.vEma.weights]);
  let settings = config;

  /** Noise and data are drawn independently of each other: the field learns the mean velocity of all lines through a point. */
  function step(batch: Batch) {
    const n = settings.batchSize;
    const { steps } = matcher.optimizer;
    const rate = settings.learningRate * decayLearningRate(steps, settings.steps);
    return matcher.match(rows(noise.normals(n * dim), dim), rows(batch(n), dim), noise.uniforms(n), rate) as Losses;
  }

  return {
    parameters: countParameters(matcher.vTheta),
    step,
    *sample(n: number, { rng: draws, sampler, samplerSteps }: SampleOptions) {
      const x0 = tf.tensor2d(draws.normals(n * dim), [n, dim]);
      yield* matcher.follow(x0, samplerSteps ?? settings.samplerSteps, sampler === 'heun' ? 'heun' : 'euler');
    },
    probes: velocityProbes(matcher),
    evaluations: {},
    pulse: () => pulse.run({}).pulse as tf.Scalar,
    set: (changed) => void (settings = changed),
    ...resumable(matcher.groups(), matcher.optimizer, noise),
    dispose() {
      pulse.dispose();
      matcher.dispose();
    },
  };
}
