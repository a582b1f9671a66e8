/** Gradient ascent in float64 whose step grows while it helps and is halved when it does not: the value never falls. */
import type { Objective } from './lbfgs.ts';

const growth = 1.05;

export class Ascent {
  x: Float64Array;
  value: number;
  gradient: Float64Array;
  /** Steps that were accepted. */
  step = 0;
  #f: Objective;
  #rate: number;

  constructor(f: Objective, start: ArrayLike<number>, rate = 0.01) {
    this.#f = f;
    this.#rate = rate;
    this.x = Float64Array.from(start);
    ({ value: this.value, gradient: this.gradient } = f(this.x));
  }

  /** Climb another objective from where we are. */
  change(f: Objective): void {
    this.#f = f;
    ({ value: this.value, gradient: this.gradient } = f(this.x));
  }

  /** The gradient's largest entry. */
  get slope(): number {
    return this.gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  }

  /** One step uphill. False where rounding leaves nothing to climb. */
  advance(): boolean {
    for (let tries = 0; tries < 60; tries++) {
      const next = this.x.map((v, i) => v + this.#rate * this.gradient[i]!);
      const { value, gradient } = this.#f(next);
      if (value >= this.value) {
        Object.assign(this, { x: next, value, gradient });
        this.#rate *= growth;
        this.step++;
        return true;
      }
      this.#rate /= 2;
    }
    return false;
  }
}
