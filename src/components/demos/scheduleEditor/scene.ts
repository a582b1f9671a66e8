/** A noise schedule, the samples that an exact denoiser draws with it, and what is counted of them. No page, no drawing. */
import { createDataset, type Dataset } from '../../../lib/data/index.ts';
import { alphaBarSchedule, karrasSchedule } from '../../../lib/diffusion/alphaBars.ts';
import { ddimSigma } from '../../../lib/diffusion/ddimSigma.ts';
import type { Move } from '../../../lib/diffusion/descend.ts';
import { createSchedule, linearBetas, noiseSchedule, type NoiseSchedule } from '../../../lib/diffusion/schedule.ts';
import { alphaBarOf, sigmaOf } from '../../../lib/diffusion/sigmas.ts';
import { float64Space } from '../../../lib/diffusion/space.ts';
import { countModes, highQuality, modesHit, withinModeSpread } from '../../../lib/metrics/modes.ts';
import { quantile } from '../../../lib/metrics/quantile.ts';
import { slicedWasserstein } from '../../../lib/metrics/slicedWasserstein.ts';
import { createRng, type Rng } from '../../../lib/random.ts';
import { gaussianChainEnds, type ChainEnds } from '../../../lib/theory/chainEnds.ts';
import { exactDenoiser } from '../../../lib/theory/exactDenoiser.ts';
import { sampleMixture, type GaussianMixture } from '../../../lib/theory/mixture.ts';

export const dataNames = ['mode', 'ring', 'grid25'] as const;
export type DataName = (typeof dataNames)[number];
export const scheduleNames = ['linear', 'cosine', 'zeroTerminal', 'karras', 'drawn'] as const;
export type ScheduleName = (typeof scheduleNames)[number];
export const samplerNames = ['ddim', 'ancestral'] as const;
export type SamplerName = (typeof samplerNames)[number];
export const lengths = [20, 50, 100, 200, 500, 1000] as const;

export interface Settings {
  data: DataName;
  schedule: ScheduleName;
  T: number;
  /** Linear only: whether both betas are multiplied by 1000 / T. */
  rescaled: boolean;
  sampler: SamplerName;
  /** log10 snr of a schedule drawn by hand, at t = 1, a quarter, a half, three quarters of the way, and T. */
  handles: readonly number[];
  seed: number;
}

/** The linear schedule of T = 1000, as handles. */
export const start: Settings = {
  data: 'mode',
  schedule: 'linear',
  T: 50,
  rescaled: false,
  sampler: 'ddim',
  handles: [4, 0, -1.1, -2.5, -4.4],
  seed: 1,
};
export const handleRange = { min: -8, max: 6, step: 0.1 } as const;
/** Neighbouring handles keep this distance, so that the signal always falls. */
const leastDrop = 0.1;
/** Points that are drawn. */
export const count = 500;

/** Handles inside their range, each below the one before; `kept` is the one that does not give way. */
export function falling(handles: readonly number[], kept = 0): number[] {
  const { min, max } = handleRange;
  const last = handles.length - 1;
  const inside = handles.map((value, i) =>
    Math.min(max - i * leastDrop, Math.max(min + (last - i) * leastDrop, value)),
  );
  for (let i = kept + 1; i <= last; i++) inside[i] = Math.min(inside[i]!, inside[i - 1]! - leastDrop);
  for (let i = kept - 1; i >= 0; i--) inside[i] = Math.max(inside[i]!, inside[i + 1]! + leastDrop);
  return inside.map((value) => Number(value.toFixed(1)) + 0); // no -0
}

/** Straight lines in log snr between the handles. */
function drawn(handles: readonly number[], T: number): NoiseSchedule {
  const points = falling(handles);
  const alphaBars = Array.from({ length: T }, (_, i) => {
    const place = (i / Math.max(1, T - 1)) * (points.length - 1);
    const k = Math.min(points.length - 2, Math.floor(place));
    const snr = 10 ** (points[k]! + (place - k) * (points[k + 1]! - points[k]!));
    return snr / (1 + snr);
  });
  return alphaBarSchedule(alphaBars);
}

export function scheduleOf({ schedule, T, rescaled, handles }: Settings): NoiseSchedule {
  if (schedule === 'karras') return karrasSchedule(T);
  if (schedule === 'drawn') return drawn(handles, T);
  // linearBetas multiplies by 1000 / T; dividing the ends first keeps them as they are at T = 1000
  if (schedule === 'linear' && !rescaled) return noiseSchedule(linearBetas(T, (1e-4 * T) / 1000, (0.02 * T) / 1000));
  return createSchedule(schedule, T);
}

export const log10Snr = (alphaBar: number): number => Math.log10(alphaBar / (1 - alphaBar));

/** The handles that come nearest to a schedule. */
export const handlesOf = ({ alphasCumprod, T }: NoiseSchedule): number[] =>
  falling([0, 0.25, 0.5, 0.75, 1].map((u) => log10Snr(alphasCumprod[Math.round(u * (T - 1))]!)));

export interface Law {
  data: Dataset;
  /** The mixture that samples are held against; one component of the ring's where the class is told. */
  mixture: GaussianMixture;
  modes: { centres: number[][]; std: number };
}

export function lawOf(name: DataName): Law {
  const data = createDataset(name === 'grid25' ? 'grid25' : 'ring');
  const { centres, std } = data.modes!;
  if (name !== 'mode') return { data, mixture: data.mixture!, modes: { centres, std } };
  return {
    data,
    mixture: { dim: 2, weights: [1], means: [centres[0]!], stds: [std] },
    modes: { centres: [centres[0]!], std },
  };
}

