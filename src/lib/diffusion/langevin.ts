import type { Space } from './space.ts';

/**
 * One step of the unadjusted Langevin algorithm: x <- x + delta / 2 grad log p(x) + sqrt(delta) z. For small delta it wanders
 * through p; for any delta > 0 it settles on something a little wider (`theory/langevin.ts`).
 */
export const langevinStep = <X>(space: Space<X>, score: (x: X) => X, x: X, delta: number): X =>
  space.combine([1, x], [delta / 2, score(x)], [Math.sqrt(delta), space.normal(x)]);

/** Langevin dynamics without end: yields the start and then x after every step. */
export function* langevin<X>(space: Space<X>, score: (x: X) => X, x: X, delta: number): Generator<X> {
  for (;;) {
    yield x;
    x = space.settle(langevinStep(space, score, x, delta));
  }
}
