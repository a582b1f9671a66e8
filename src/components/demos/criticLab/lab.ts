/** What the reader chose, and the training that follows from it. Float64, no page. */
import { createRng } from '../../../lib/random.ts';
import { outputLosses, type OutputLossName } from '../../../lib/theory/outputLosses.ts';
import { bestPointSlope, type RegulariserName } from '../../../lib/theory/pointCritic.ts';
import { gapOf, LinearCritic, NetworkCritic, steepest, type Critic, type CriticName, type Game } from './critic.ts';

export interface Setup extends Game {
  critic: CriticName;
  seed: number;
}

export const thetaRange = { min: 0.2, max: 4, step: 0.05 };
/** Powers of ten. */
export const strengthRange = { min: -1, max: 1, step: 0.05 };
export const start: Setup = {
  critic: 'linear',
  loss: 'wasserstein',
  regulariser: 'gradientPenalty',
  theta: 2,
  strength: 1,
  seed: 1,
};

export const lossTitles: Record<OutputLossName, string> = {
  minimax: 'minimax',
  nonSaturating: 'non-saturating',
  leastSquares: 'least squares',
  hinge: 'hinge',
  wasserstein: 'Wasserstein',
};
export const regulariserTitles: Record<RegulariserName, string> = {
  none: 'none',
  clip: 'clipped weights',
  gradientPenalty: 'gradient penalty, two-sided',
  oneSided: 'gradient penalty, one-sided',
  r1: 'R1',
  spectral: 'spectral norm',
};
/** What the slider of the strength sets; nothing, where there is nothing to set. */
export const strengthLetters: Record<RegulariserName, string> = {
  none: '',
  clip: 'c',
  gradientPenalty: 'λ',
  oneSided: 'λ',
  r1: 'γ',
  spectral: '',
};

/** The gap of the straight critic at its best slope; infinite where it has none. */
export const straightGap = ({ loss, regulariser, theta, strength }: Game): number =>
  theta * bestPointSlope(loss, regulariser, theta, strength);

export interface Reading {
  gap: number;
  /** Mean slope between the points, and the steepest. */
  slope: number;
  steepest: number;
  /** gap / steepest: a critic divided by its largest slope is 1-Lipschitz, so this is at most W_1. */
  honest: number;
  /** How hard G is pulled: -phi'(T) T' at the fake point. */
  pull: number;
  objective: number;
}

const longestRun = 60_000;
const farGap = 80;
/** Steps over which it must have stood still. */
const pause = 200;

export class Lab {
  setup: Setup;
  readonly critic: Critic;
  readonly gaps: number[];
  /** The step after which a setting was last changed. */
  #since = 0;

  constructor(setup: Setup) {
    this.setup = setup;
    this.critic = setup.critic === 'linear' ? new LinearCritic() : new NetworkCritic(createRng(setup.seed));
    this.critic.objective(setup); // so that its first outputs are those of its regulariser
    this.gaps = [gapOf(this.critic, setup.theta)];
  }

  get step(): number {
    return this.gaps.length - 1;
  }
  get gap(): number {
    return this.gaps.at(-1)!;
  }
  get expected(): number {
    return straightGap(this.setup);
  }
  /** Why there is nothing more to see, or null. */
  get end(): 'settled' | 'away' | 'long' | null {
    if (Math.abs(this.gap) > farGap) return 'away';
    if (this.step >= longestRun) return 'long';
    if (this.step - this.#since < pause) return null;
    const last = this.gaps.slice(-pause);
    const moved = Math.max(...last) - Math.min(...last);
    const still = this.setup.loss === 'hinge' ? 6e-3 : 2e-4; // at its kink the hinge goes to and fro
    return moved < still * (1 + Math.abs(this.gap)) ? 'settled' : null;
  }

  /** The same critic goes on under other settings. */
  retune(part: Partial<Pick<Setup, 'theta' | 'strength'>>): void {
    this.setup = { ...this.setup, ...part };
    this.#since = this.step;
    this.critic.objective(this.setup);
    this.gaps[this.step] = gapOf(this.critic, this.setup.theta);
  }

  advance(steps: number): void {
    for (let i = 0; i < steps && !this.end; i++) {
      this.critic.step(this.setup);
      this.critic.objective(this.setup);
      this.gaps.push(gapOf(this.critic, this.setup.theta));
    }
  }

  read(): Reading {
    const { critic, setup, gap } = this;
    const fake = -setup.theta / 2;
    const most = steepest(critic, setup.theta);
    return {
      gap,
      slope: gap / setup.theta,
      steepest: most,
      honest: most > 0 ? gap / most : 0,
      pull: outputLosses[setup.loss].pull(critic.T(fake)) * critic.slope(fake),
      objective: critic.objective(setup),
    };
  }
}
