/**
 * Two critics on the line in float64, trained by gradient steps on one real and one fake point: a straight one, and a small
 * network of leaky ReLUs, whose penalties need the derivative of a derivative. Pure: no page.
 */
import type { Rng } from '../../../lib/random.ts';
import { outputLosses, type OutputLossName } from '../../../lib/theory/outputLosses.ts';
import { slopePenalty, slopePenaltySlope, type RegulariserName } from '../../../lib/theory/pointCritic.ts';

export const criticNames = ['linear', 'network'] as const;
export type CriticName = (typeof criticNames)[number];

export interface Game {
  loss: OutputLossName;
  regulariser: RegulariserName;
  /** Real at theta / 2, fake at -theta / 2. */
  theta: number;
  /** lambda of the penalties, gamma of R1, c of clipping. */
  strength: number;
}

export interface Critic {
  T(x: number): number;
  /** dT/dx */
  slope(x: number): number;
  /** L_D with the penalty. */
  objective(game: Game): number;
  /** Its gradient by the weights, for the test; `weights` are what it belongs to. */
  gradient(game: Game): Float64Array;
  readonly weights: Float64Array;
  /** One step down the gradient, as long as the curvature allows. */
  step(game: Game): void;
}

/** Where the gradient penalty looks: midpoints of equal cells between the two points stand for uniform draws. */
const cells = 32;
export const penalised = ({ regulariser, theta }: Game): number[] =>
  regulariser === 'r1'
    ? [theta / 2]
    : regulariser === 'gradientPenalty' || regulariser === 'oneSided'
      ? Array.from({ length: cells }, (_, i) => theta * ((i + 0.5) / cells - 0.5))
      : [];

/** How fast the slope of a penalty's derivative can grow. */
const stiffness = ({ regulariser, strength }: Game): number =>
  regulariser === 'r1' ? strength : regulariser === 'gradientPenalty' || regulariser === 'oneSided' ? 2 * strength : 0;

/** Steps are short enough to be watched, even where nothing curves. */
const longestStep = 0.02;

/** What is added up for both critics: the loss at the two points and the penalty where it looks. */
function total(game: Game, T: (x: number) => number, slope: (x: number) => number): number {
  const { real, fake } = outputLosses[game.loss];
  const at = penalised(game);
  const penalty = at.reduce((sum, x) => sum + slopePenalty(game.regulariser, slope(x), game.strength), 0);
  return real(T(game.theta / 2)) + fake(T(-game.theta / 2)) + (at.length ? penalty / at.length : 0);
}

/** T(x) = w x. Spectrally normalised, w / |w| x. */
export class LinearCritic implements Critic {
  readonly weights = new Float64Array([0.1]);
  #spectral = false;

  get w(): number {
    return this.#spectral ? Math.sign(this.weights[0]!) || 1 : this.weights[0]!;
  }
  T(x: number): number {
    return this.w * x;
  }
  slope(_x: number): number {
    return this.w;
  }
  objective(game: Game): number {
    this.#spectral = game.regulariser === 'spectral';
    return total(
      game,
      (x) => this.T(x),
      (x) => this.slope(x),
    );
  }
  gradient(game: Game): Float64Array {
    this.#spectral = game.regulariser === 'spectral';
    if (this.#spectral) return new Float64Array(1); // the sign of w has no derivative
    const { theta, loss } = game;
    const { realSlope, fakeSlope } = outputLosses[loss];
    const [w] = this.weights;
    const half = theta / 2;
    return new Float64Array([
      half * (realSlope(w! * half) - fakeSlope(-w! * half)) + slopePenaltySlope(game.regulariser, w!, game.strength),
    ]);
  }
  step(game: Game): void {
    const [g] = this.gradient(game);
    const rate = Math.min(longestStep, 0.1 / (stiffness(game) + game.theta ** 2 / 2));
    const before = this.weights[0]!;
    let w = before - rate * g!;
    if (game.loss === 'hinge') {
      // The hinge ends in a kink: a step across it comes to lie on it, and stays if the penalty pulls less than the hinge did.
      const kink = 2 / game.theta;
      const pull = slopePenaltySlope(game.regulariser, kink, game.strength);
      if ((w - kink) * (before - kink) < 0 || (before === kink && pull >= 0 && pull <= game.theta)) w = kink;
    }
    if (game.regulariser === 'clip') w = Math.min(game.strength, Math.max(-game.strength, w));
    this.weights[0] = w;
  }
}

const leak = 0.2;
/** Hidden units. */
export const hidden = 16;

/** T(x) = sum a act(w x + b) + c with leaky ReLUs. Spectrally normalised, w / |w| and a / |a|: a vector's norm is its own. */
export class NetworkCritic implements Critic {
  /** w, b, a, each of `hidden`, and c. */
  readonly weights = new Float64Array(3 * hidden + 1);
  /** Norms that w and a are divided by. */
  #norms: [w: number, a: number] = [1, 1];