export interface Band {
  median: number;
  low: number;
  high: number;
}
export type Bands = Record<'hq' | 'swd', Band>;

/** What a perfect sampler scores with as many points, over independent draws. */
export function perfectBands({ mixture, modes }: Law, rng: Rng, draws = 60): Bands {
  const values = Array.from({ length: draws }, () => {
    const x = sampleMixture(mixture, count, rng);
    return {
      hq: highQuality(countModes(x, modes)),
      swd: slicedWasserstein(x, sampleMixture(mixture, count, rng), 2, rng),
    };
  });
  const band = (name: 'hq' | 'swd'): Band => {
    const sorted = values.map((one) => one[name]).sort((a, b) => a - b);
    return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.05), high: quantile(sorted, 0.95) };
  };
  return { hq: band('hq'), swd: band('swd') };
}

/** Counted of finished samples. */
export interface Score {
  hq: number;
  swd: number;
  modes: number;
  /** Of the samples in the modes over the true one; of all samples where there is one mode. */
  width: number;
  /** Along the axis on which the mode lies, in its deviations; one mode only. */
  shift: number | null;
}

export class Run {
  readonly settings: Settings;
  readonly schedule: NoiseSchedule;
  readonly law: Law;
  /** N(0, I), where sampling starts; and as many points of the true q_T. [n, 2] flat */
  readonly startPoints: Float64Array;
  readonly trueEnd: Float64Array;
  /** Steps taken, of T. */
  step = 0;
  /** x_t / sqrt(alphaBar_t) */
  #y: Float64Array;
  #x0: Float64Array;
  #eps: Float64Array;
  #move: Move;
  #space;
  #denoise;
  #rng: Rng;
  #score: Score | null = null;

  constructor(settings: Settings) {
    this.settings = { ...settings };
    this.schedule = scheduleOf(settings);
    this.law = lawOf(settings.data);
    const rng = createRng(settings.seed);
    this.#rng = rng.fork('measure');
    this.#x0 = Float64Array.from(sampleMixture(this.law.mixture, count, rng.fork('data')));
    this.#eps = Float64Array.from(rng.fork('noise').normals(2 * count));
    this.startPoints = Float64Array.from(rng.fork('start').normals(2 * count));
    this.trueEnd = this.truth(settings.T);
    this.#y = this.startPoints.map((z) => z / Math.sqrt(this.alphaBarAt(settings.T)));
    this.#space = float64Space(rng.fork('walk'));
    this.#denoise = exactDenoiser(this.law.mixture);
    this.#move = ddimSigma(settings.sampler === 'ddim' ? 0 : 1);
  }

  alphaBarAt(t: number): number {
    return t === 0 ? 1 : this.schedule.alphasCumprod[t - 1]!;
  }
  get t(): number {
    return this.settings.T - this.step;
  }
  get finished(): boolean {
    return this.t === 0;
  }
  /** Points of q_t, the same data and noise at every t. [n, 2] flat */
  truth(t: number): Float64Array {
    const a = this.alphaBarAt(t);
    return this.#x0.map((x, i) => Math.sqrt(a) * x + Math.sqrt(1 - a) * this.#eps[i]!);
  }
  /** x_t of the sampler. [n, 2] flat */
  get points(): Float64Array {
    const root = Math.sqrt(this.alphaBarAt(this.t));
    return this.#y.map((y) => root * y);
  }

  advance(): void {
    if (this.finished) return;
    const [sigma, next] = [sigmaOf(this.alphaBarAt(this.t)), this.t === 1 ? 0 : sigmaOf(this.alphaBarAt(this.t - 1))];
    this.#y = this.#move(this.#space, this.#denoise, this.#y, sigma, next);
    this.step++;
  }

  /** Null until the walk is over. */
  get score(): Score | null {
    if (!this.finished) return null;
    if (this.#score) return this.#score;
    const { modes } = this.law;
    const counts = countModes(this.#y, modes);
    const lone = this.settings.data === 'mode' ? this.#lone() : null;
    this.#score = {
      hq: highQuality(counts),
      swd: slicedWasserstein(this.#y, this.#x0, 2, this.#rng),
      modes: modesHit(counts),
      width: lone?.width ?? withinModeSpread(counts, modes),
      shift: lone?.shift ?? null,
    };
    return this.#score;
  }

  /** Mean and deviation of all samples against the one mode's, which lies on the first axis. */
  #lone(): { shift: number; width: number } {
    const { centres, std } = this.law.modes;
    const n = this.#y.length / 2;
    const mean = [0, 1].map((axis) => this.#y.reduce((sum, y, i) => sum + (i % 2 === axis ? y : 0), 0) / n);
    const squares = this.#y.reduce((sum, y, i) => sum + (y - mean[i % 2]!) ** 2, 0);
    return { shift: (mean[0]! - centres[0]![0]!) / std, width: Math.sqrt(squares / (2 * n)) / std };
  }

  /** What the two ends alone predict, with many small steps and no fresh noise; one mode only. */
  get predicted(): ChainEnds | null {
    const { data, sampler, T } = this.settings;
    if (data !== 'mode' || sampler !== 'ddim') return null;
    const { centres, std } = this.law.modes;
    return gaussianChainEnds({ mean: centres[0]![0]!, deviation: std }, this.alphaBarAt(1), this.alphaBarAt(T));
  }
}

/** log10 snr at which the noise is as wide as the finest detail of the data. */
export const detailLevel = ({ modes }: Law): number => log10Snr(alphaBarOf(modes.std));
