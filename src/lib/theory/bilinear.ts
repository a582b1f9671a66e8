/** The game L = x y: x descends, y climbs, and the only equilibrium is the origin. Every update is a linear map. */
import { complex, modulus } from './complex.ts';
import { multipliers, type Game } from './games.ts';

/** v = (-y, x): a rotation. */
export const bilinearGame: Game = {
  field: ([x, y]) => [-y, x],
  jacobian: () => [
    [0, -1],
    [1, 0],
  ],
};

/** What each step multiplies |z| by, exactly; for optimistic steps, in the long run. */
export const bilinearFactor = {
  simultaneous: (eta: number): number => Math.sqrt(1 + eta ** 2),
  extragradient: (eta: number): number => Math.sqrt(1 - eta ** 2 + eta ** 4),
  consensus: (eta: number, gamma: number): number => Math.hypot(1 - eta * gamma, eta),
  optimistic: (eta: number): number => Math.max(...multipliers.optimistic(complex(0, 1), eta).map(modulus)),
};

/** What alternating steps conserve, x first: x^2 + y^2 - eta x y. Its level lines are ellipses for eta < 2. */
export const alternatingInvariant = ([x, y]: readonly [number, number], eta: number): number =>
  x ** 2 + y ** 2 - eta * x * y;

/** How far from the origin alternating steps can get: the long half-axis of their ellipse. eta < 2 */
export const alternatingReach = (start: readonly [number, number], eta: number): number =>
  Math.sqrt(alternatingInvariant(start, eta) / (1 - eta / 2));
