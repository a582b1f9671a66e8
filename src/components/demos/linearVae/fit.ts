/** A linear VAE on its way up its bound: what the reader chose, the steps, and what they left behind. No page, no drawing. */
import { createRng } from '../../../lib/random.ts';
import {
  alignedBound,
  alignedParts,
  alignedSize,
  ladder,
  type EncoderShape,
  type Ladder,
} from '../../../lib/theory/alignedLinearVae.ts';
import { Ascent } from '../../../lib/theory/ascent.ts';
import { betaLinearVae, betaOptimalVae, type BetaOptimum } from '../../../lib/theory/betaLinearVae.ts';
import { cloudNames, cloudOf, type Cloud, type CloudName } from './clouds.ts';

export interface Settings {
  data: CloudName;
  encoder: EncoderShape;
  k: number;
  beta: number;
  seed: number;
}
export const start: Settings = { data: 'space', encoder: 'diagonal', k: 2, beta: 1, seed: 1 };
export const betaRange = { min: 0.25, max: 4, step: 0.05 };
export const encoders: readonly EncoderShape[] = ['diagonal', 'full'];
export const mostLatent = 4;
/** Columns of W and rows of V begin as normal numbers times this. */
const startScale = 0.1;
/** A climb is over where the slope is below this, or after so many steps. */
const flat = 1e-6;
const longest = 20_000;
/** A column shorter than this is not in use. */
export const asleep = 0.02;

export interface History {
  step: number[];
  bound: number[];
  amortisation: number[];
  approximation: number[];
  decoder: number[];
  variance: number[];
}

export class Fit {
  readonly cloud: Cloud;
  readonly settings: Settings;
  readonly history: History = { step: [], bound: [], amortisation: [], approximation: [], decoder: [], variance: [] };
  /** Of the best decoder with k columns, probabilistic PCA, nats. */
  readonly best: number;
  #ascent: Ascent;
  #changedAt = 0;
  #stuck = false;

  constructor(settings: Settings) {
    this.cloud = cloudOf(settings.data) ?? cloudOf(start.data)!;
    const k = Math.min(settings.k, this.cloud.most);
    this.settings = { ...settings, data: this.cloud.name, k };
    const { lambdas } = this.cloud;
    const d = lambdas.length;
    const rng = createRng(settings.seed);
    const x = new Float64Array(alignedSize(d, k));
    for (let i = 0; i < 2 * d * k; i++) x[i] = startScale * rng.normal();
    x[x.length - 1] = Math.log(lambdas.reduce((sum, v) => sum + v, 0) / d);
    this.#ascent = new Ascent(this.#objective, x);
    this.best = ladder(betaOptimalVae(lambdas, k, 1), lambdas, k, 'full').logLikelihood;
    this.#record();
  }

  get #objective() {
    const { beta, encoder: shape, k } = this.settings;
    return (x: Float64Array) => alignedBound(x, this.cloud.lambdas, k, { beta, shape });
  }
  get step(): number {
    return this.#ascent.step;
  }
  /** Steps since the climb began, or since what it climbs was last changed. */
  get lately(): number {
    return this.step - this.#changedAt;
  }
  get ladder(): Ladder {
    return ladder(this.#ascent.x, this.cloud.lambdas, this.settings.k, this.settings.encoder);
  }
  get parts() {
    return alignedParts(this.#ascent.x, this.cloud.lambdas.length, this.settings.k);
  }
  get variance(): number {
    return Math.exp(this.parts.logVariance);
  }
  /** Where the climb must end, by theory. */
  get target(): BetaOptimum {
    return betaLinearVae(this.cloud.lambdas, this.settings.k, this.settings.beta);
  }
  get done(): boolean {
    return this.#stuck || this.#ascent.slope < flat || this.lately >= longest;
  }

  advance(): void {
    if (!this.#ascent.advance()) this.#stuck = true;
    const last = this.history.step.at(-1)!;
    if (this.done || this.lately < 40 || this.step > 1.01 * last) this.#record();
  }

  /** Another weight or another shape of encoder, from where the model stands. */
  change({ beta, encoder }: Pick<Settings, 'beta' | 'encoder'>): void {
    if (beta === this.settings.beta && encoder === this.settings.encoder) return;
    this.settings.beta = beta;
    if (encoder === 'diagonal' && this.settings.encoder === 'full') {
      const { L } = this.parts;
      const { k } = this.settings;
      for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) L[a * k + b] = 0;
    }
    this.settings.encoder = encoder;
    this.#ascent.change(this.#objective);
    this.#changedAt = this.step;
    this.#stuck = false;
    this.#record();
  }

  /** For each column of W: its length, its nearest principal direction (from 0) and how far off that it points, radians. */
  get columns(): { length: number; axis: number; off: number }[] {
    const { W } = this.parts;
    const { k } = this.settings;
    const d = this.cloud.lambdas.length;
    return Array.from({ length: k }, (_, a) => {
      const entries = Array.from({ length: d }, (_, i) => Math.abs(W[i * k + a]!));
      const length = Math.hypot(...entries);
      const axis = entries.indexOf(Math.max(...entries));
      return { length, axis, off: length > 0 ? Math.acos(Math.min(1, entries[axis]! / length)) : 0 };
    });
  }
  /** The largest angle of a column in use from its nearest principal direction, degrees. */
  get off(): number {
    const used = this.columns.filter(({ length }) => length > asleep);
    return (Math.max(0, ...used.map(({ off }) => off)) * 180) / Math.PI;
  }

  #record(): void {
    const { bound, amortisation, approximation, logLikelihood } = this.ladder;
    const { history } = this;
    history.step.push(this.step);
    history.bound.push(bound);
    history.amortisation.push(amortisation);
    history.approximation.push(approximation);
    history.decoder.push(Math.max(0, this.best - logLikelihood));
    history.variance.push(this.variance);
  }
}

/** A setting of any origin, made one that there is. */
export function sane(raw: Record<keyof Settings, unknown>): Settings {
  const number = (value: unknown, least: number, most: number, otherwise: number) => {
    const v = Number(value);
    return Number.isFinite(v) ? Math.min(most, Math.max(least, v)) : otherwise;
  };
  const seed = Number(raw.seed);
  return {
    data: cloudNames.find((name) => name === raw.data) ?? start.data,
    encoder: encoders.find((shape) => shape === raw.encoder) ?? start.encoder,
    k: Math.round(number(raw.k, 1, mostLatent, start.k)),
    beta: number(raw.beta, betaRange.min, betaRange.max, start.beta),
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
  };
}
