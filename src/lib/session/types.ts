/** The session: an ordinary interface. It runs in a worker behind Comlink, in Node, or in a test, unchanged. */
import type { ControlOffer, ControlRequest } from '../control.ts';
import type { BackendName, BackendReport, Timings } from '../engine/backends.ts';
import type { OwnData } from '../data/own.ts';
import type { Config, LiveKey } from '../experiments/config.ts';
import type { ExperimentName } from '../experiments/index.ts';
import type { MetricName, MetricBands } from '../metrics/index.ts';
import type { SamplerName, Snapshot } from '../model.ts';
import type { RngState } from '../random.ts';

export interface OpenRequest {
  experiment: ExperimentName;
  /**
   * An arm of the experiment whose trained weights the book ships (checkpoints/): opens its model, trained. Other settings than the live
   * ones are those that it was trained with.
   */
  trained?: string;
  /** Which of the experiment's models to build; all of them by default. */
  models?: string[];
  config?: Partial<Config>;
  /** 'auto' times one step on each backend at hand and keeps the fastest. */
  backend?: BackendName | 'auto';
  /** Backends that failed here a moment ago, and why: they are not tried. */
  avoid?: Partial<Record<BackendName, string>>;
  /** Times of one step from earlier visits, by `backend.key` of what `open` answered: they are not taken again. */
  known?: Record<string, Timings>;
  /** Where `data/` and `checkpoints/` lie, with a trailing slash (a URL in the page, a folder in Node). */
  assets: string;
  /** The reader's own data, for an experiment on data of that name. */
  own?: OwnData;
}

export interface Opened {
  config: Config;
  backend: BackendReport;
  dim: number;
  /** Steps of training behind it: 0, but for a model that was opened trained. */
  step: number;
  /** What each model weighs, and what `control` can ask it; null for nothing. */
  models: Record<string, { parameters: number; control: ControlOffer | null }>;
  /** Lines that a loss is drawn against: its equilibrium or its floor. Keys as in Progress.losses. */
  references: Record<string, { value: number; meaning: string }>;
  /** The lowest reachable epsilon loss at each t = 1..T (per dimension), where the exact density is known. */
  floorPerT: Float32Array | null;
  /** What a perfect sampler scores with `metricSamples` samples. */
  bands: MetricBands;
  metricSamples: number;
  /** Fresh real points for the figure, [n, dim] flat, in standardised coordinates. */
  data: Float32Array;
}

export interface Progress {
  step: number;
  /** Seconds spent training (not reporting). */
  seconds: number;
  stepsPerSecond: number;
  /** Seconds until config.steps at the present rate. */
  secondsLeft: number;
  /** Mean time of one step of each model, milliseconds, over the last report's interval. */
  stepMilliseconds: Record<string, number>;
  /** Losses since the last report: step numbers and one array per loss, named model.loss ("gan.d", "ddpm.eps"). */
  lossSteps: Float32Array;
  losses: Record<string, Float32Array>;
}

export interface SampleRequest {
  n: number;
  /** Omitted: the next seed of the session's sampling stream. */
  seed?: number;
  sampler?: SamplerName;
  samplerSteps?: number;
  eta?: number;
  /** What to draw, for a model that is told labels: one for all, or one each. */
  label?: number | Int32Array;
  /** gamma of classifier-free guidance; 1 is none. */
  guidanceScale?: number;
  /** psi of a style-based generator's truncation: 1 is none. */
  truncation?: number;
  /** The style layer from which on a second latent takes over. */
  mixing?: number;
  /** Keep about this many frames of the way from noise to data (the first and the last always). */
  frames?: number;
}

export interface Samples {
  /** [n, dim] flat. */
  x: Float32Array;
  seconds: number;
  /** Network evaluations per sample: 1 for a GAN. */
  evaluations: number;
  frames: { t: number; x: Float32Array }[];
}

export type Measurement = { values: Partial<Record<MetricName, number>>; n: number; sampleSeconds: number };

export interface SessionSnapshot {
  experiment: ExperimentName;
  config: Config;
  /** Where it was computed: only there does it go on bit for bit. */
  backend: BackendName;
  step: number;
  seconds: number;
  models: Record<string, Snapshot>;
  /** The data stream of each model. */
  streams: Record<string, RngState>;
  /** Samples drawn without a seed of their own. */
  sampleCount: number;
}

/** How far a walk is: steps done, of about so many. It is awaited now and then, so it is never behind the answer. */
export type WalkProgress = (done: number, of: number) => void | Promise<void>;

export interface Session {
  open(request: OpenRequest): Promise<Opened>;
  /**
   * Trains until config.steps, `pause()`, or `stopAfter` more steps. Awaits `report`, so a slow page slows training
   * instead of drowning; other calls (sample, probe, measure) may be made from inside a report.
   * @throws RunFault when a number is no longer finite or the engine fails; the run then needs a snapshot to go on from.
   */
  train(
    report: (progress: Progress) => void | Promise<void>,
    options?: { reportMilliseconds?: number; stopAfter?: number },
  ): Promise<'done' | 'paused'>;
  pause(): Promise<void>;
  /** Takes effect at the next step; keeps everything learned. A loss has its own lines to be drawn against. */
  set(changes: Partial<Pick<Config, LiveKey>>): Promise<Pick<Opened, 'config' | 'references'>>;
  sample(model: string, request: SampleRequest, progress?: WalkProgress): Promise<Samples>;
  /**
   * Edits, latents, likelihoods, styles: what `control.ts` lists, of a model that offers it.
   * @throws RangeError in a sentence for what the model cannot answer
   */
  control(model: string, request: ControlRequest, progress?: WalkProgress): Promise<Samples>;
  /**
   * Ends the walks under way (sample, control, measure) after their present step: their promises reject with RunFault Stopped.
   * The model is as it was and can be asked again at once. Training goes on.
   */
  stop(): Promise<void>;
  /** points: [n, dim] flat. Result: [n] or [n, dim] flat, as the probe says. */
  probe(model: string, name: string, points: Float32Array, options?: Record<string, number>): Promise<Float32Array>;
  evaluate(model: string, name: string): Promise<Float32Array>;
  /** Metrics of `n` fresh samples (default: metricSamples) with the config's sampler. */
  measure(model: string, n?: number, progress?: WalkProgress): Promise<Measurement>;
  /** Everything that the run's future depends on. @throws RunFault NotFinite rather than hand out what is broken. */
  snapshot(): Promise<SessionSnapshot>;
  /** Continues a saved run: on the same backend the result equals the run that was never interrupted, bit for bit. */
  restore(snapshot: SessionSnapshot): Promise<void>;
  /** Answers at once while the session is alive. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
