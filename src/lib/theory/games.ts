/**
 * Two players, one number each, and the ways in which they may move. A game is the vector field v of what each player
 * wants: v = (-dL/dtheta, dL/dpsi) where the first descends L and the second climbs it (Mescheder, Nowozin, Geiger 2017).
 */
import { add, complex, multiply, quadraticRoots, scale, type Complex, type Matrix2 } from './complex.ts';

export type Point = readonly [number, number];

export interface Game {
  field(z: Point): Point;
  /** dv_i / dz_j */
  jacobian(z: Point): Matrix2;
}

/** One update. `previous` is the point before z; the first time it is z itself. */
export type Update = (z: Point, previous: Point) => Point;

const along = ([x, y]: Point, [a, b]: Point, h: number): Point => [x + h * a, y + h * b];

/** Both move at once. */
export const simultaneous =
  ({ field }: Game, h: number): Update =>
  (z) =>
    along(z, field(z), h);

/** The first moves nFirst times, then the second, who has seen it, moves nSecond times. */
export const alternating =
  ({ field }: Game, h: number, nFirst = 1, nSecond = 1): Update =>
  (z) => {
    let [theta, psi] = z;
    for (let i = 0; i < nFirst; i++) theta += h * field([theta, psi])[0];
    for (let i = 0; i < nSecond; i++) psi += h * field([theta, psi])[1];
    return [theta, psi];
  };

/** Look one step ahead, and move as one would want to move there (Korpelevich 1976). */
export const extragradient =
  ({ field }: Game, h: number): Update =>
  (z) =>
    along(z, field(along(z, field(z), h)), h);

/** As if the field went on changing as it has: z + 2 h v(z) - h v(previous) (Popov 1980; Daskalakis et al. 2018). */
export const optimistic =
  ({ field }: Game, h: number): Update =>
  (z, previous) =>
    along(along(z, field(z), 2 * h), field(previous), -h);

/** The game in which both also want |v|^2 / 2 to fall: v - gamma J^T v (Mescheder, Nowozin, Geiger 2017). */
export const consensusField =
  ({ field, jacobian }: Game, gamma: number): ((z: Point) => Point) =>
  (z) => {
    const [v, w] = field(z);
    const [[a, b], [c, d]] = jacobian(z);
    return [v - gamma * (a * v + c * w), w - gamma * (b * v + d * w)];
  };

/** Consensus optimisation: both move at once in that game. */
export const consensus = (game: Game, h: number, gamma: number): Update => {
  const field = consensusField(game, gamma);
  return (z) => along(z, field(z), h);
};

/** z_0, z_1, z_2 ... without end. */
export function* play(update: Update, start: Point): Generator<Point, never> {
  let [previous, z] = [start, start];
  for (;;) {
    yield z;
    [previous, z] = [z, update(z, previous)];
  }
}

/** z after so many updates. */
export function after(steps: number, update: Update, start: Point): Point {
  let [previous, z] = [start, start];
  for (let i = 0; i < steps; i++) [previous, z] = [z, update(z, previous)];
  return z;
}

/** The flow dz/dt = v(z) after time t, by the classical Runge-Kutta method. */
export function flow(field: (z: Point) => Point, start: Point, t: number, steps: number): Point {
  const h = t / steps;
  let z = start;
  for (let i = 0; i < steps; i++) {
    const k1 = field(z);
    const k2 = field(along(z, k1, h / 2));
    const k3 = field(along(z, k2, h / 2));
    const k4 = field(along(z, k3, h));
    z = along(along(along(along(z, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
  }
  return z;
}

/** What an update multiplies a small deviation by, where the field multiplies it by lambda: eigenvalues of the map. */
export const multipliers = {
  simultaneous: (lambda: Complex, h: number): Complex[] => [add(complex(1), scale(lambda, h))],
  /** 1 + h lambda + (h lambda)^2 */
  extragradient(lambda: Complex, h: number): Complex[] {
    const step = scale(lambda, h);
    return [add(add(complex(1), step), multiply(step, step))];
  },
  /** Roots of z^2 - (1 + 2 h lambda) z + h lambda: the update remembers, so that there are two. */
  optimistic(lambda: Complex, h: number): Complex[] {
    const step = scale(lambda, h);
    return quadraticRoots(scale(add(complex(1), scale(step, 2)), -1), step);
  },
};

/** Simultaneous steps attract where the field does, if they are shorter than 2 |Re lambda| / |lambda|^2 for every lambda. */
export const largestStableStep = (values: readonly Complex[]): number =>
  Math.min(...values.map(({ re, im }) => (re < 0 ? (-2 * re) / (re * re + im * im) : 0)));