  constructor(rng: Rng) {
    for (let i = 0; i < hidden; i++) {
      const sign = i % 2 ? -1 : 1; // both directions, so that neither side is left without a kink
      this.weights[i] = sign * (0.3 + 0.3 * rng.uniform());
      this.weights[hidden + i] = 1.2 * (2 * rng.uniform() - 1);
      this.weights[2 * hidden + i] = 0.3 * rng.normal();
    }
  }

  #normalise({ regulariser }: Game): void {
    const length = (from: number) => Math.hypot(...this.weights.subarray(from, from + hidden));
    this.#norms = regulariser === 'spectral' ? [length(0), length(2 * hidden)] : [1, 1];
  }
  T(x: number): number {
    const { weights } = this;
    const scale = 1 / (this.#norms[0] * this.#norms[1]);
    let sum = weights[3 * hidden]!;
    for (let i = 0; i < hidden; i++) {
      // b is not divided: what is passed on is act(w x / |w| + b).
      const h = weights[i]! * x + weights[hidden + i]! * this.#norms[0];
      sum += weights[2 * hidden + i]! * (h > 0 ? h : leak * h) * scale;
    }
    return sum;
  }
  slope(x: number): number {
    const { weights } = this;
    let sum = 0;
    for (let i = 0; i < hidden; i++) {
      const h = weights[i]! * x + weights[hidden + i]! * this.#norms[0];
      sum += weights[2 * hidden + i]! * weights[i]! * (h > 0 ? 1 : leak);
    }
    return sum / (this.#norms[0] * this.#norms[1]);
  }
  objective(game: Game): number {
    this.#normalise(game);
    return total(
      game,
      (x) => this.T(x),
      (x) => this.slope(x),
    );
  }

  gradient(game: Game): Float64Array {
    this.#normalise(game);
    const { weights } = this;
    const { realSlope, fakeSlope } = outputLosses[game.loss];
    const out = new Float64Array(weights.length);
    const [normW, normA] = this.#norms;
    /** Adds `force` times the gradient of T(x), in the weights as they are used. */
    const addOutput = (x: number, force: number) => {
      for (let i = 0; i < hidden; i++) {
        const h = (weights[i]! / normW) * x + weights[hidden + i]!;
        const act = h > 0 ? 1 : leak;
        const a = weights[2 * hidden + i]! / normA;
        out[i]! += force * a * act * x;
        out[hidden + i]! += force * a * act;
        out[2 * hidden + i]! += force * act * h;
      }
      out[3 * hidden]! += force;
    };
    const half = game.theta / 2;
    addOutput(half, realSlope(this.T(half)));
    addOutput(-half, fakeSlope(this.T(-half)));
    const at = penalised(game);
    for (const x of at) {
      const force = slopePenaltySlope(game.regulariser, this.slope(x), game.strength) / at.length;
      for (let i = 0; i < hidden; i++) {
        // The slope is a sum of a w act': act' is a step, whose derivative is 0 almost everywhere.
        const act = weights[i]! * x + weights[hidden + i]! > 0 ? 1 : leak;
        out[i]! += force * weights[2 * hidden + i]! * act;
        out[2 * hidden + i]! += force * weights[i]! * act;
      }
    }
    if (game.regulariser === 'spectral') {
      for (const [from, norm] of [
        [0, normW],
        [2 * hidden, normA],
      ] as const) {
        let along = 0;
        for (let i = from; i < from + hidden; i++) along += (out[i]! * weights[i]!) / norm;
        for (let i = from; i < from + hidden; i++) out[i] = (out[i]! - (along * weights[i]!) / norm) / norm;
      }
    }
    return out;
  }

  step(game: Game): void {
    const g = this.gradient(game);
    const { weights } = this;
    // The curvature is at most that of the loss and of the penalty, times how far a step moves outputs and slope.
    let size = 1;
    for (let i = 0; i < hidden; i++) size += weights[i]! ** 2 + weights[2 * hidden + i]! ** 2;
    const reach = 1 + game.theta ** 2 / 4;
    const curvature = game.loss === 'leastSquares' ? 2 * size * reach : size * reach * 0.5;
    const rate = Math.min(longestStep, 0.5 / (2 * stiffness(game) * size + curvature));
    for (let i = 0; i < weights.length; i++) {
      weights[i]! -= rate * g[i]!;
      if (game.regulariser === 'clip') weights[i] = Math.min(game.strength, Math.max(-game.strength, weights[i]!));
    }
  }
}

export const gapOf = (critic: Critic, theta: number): number => critic.T(theta / 2) - critic.T(-theta / 2);

/** The steepest slope between the points, sampled. */
export function steepest(critic: Critic, theta: number): number {
  let most = 0;
  for (let i = 0; i < 64; i++) most = Math.max(most, Math.abs(critic.slope(theta * ((i + 0.5) / 64 - 0.5))));
  return most;
}
