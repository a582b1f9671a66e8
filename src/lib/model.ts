/** What the model families share: all that a session, a demo, the command line or a test needs to know of them. */
import type { Control } from './control.ts';
import type { Config } from './experiments/config.ts';
import type { Rng, RngState } from './random.ts';
import type { Scalar, Tensor, Tensor2D } from './tf.ts';

/** Scalars that are still on the device: reading one stalls a GPU, so the session reads many at once. */
export type Losses = Record<string, Scalar>;

/** Draws a fresh minibatch. A thunk, because a step may need several. [n, dim] flat */
export interface Batch {
  (n: number): Float32Array;
  /** The same with the label of each row, where the data set has labels. x: [n, dim] flat, labels: [n] */
  labelled?(n: number): { x: Float32Array; labels: Int32Array };
}

/** One frame of sampling: what the sample looks like after a pass of the network. */
export interface Denoising {
  /** Noise level of x: a diffusion model counts T .. 0, or sigma down to 0; a GAN yields once with t = 0. */
  t: number;
  /** [n, dim], owned by the consumer. */
  x: Tensor2D;
  /** Passes of the network since the frame before, where they are not one. */
  evaluations?: number;
}

export interface SampleOptions {
  rng: Rng;
  /** Which sampler; a GAN has only one. */
  sampler?: SamplerName;
  /** Network evaluations per sample; 1 for a GAN. */
  samplerSteps?: number;
  /** DDIM's eta: 0 deterministic, 1 ancestral. */
  eta?: number;
  /** What to draw, for a conditional model: one label for all, or one each. */
  label?: number | Int32Array;
  /** gamma of classifier-free guidance; 1 is none. */
  guidanceScale?: number;
  /** psi of StyleGAN's truncation: 1 is none, 0 draws the mean image. */
  truncation?: number;
  /** The style layer from which on a second latent takes over (style mixing); absent for one latent throughout. */
  mixing?: number;
}

/** Samplers on the levels t = T..1 of a schedule. */
export const discreteSamplerNames = ['ddim', 'ancestral', 'ancestralBeta'] as const;
/** Samplers in a continuous noise level sigma. 'ancestralSigma' is DDIM with eta = 1; 'pc' is predictor and corrector. */
export const continuousSamplerNames = ['euler', 'heun', 'churn', 'reverseSde', 'ancestralSigma', 'pc'] as const;
export type ContinuousSamplerName = (typeof continuousSamplerNames)[number];
export const samplerNames = [...discreteSamplerNames, ...continuousSamplerNames] as const;
export type SamplerName = (typeof samplerNames)[number];
export const isContinuous = (name: SamplerName): name is ContinuousSamplerName =>
  (continuousSamplerNames as readonly string[]).includes(name);

/** A function of points that a figure may draw: D(x), the loss's arrows, epsTheta(x, t) ... Tensor in, tensor out. */
export type Probe = (x: Tensor2D, options: Record<string, number>) => Tensor;

/** A number per something (noise level, say) computed from fresh data with the current weights. */
export type Evaluation = (batch: Batch, rng: Rng) => Promise<Float32Array>;

export interface Snapshot {
  tensors: Record<string, Float32Array>;
  numbers: Record<string, number>;
  rng: RngState;
}

export interface Model {
  readonly parameters: number;
  /** One training step. Losses are the caller's to dispose. */
  step(batch: Batch): Losses;
  /** One yield per network evaluation. Absent for a model that does not generate. */
  sample?(n: number, options: SampleOptions): Generator<Denoising>;
  /** What it can be asked besides: edits, latents, likelihoods ... */
  readonly control?: Control;
  readonly probes: Record<string, Probe>;
  readonly evaluations: Record<string, Evaluation>;
  /** One number, still on the device, that is finite only while every weight is. The caller's to dispose. */
  pulse(): Scalar;
  /** Changes that need no new model (learning rates, loss, sampler). Others are ignored. */
  set(config: Config): void;
  snapshot(): Promise<Snapshot>;
  restore(snapshot: Snapshot): void;
  dispose(): void;
}
