/** Two modes in the plane, points that walk on its score, and what is counted of them. No page, no drawing. */
import { normalCdf } from '../../../lib/data/transforms.ts';
import { annealedLangevin } from '../../../lib/diffusion/annealedLangevin.ts';
import { langevinStep } from '../../../lib/diffusion/langevin.ts';
import { geometricSigmas } from '../../../lib/diffusion/sigmas.ts';
import { float64Space } from '../../../lib/diffusion/space.ts';
import { createRng } from '../../../lib/random.ts';
import { exactDenoiser } from '../../../lib/theory/exactDenoiser.ts';
import { langevinVariance } from '../../../lib/theory/langevin.ts';
import { convolve, gaussianMixture, score, type GaussianMixture } from '../../../lib/theory/mixture.ts';

/** The modes lie at (-reach, 0) and (reach, 0). */
export const reach = 4;
export const deviation = 0.5;
/** The plane that is drawn, and on which the points start: [-x, x] by [-y, y]. */
export const box = { x: 8, y: 4.5 };

export interface Settings {
  /** Weight of the mode on the right. */
  weight: number;
  /** Noise level of the density that plain Langevin walks on; 0 is the data. */
  sigma: number;
  /** Step size delta over the variance of a mode, deviation^2 + sigma^2. */
  step: number;
  seed: number;
}
export const start: Settings = { weight: 0.8, sigma: 0, step: 0.4, seed: 1 };
export const ranges = {
  weight: { min: 0.05, max: 0.95, step: 0.05 },
  sigma: { min: 0, max: 5, step: 0.1 },
  step: { min: 0.1, max: 3, step: 0.1 },
} as const;

/** The annealing: 40 levels of 10 steps each, with delta = epsilon sigma^2. */
export const levels = geometricSigmas(39, 5, 0.1);
export const stepsPerLevel = 10;
export const epsilon = 0.4;
export const annealingSteps = levels.length * stepsPerLevel;
/** Where a run that nobody stops ends. */
export const lastStep = 4000;
export const count = 300;

export const lawOf = (weight: number): GaussianMixture =>
  gaussianMixture(
    [
      [-reach, 0],
      [reach, 0],
    ],
    deviation,
    [1 - weight, weight],
  );
export const varianceAt = (sigma: number): number => deviation ** 2 + sigma ** 2;

/** The part of the density with noise sigma that lies on the right, x > 0. */
export function trueShare(weight: number, sigma: number): number {
  const inside = normalCdf(reach / Math.sqrt(varianceAt(sigma)));
  return weight * inside + (1 - weight) * (1 - inside);
}

export const shareRight = (x: ArrayLike<number>): number => {
  let right = 0;
  for (let i = 0; i < x.length; i += 2) if (x[i]! > 0) right++;
  return right / (x.length / 2);
};

/** A running mean of y^2 over points and steps, begun anew when step size or noise change and the old spread has decayed. */
export interface Spread {
  squares: number;
  steps: number;
  /** Steps still to wait. */
  wait: number;
}

/** Steps until a spread is forgotten to one part in 5000: the excess variance falls by (1 - step / 2)^2 each time. */
export function forgetting(step: number): number {
  const factor = Math.max(1e-4, (1 - step / 2) ** 2);
  return Math.ceil(Math.log(5000) / -Math.log(factor));
}

/** Variance across the modes (along y, where both are one Gaussian) over the exact one, and what the theory predicts. */
export interface Widths {
  predicted: number;
  measured: number | null;
  /** Of the measured one: points are independent, successive steps are correlated by (1 - step / 2)^2. */
  standardError: number;
}

export class Walk {
  readonly settings: Settings;
  plain: Float64Array;
  annealed: Float64Array;
  step = 0;
  /** The annealing's present level. */
  level = levels[0]!;
  /** Shares on the right after each step, from step 0. */
  readonly shares: { plain: number[]; annealed: number[] };
  #spread: Spread;
  #law: GaussianMixture;
  #denoise: ReturnType<typeof exactDenoiser>;
  #space;
  #annealing;

  constructor(settings: Settings, n = count) {
    this.settings = { ...settings };
    const rng = createRng(settings.seed);
    const places = rng.fork('start').uniforms(2 * n);
    this.plain = Float64Array.from(places, (u, i) => (2 * u - 1) * (i % 2 === 0 ? box.x : box.y));
    this.annealed = this.plain.slice();
    this.shares = { plain: [shareRight(this.plain)], annealed: [shareRight(this.annealed)] };
    this.#law = lawOf(settings.weight);
    this.#denoise = exactDenoiser(this.#law);
    this.#spread = { squares: 0, steps: 0, wait: forgetting(settings.step) };
    this.#space = float64Space(rng.fork('plain'));
    this.#annealing = annealedLangevin(
      float64Space(rng.fork('annealed')),
      (x: Float64Array, sigma) => this.#denoise(x, sigma),
      this.annealed,
      levels,
      { stepsPerLevel, epsilon },
    );
    this.#annealing.next(); // the start itself
  }

  /** New settings from here on; the points stay where they are. */
  change(change: Partial<Omit<Settings, 'seed'>>): void {
    const before = { ...this.settings };
    Object.assign(this.settings, change);
    if (this.settings.weight !== before.weight) {
      this.#law = lawOf(this.settings.weight);
      this.#denoise = exactDenoiser(this.#law);
    }
    if (this.settings.step !== before.step || this.settings.sigma !== before.sigma) {
      this.#spread = { squares: 0, steps: 0, wait: forgetting(this.settings.step) };
    }
  }

  advance(): void {
    const { sigma, step } = this.settings;
    const blurred = convolve(this.#law, sigma);
    const plainScore = (x: Float64Array) => {
      const out = new Float64Array(x.length);
      for (let i = 0; i < x.length; i += 2) out.set(score(blurred, [x[i]!, x[i + 1]!]), i);
      return out;
    };
    this.plain = langevinStep(this.#space, plainScore, this.plain, step * varianceAt(sigma));
    const next = this.#annealing.next();
    if (!next.done) ({ x: this.annealed, sigma: this.level } = next.value);
    this.step++;
    this.shares.plain.push(shareRight(this.plain));
    this.shares.annealed.push(shareRight(this.annealed));
    if (this.#spread.wait > 0) this.#spread.wait--;
    else {
      let squares = 0;
      for (let i = 1; i < this.plain.length; i += 2) squares += this.plain[i]! ** 2;
      this.#spread.squares += squares / (this.plain.length / 2);
      this.#spread.steps++;
    }
  }

  get annealing(): boolean {
    return this.step < annealingSteps;
  }

  get widths(): Widths {
    const { sigma, step } = this.settings;
    const variance = varianceAt(sigma);
    const predicted = langevinVariance(variance, step * variance) / variance;
    const { squares, steps } = this.#spread;
    const correlation = (1 - step / 2) ** 2;
    const independent = Math.max(1, (steps * (1 - correlation)) / (1 + correlation)) * (this.plain.length / 2);
    return {
      predicted,
      measured: steps > 0 ? squares / steps / variance : null,
      standardError: predicted * Math.sqrt(2 / independent),
    };
  }
}

/** A field of scores on a grid of the plane, at the noise level sigma. [n, 2] flat each. */
export function scoreField(weight: number, sigma: number, at: ArrayLike<number>): Float64Array {
  const law = convolve(lawOf(weight), sigma);
  const out = new Float64Array(at.length);
  for (let i = 0; i < at.length; i += 2) out.set(score(law, [at[i]!, at[i + 1]!]), i);
  return out;
}
