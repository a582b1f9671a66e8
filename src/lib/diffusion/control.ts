/** Edits, inpainting, latents and likelihoods of a trained diffusion model: the walks in sigma of this folder, on its net. */
import type { Control, ControlRequest } from '../control.ts';
import type { ContinuousSamplerName, Denoising } from '../model.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import { wantedLabels } from './conditioning.ts';
import { continuousSamplers } from './continuousSamplers.ts';
import { descend, type Move } from './descend.ts';
import { inpaint } from './inpaint.ts';
import { encode } from './inversion.ts';
import { networkLikelihood } from './networkLikelihood.ts';
import { partialDenoising } from './partialDenoising.ts';
import { shownFrames, type Shown, type SigmaNetwork, type SigmaSampler } from './sigmaSampling.ts';
import { value } from './tensorSpace.ts';

/** A trained model as these walks see it: x is the data plus noise of deviation sigma. */
export interface SigmaModel {
  dim: number;
  classes: number;
  network: SigmaNetwork;
  sampler: SigmaSampler;
  /** The sampler's levels, from the top to 0. */
  grid(steps: number): number[];
  /** The level at a share of the way up: 0 at the lowest above 0, 1 at the top. */
  level(share: number): number;
  /** Standard deviation of the noise that sampling starts from at this level. */
  start(sigma: number): number;
  /** How a frame is given to the figures. */
  shown: Shown;
  /** Steps where the request names none. */
  steps(): number;
}

/** Above so many axes the divergence is estimated: exact, it takes a backward pass for each. */
const exactAxes = 8;

type Of<K extends ControlRequest['kind']> = Extract<ControlRequest, { kind: K }>;

export function diffusionControl(model: SigmaModel): Control & { dispose(): void } {
  const { dim, classes, network, sampler, grid, start, shown } = model;
  let told: Int32Array | null = null;
  const likelihood = networkLikelihood({
    inputs: (sigma, n) => network.inputs(sigma, n, told),
    denoise: (x, inputs) => network.denoise(x, inputs),
  });
  const tensor = (values: ArrayLike<number>) => tf.tensor2d(Float32Array.from(values), [values.length / dim, dim]);

  const moveOf = (name: ContinuousSamplerName, sigmas: readonly number[]): Move =>
    continuousSamplers[name].move(sigmas.length - 1);

  function condition(request: Exclude<ControlRequest, { kind: 'styles' }>, n: number, numbered: Rng) {
    const labels = wantedLabels(n, classes, request.label);
    return { labels, gamma: request.guidanceScale ?? 1, rng: numbered.fork(`seed ${request.seed ?? 0}`) };
  }

  function* edit(request: Of<'edit'>, sigmas: number[], numbered: Rng): Generator<Denoising> {
    const { x, strength, sampler: name = 'ancestralSigma' } = request;
    const guide = tensor(x);
    if (strength === 0) return yield { t: 0, x: guide };
    try {
      const asked = condition(request, guide.shape[0], numbered);
      const walk = sampler.run(
        (space, denoise) =>
          partialDenoising(space, denoise, value(guide), model.level(strength), sigmas, moveOf(name, sigmas)),
        asked,
      );
      yield* shownFrames(walk, shown);
    } finally {
      guide.dispose();
    }
  }

  function* fill(request: Of<'inpaint'>, sigmas: number[], numbered: Rng): Generator<Denoising> {
    const { x, mask, resamples = 1, jump = 1, sampler: name = 'ancestralSigma' } = request;
    const known = tensor(x);
    const where = tensor(Float32Array.from({ length: x.length }, (_, i) => mask[i % mask.length]!));
    try {
      const asked = condition(request, known.shape[0], numbered);
      const noise = tensor(asked.rng.normals(x.length).map((z) => z * start(sigmas[0]!)));
      const walk = sampler.run(
        (space, denoise) =>
          inpaint(space, denoise, value(noise), sigmas, moveOf(name, sigmas), value(known), value(where), {
            resamples,
            jump,
          }),
        asked,
      );
      yield* shownFrames(walk, shown);
    } finally {
      tf.dispose([known, where]);
    }
  }

  /** Up the ODE: the last frame is the latent, as standard normal as sampling's own start. */
  function* invert(request: Of<'encode'>, sigmas: number[], numbered: Rng): Generator<Denoising> {
    const x = tensor(request.x);
    const top = sigmas[0]!;
    const walk = sampler.run(
      (space, denoise) => encode(space, denoise, value(x), sigmas, moveOf(request.sampler ?? 'heun', sigmas)),
      condition(request, x.shape[0], numbered),
    );
    yield* shownFrames(walk, (sigma) => (sigma === top ? { ...shown(sigma), scale: 1 / start(top) } : shown(sigma)));
  }

  function* decode(request: Of<'decode'>, sigmas: number[], numbered: Rng): Generator<Denoising> {
    const x = tensor(Float32Array.from(request.z, (z) => z * start(sigmas[0]!)));
    const walk = sampler.run(
      (space, denoise) => descend(space, denoise, value(x), sigmas, moveOf(request.sampler ?? 'heun', sigmas)),
      condition(request, x.shape[0], numbered),
    );
    yield* shownFrames(walk, shown);
  }

  function* density(request: Of<'likelihood'>, sigmas: number[], numbered: Rng): Generator<Denoising> {
    const x = tensor(request.x);
    const { labels, rng } = condition(request, x.shape[0], numbered);
    const rising = sigmas.filter((sigma) => sigma > 0).reverse();
    const walk = likelihood.walk(x, rising, dim <= exactAxes ? 'exact' : rng);
    try {
      for (;;) {
        told = labels; // another question may have been asked since the last frame
        const frame = walk.next();
        if (frame.done) return;
        yield frame.value;
      }
    } finally {
      walk.return(undefined);
      x.dispose();
    }
  }

  function run(request: ControlRequest, numbered: Rng): Generator<Denoising> {
    if (request.kind === 'styles') throw new Error('A diffusion model has no styles.');
    const sigmas = grid(request.steps ?? model.steps());
    switch (request.kind) {
      case 'edit':
        return edit(request, sigmas, numbered);
      case 'inpaint':
        return fill(request, sigmas, numbered);
      case 'encode':
        return invert(request, sigmas, numbered);
      case 'decode':
        return decode(request, sigmas, numbered);
      case 'likelihood':
        return density(request, sigmas, numbered);
    }
  }
  return {
    kinds: ['edit', 'inpaint', 'encode', 'decode', 'likelihood'],
    latentDim: dim,
    classes,
    run,
    dispose: () => likelihood.dispose(),
  };
}
