/**
 * What a trained model can be asked besides samples. A request is names, numbers and typed arrays, so that it can cross to a
 * worker; what comes back is what sampling gives, n rows. Coordinates are those of the data, standardised.
 */
import type { ContinuousSamplerName, Denoising } from './model.ts';
import type { Rng } from './random.ts';

type Numbers = ArrayLike<number>;

interface Question {
  /** Names the randomness of the answer: the same question has the same answer. 0 by default. */
  seed?: number;
  /** Keep about this many frames of the way (the first and the last always). */
  frames?: number;
  /** What to draw, for a model that is told labels: one for all rows, or one each. */
  label?: number | Int32Array;
}

/** A walk of a diffusion model over its grid of noise levels. */
interface Walk extends Question {
  /** Steps of the whole grid. */
  steps?: number;
  sampler?: ContinuousSamplerName;
  /** gamma of classifier-free guidance; 1 is none. */
  guidanceScale?: number;
}

export type ControlRequest =
  /**
   * Hides x under noise, then denoises it (SDEdit). strength: how far up the sampler's grid, 0 (x as it is) to 1 (x forgotten).
   * x: [n, dim] flat
   */
  | ({ kind: 'edit'; x: Numbers; strength: number } & Walk)
  /**
   * Keeps x where mask is 1, makes the rest. resamples > 1 walks each stretch of `jump` levels so many times (RePaint).
   * x: [n, dim] flat, mask: the same or [dim]
   */
  | ({ kind: 'inpaint'; x: Numbers; mask: Numbers; resamples?: number; jump?: number } & Walk)
  /** The latent of x: a diffusion model's noise by its ODE backwards, or the mean of a VAE's posterior. Gives [n, latentDim] */
  | ({ kind: 'encode'; x: Numbers } & Walk)
  /** The data that a latent stands for, without further noise. z: [n, latentDim] flat, standard normal */
  | ({ kind: 'decode'; z: Numbers } & Walk)
  /** log p(x) by the probability-flow ODE, nats, of the data with the grid's least noise. Gives [n] */
  | ({ kind: 'likelihood'; x: Numbers } & Walk)
  /**
   * A style-based generator's images: row i is of latent number seeds[i], and from layer `crossover` on of latent others[i].
   * truncation: psi, 1 for none. noise: number of the one map of pixel noise that all rows share, or null for none.
   */
  | ({
      kind: 'styles';
      seeds: readonly number[];
      others?: readonly number[];
      crossover?: number;
      truncation?: number;
      noise?: number | null;
    } & Omit<Question, 'seed'>);

export type ControlKind = ControlRequest['kind'];

/** What a model offers. */
export interface ControlOffer {
  readonly kinds: readonly ControlKind[];
  /** Numbers in a latent. */
  readonly latentDim: number;
  /** Labels that it is told; 0 for none. */
  readonly classes: number;
  /** Layers with a style of their own. */
  readonly layers?: number;
}

export interface Control extends ControlOffer {
  /** @param rng answers are drawn from forks of it. The last frame is the answer; frames are the consumer's */
  run(request: ControlRequest, rng: Rng): Generator<Denoising>;
}

/** The rows that a request asks for. */
export function rowsOf(request: ControlRequest, { dim, latentDim }: { dim: number; latentDim: number }): number {
  if (request.kind === 'styles') return request.seeds.length;
  return request.kind === 'decode' ? request.z.length / latentDim : request.x.length / dim;
}

/** Levels that a walk visits, about, if the grid has `steps` of them. */
export function framesOf(request: ControlRequest, steps: number): number {
  if (request.kind === 'edit') return Math.ceil(request.strength * steps) + 1;
  if (request.kind !== 'inpaint') return steps + 1;
  const { resamples = 1, jump = 1 } = request;
  const strides = (resamples - 1) * Math.ceil(steps / jump); // back up, one for each further walk of a stretch
  return steps * resamples + strides + 1;
}
