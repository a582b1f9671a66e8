/** The samplers in a continuous noise level, on a trained net. */
import { rows, vector, type Inputs } from '../engine/compile.ts';
import type { ContinuousSamplerName, Denoising } from '../model.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { isGuided, passes } from './conditioning.ts';
import { continuousSamplers } from './continuousSamplers.ts';
import { descend } from './descend.ts';
import type { EpsNet } from './epsNet.ts';
import { classifierFreeGuidance } from './guidance.ts';
import type { Condition } from './reverseProgram.ts';
import { alphaBar, type NoiseSchedule } from './schedule.ts';
import { alphaBarOf, karrasDefaults, karrasLevel, karrasSigmas, nearestTime, sigmaOf, snapSigmas } from './sigmas.ts';
import type { Denoiser, Frame, Space } from './space.ts';
import { tensorOf, tensorSamplers, value, type Expression } from './tensorSpace.ts';

/** A net that denoises data + sigma noise, and may be told labels (int32 [n], null for a net without). */
export interface SigmaNetwork {
  inputs(sigma: number, n: number, labels: Int32Array | null): Inputs;
  denoise(x: tf.Tensor2D, inputs: Record<string, tf.Tensor>): tf.Tensor2D;
}

/** Who is drawn, how strongly, and with which randomness. */
export type Asked = Condition & { rng: Rng };

export interface SigmaSampler {
  /** Any walk over levels with this net: a sampler, an edit, an inversion. Frames as the walk gives them, counted. */
  run(
    walk: (space: Space<Expression>, denoise: Denoiser<Expression>) => Generator<Frame<Expression>>,
    asked: Asked,
  ): Generator<Required<Denoising>>;
  /** Yields `x` first, data + sigmas[0] noise, then x after each move. The consumer owns them all. */
  walk(
    name: ContinuousSamplerName,
    x: tf.Tensor2D,
    sigmas: readonly number[],
    options: Asked & { amount: number },
  ): Generator<Required<Denoising>>;
  dispose(): void;
}

/** The amount of noise that these settings give a sampler: eta for the ancestral step, else what a run calls churn. */
export const amountOf = (
  name: ContinuousSamplerName,
  settings: { eta: number; churn: number },
  eta = settings.eta,
): number => (name === 'ancestralSigma' ? eta : settings.churn);

export function sigmaSampler(network: SigmaNetwork, classes: number): SigmaSampler {
  const programs = tensorSamplers();
  let labels: Int32Array | null = null;
  const { denoise } = network;
  const told = programs.denoiser({ denoise, inputs: (sigma, n) => network.inputs(sigma, n, labels) });
  const untold = programs.denoiser({
    denoise,
    inputs: (sigma, n) => network.inputs(sigma, n, new Int32Array(n).fill(classes)),
  });

  function* run(...[walk, asked]: Parameters<SigmaSampler['run']>) {
    const { gamma, rng } = asked;
    const space = programs.space(rng);
    const guided = isGuided(asked.labels, classes, gamma) ? classifierFreeGuidance(space, untold, told, gamma) : told;
    const each = passes(asked.labels, classes, gamma);
    let evaluations = 0;
    const counted: Denoiser<Expression> = (at, sigma) => {
      evaluations += each;
      return guided(at, sigma);
    };
    const frames = walk(space, counted);
    try {
      for (;;) {
        labels = asked.labels; // another walk may have run since the last frame
        const { value: frame, done } = frames.next();
        if (done) return;
        yield { t: frame.sigma, x: tensorOf(frame.x), evaluations };
        evaluations = 0;
      }
    } finally {
      frames.return(undefined);
    }
  }
  return {
    run,
    walk: (name, x, sigmas, options) =>
      run(
        (space, denoise) =>
          descend(space, denoise, value(x), sigmas, continuousSamplers[name].move(sigmas.length - 1, options.amount)),
        options,
      ),
    dispose: () => programs.dispose(),
  };
}

/** How a frame at level sigma is given away: with which t, and x times `scale`. */
export type Shown = (sigma: number) => { t: number; scale: number };

/** The frames of a walk as others see them. The walk's own tensors are disposed. */
export function* shownFrames(frames: Iterable<Required<Denoising>>, shown: Shown): Generator<Required<Denoising>> {
  let before: tf.Tensor2D | undefined;
  try {
    for (const { t: sigma, x, evaluations } of frames) {
      before?.dispose(); // the walk is done with it
      before = x;
      const { t, scale } = shown(sigma);
      yield { t, x: tf.mul(x, scale), evaluations };
    }
  } finally {
    before?.dispose();
  }
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
  const network: SigmaNetwork = {
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
  };
  const sampler = sigmaSampler(network, classes);
  const sigmaAt = (t: number) => sigmaOf(alphaBar(schedule, t));
  const range = { ...karrasDefaults, sigmaMin: sigmaAt(1), sigmaMax: sigmaAt(schedule.T) };
  const grid = (steps: number) => snapSigmas(schedule, karrasSigmas(steps, range));
  const start = (sigma: number) => 1 / Math.sqrt(alphaBarOf(sigma));
  const shown: Shown = (sigma) => ({
    t: sigma === 0 ? 0 : nearestTime(schedule, sigma),
    scale: Math.sqrt(alphaBarOf(sigma)),
  });

  return {
    network,
    sampler,
    grid,
    level: (share: number) => sigmaAt(nearestTime(schedule, karrasLevel(1 - share, range))),
    start,
    shown,
    /** @param xT standard normal; owned by this walk */
    *sample(
      name: ContinuousSamplerName,
      xT: tf.Tensor2D,
      steps: number,
      options: Asked & { amount: number },
    ): Generator<Denoising> {
      const sigmas = grid(steps);
      const x = tf.mul(xT, start(sigmas[0]!)) as tf.Tensor2D;
      xT.dispose();
      yield* shownFrames(sampler.walk(name, x, sigmas, options), shown);
    },
    dispose: () => sampler.dispose(),
  };
}
