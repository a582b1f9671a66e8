/** What the reader chose, and the run that follows from it. Float64, no page. */
import { diracUpdate, type DiracMethod, type DiracSettings } from '../../../lib/theory/diracGan.ts';
import { leading, predictedRadius, stepEigenvalues } from '../../../lib/theory/diracSteps.ts';
import { modulus, type Complex } from '../../../lib/theory/complex.ts';
import type { Point, Update } from '../../../lib/theory/games.ts';

/** The plane shows theta and psi up to this size; a run that leaves it is over. */
export const extent = 2.5;
export const startPoint: Point = [1, 0.5];
/** A start stays a little inside, where its handle can be taken. */
export const startRange = { min: -extent + 0.05, max: extent - 0.05, step: 0.01 };
export const stepRange = { min: 0.02, max: 1.5, step: 0.01, start: 0.2 };
export const dampingRange = { min: 0, max: 2, step: 0.05, start: 0.2 };
const longestRun = 20_000;
const arrived = 1e-9;

/** `damped`: the slider of gamma changes it. */
export const offered: readonly { value: DiracMethod; text: string; damped?: boolean }[] = [
  { value: 'simultaneous', text: 'simultaneous' },
  { value: 'alternating', text: 'alternating' },
  { value: 'extragradient', text: 'extragradient' },
  { value: 'optimistic', text: 'optimistic' },
  { value: 'consensus', text: 'consensus', damped: true },
  { value: 'r1', text: 'R1 penalty', damped: true },
  { value: 'instanceNoise', text: 'instance noise', damped: true },
  { value: 'nonSaturating', text: 'non-saturating' },
  { value: 'gradientPenalty', text: 'WGAN with gradient penalty', damped: true },
];

export interface Setup {
  method: DiracMethod;
  h: number;
  /** Weight of R1, of consensus or of the gradient penalty; the variance of instance noise. */
  gamma: number;
  start: Point;
}

export const settingsOf = ({ gamma }: Setup): Partial<DiracSettings> => ({ gamma, sigma: Math.sqrt(gamma) });

/** What theory says before a single step is made. */
export interface Forecast {
  eigenvalues: Complex[] | null;
  leading: Complex | null;
  /** |leading|; NaN where there is none. */
  factor: number;
}

export function forecast(setup: Setup): Forecast {
  const eigenvalues = stepEigenvalues(setup.method, setup.h, settingsOf(setup));
  const first = eigenvalues && leading(eigenvalues);
  return { eigenvalues, leading: first, factor: first ? modulus(first) : NaN };
}

/** A run: every point, and its distance from the equilibrium. */
export class Track {
  readonly setup: Setup;
  readonly theta: number[];
  readonly psi: number[];
  readonly radius: number[];
  #update: Update;
  #previous: Point;
  #z: Point;

  constructor(setup: Setup) {
    this.setup = setup;
    this.#update = diracUpdate(setup.method, setup.h, settingsOf(setup));
    this.#previous = this.#z = setup.start;
    this.theta = [setup.start[0]];
    this.psi = [setup.start[1]];
    this.radius = [Math.hypot(...setup.start)];
  }

  get step(): number {
    return this.theta.length - 1;
  }
  get now(): Point {
    return this.#z;
  }
  get distance(): number {
    return this.radius.at(-1)!;
  }
  /** Why there is nothing more to see, or null. */
  get end(): 'left' | 'arrived' | 'long' | null {
    if (Math.max(Math.abs(this.#z[0]), Math.abs(this.#z[1])) > extent) return 'left';
    if (this.distance < arrived) return 'arrived';
    return this.step >= longestRun ? 'long' : null;
  }

  advance(steps: number): void {
    for (let i = 0; i < steps && !this.end; i++) {
      const next = this.#update(this.#z, this.#previous);
      this.#previous = this.#z;
      this.#z = next;
      this.theta.push(next[0]);
      this.psi.push(next[1]);
      this.radius.push(Math.hypot(...next));
    }
  }

  /** The distance that theory expects at this step. */
  expected(step: number): number {
    return predictedRadius(this.setup.method, this.setup.h, settingsOf(this.setup), this.radius[0]!, step);
  }
}
