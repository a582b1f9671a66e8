/** The samplers in a continuous noise level, on a trained net. */
import { rows, vector, type Inputs } from '../engine/compile.ts';
import type { ContinuousSamplerName, Denoising } from '../model.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { isGuided } from './conditioning.ts';
import { continuousSamplers } from './continuousSamplers.ts';
import { descend } from './descend.ts';
import type { EpsNet } from './epsNet.ts';
import { classifierFreeGuidance } from './guidance.ts';
import type { Condition } from './reverseProgram.ts';
import { alphaBar, type NoiseSchedule } from './schedule.ts';
import { alphaBarOf, karrasSigmas, nearestTime, sigmaOf, snapSigmas } from './sigmas.ts';
import type { Denoiser } from './space.ts';
import { tensorOf, tensorSamplers, value, type Expression } from './tensorSpace.ts';

/** A net that denoises data + sigma noise, and may be told labels (int32 [n], null for a net without). */
export interface SigmaNetwork {
  inputs(sigma: number, n: number, labels: Int32Array | null): Inputs;
  denoise(x: tf.Tensor2D, inputs: Record<string, tf.Tensor>): tf.Tensor2D;
}

export interface SigmaSampler {
  /** Yields `x` first, data + sigmas[0] noise, then x after each move. The consumer owns them all. */
  walk(
    name: ContinuousSamplerName,
    x: tf.Tensor2D,
    sigmas: readonly number[],
    options: Condition & { amount: number; rng: Rng },
  ): Generator<Required<Denoising>>;
  dispose(): void;
}

export function sigmaSampler(network: SigmaNetwork, classes: number): SigmaSampler {
  const programs = tensorSamplers();
  let labels: Int32Array | null = null;
  const { denoise } = network;
  const told = programs.denoiser({ denoise, inputs: (sigma, n) => network.inputs(sigma, n, labels) });
  const untold = programs.denoiser({
    denoise,
    inputs: (sigma, n) => network.inputs(sigma, n, new Int32Array(n).fill(classes)),
  });

  function* walk(...[name, x, sigmas, options]: Parameters<SigmaSampler['walk']>) {
    const { gamma, amount, rng } = options;
    const space = programs.space(rng);
    const guided = isGuided(options.labels, classes, gamma) ? classifierFreeGuidance(space, untold, told, gamma) : told;
    let evaluations = 0;
    const counted: Denoiser<Expression> = (at, sigma) => {
      evaluations += 1;
      return guided(at, sigma);
    };
    const frames = descend(space, counted, value(x), sigmas, continuousSamplers[name].move(sigmas.length - 1, amount));
    for (;;) {
      labels = options.labels; // another walk may have run since the last frame
      const { value: frame, done } = frames.next();
      if (done) return;
      yield { t: frame.sigma, x: tensorOf(frame.x), evaluations };
      evaluations = 0;
    }
  }
  return { walk, dispose: () => programs.dispose() };
}

/**
 * The same on a net that knows t = 1..T: it is asked at its own levels, on a grid as near to Karras's as they allow. Frames are
 * given as such nets see them, x_t = sqrt(alphaBar_t) (data + sigma noise).
 */
export function scheduleSampler(
  schedule: NoiseSchedule,
  net: EpsNet,
  { classes, limits }: { classes: number; limits: readonly [number, number] | null },
) {
  const sampler = sigmaSampler(
    {
      inputs(sigma, n, labels) {
        const t = nearestTime(schedule, sigma);
        return {
          index: vector(new Int32Array(n).fill(t - 1)),
          levels: rows(Float32Array.of(Math.sqrt(alphaBar(schedule, t)), sigma), 2), // [1, 2]
          ...(classes > 0 && labels && { labels: vector(labels) }),
        };
      },
      /** D(x, sigma) = x - sigma eps(sqrt(alphaBar) x, t) */
      denoise(x, { index, levels, labels }) {
        const [signal, sigma] = tf.split(levels!, 2, 1) as [tf.Tensor, tf.Tensor];
        const eps = net(tf.mul(x, signal), index as tf.Tensor1D, labels as tf.Tensor1D | undefined);
        const x0 = tf.sub(x, tf.mul(sigma, eps)) as tf.Tensor2D;
        return limits ? tf.clipByValue(x0, ...limits) : x0;
      },
    },
    classes,
  );
  const sigmaAt = (t: number) => sigmaOf(alphaBar(schedule, t));

  return {
    /** @param xT standard normal; owned by this walk */
    *sample(
      name: ContinuousSamplerName,
      xT: tf.Tensor2D,
      steps: number,
      options: Condition & { amount: number; rng: Rng },
    ): Generator<Denoising> {
      const range = { sigmaMin: sigmaAt(1), sigmaMax: sigmaAt(schedule.T) };
      const sigmas = snapSigmas(schedule, karrasSigmas(steps, range));
      let before = tf.mul(xT, 1 / Math.sqrt(alphaBar(schedule, schedule.T))) as tf.Tensor2D;
      xT.dispose();
      try {
        for (const { t: sigma, x, evaluations } of sampler.walk(name, before, sigmas, options)) {
          if (x !== before) before.dispose(); // the walk is done with it
          before = x;
          const t = sigma === 0 ? 0 : nearestTime(schedule, sigma);
          yield { t, x: tf.mul(x, Math.sqrt(alphaBarOf(sigma))) as tf.Tensor2D, evaluations };
        }
      } finally {
        before.dispose();
      }
    },
    dispose: () => sampler.dispose(),
  };
}
