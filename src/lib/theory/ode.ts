/** Ordinary differential equations dy/dt = f(t, y) in float64, forwards or backwards in t. */

/** The right-hand side; must not keep or change y. */
export type Field = (t: number, y: Float64Array) => ArrayLike<number>;

/** y + h (c_0 k_0 + c_1 k_1 + ...) */
function advance(
  y: Float64Array,
  h: number,
  weights: readonly number[],
  slopes: readonly ArrayLike<number>[],
): Float64Array {
  const out = Float64Array.from(y);
  weights.forEach((c, j) => {
    if (c !== 0) for (let i = 0; i < out.length; i++) out[i]! += h * c * slopes[j]![i]!;
  });
  return out;
}

/** The classical method of order four (Kutta 1901), `steps` equal steps. */
export function rk4(f: Field, y: ArrayLike<number>, from: number, to: number, steps: number): Float64Array {
  const h = (to - from) / steps;
  let state: Float64Array = Float64Array.from(y);
  for (let i = 0; i < steps; i++) {
    const t = from + i * h;
    const k1 = f(t, state);
    const k2 = f(t + h / 2, advance(state, h, [0.5], [k1]));
    const k3 = f(t + h / 2, advance(state, h, [0.5], [k2]));
    const k4 = f(t + h, advance(state, h, [1], [k3]));
    state = advance(state, h, [1 / 6, 1 / 3, 1 / 3, 1 / 6], [k1, k2, k3, k4]);
  }
  return state;
}

/** The tableau of Dormand and Prince 1980: the seventh stage is the first of the next step. */
const nodes = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];
const stages = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
/** Fifth order minus the embedded fourth. */
const errorWeights = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

export interface AdaptiveOptions {
  /** Largest error per step, relative to y and absolute. */
  relative?: number;
  absolute?: number;
  maxSteps?: number;
}

export interface Solution {
  y: Float64Array;
  /** Calls of the right-hand side. */
  evaluations: number;
}

/**
 * The adaptive method of order five with an error estimate of order four (Dormand and Prince 1980), as in MATLAB's ode45 and
 * SciPy's RK45.
 * @throws Error when it needs more than `maxSteps` steps: the field is stiff there, or not smooth
 */
export function rk45(
  f: Field,
  y: ArrayLike<number>,
  from: number,
  to: number,
  { relative = 1e-8, absolute = 1e-10, maxSteps = 100_000 }: AdaptiveOptions = {},
): Solution {
  let state: Float64Array = Float64Array.from(y);
  let evaluations = 1;
  let first = Float64Array.from(f(from, state));
  if (from === to) return { y: state, evaluations };
  const direction = Math.sign(to - from);
  let t = from;
  let h = firstStep(state, first, Math.abs(to - from), relative, absolute);
  for (let step = 0; step < maxSteps; step++) {
    h = Math.min(h, Math.abs(to - t));
    const last = h === Math.abs(to - t);
    const slopes: ArrayLike<number>[] = [first];
    let proposal = state;
    for (let j = 1; j < 7; j++) {
      proposal = advance(state, direction * h, stages[j]!, slopes);
      slopes.push(f(last && nodes[j] === 1 ? to : t + direction * h * nodes[j]!, proposal));
      evaluations++;
    }
    const gap = advance(new Float64Array(state.length), h, errorWeights, slopes);
    let squares = 0;
    gap.forEach((e, i) => {
      const scale = absolute + relative * Math.max(Math.abs(state[i]!), Math.abs(proposal[i]!));
      squares += (e / scale) ** 2;
    });
    const error = Math.sqrt(squares / gap.length); // at most 1 to be accepted
    if (error <= 1) {
      if (last) return { y: proposal, evaluations };
      t += direction * h;
      state = proposal;
      first = Float64Array.from(slopes[6]!);
    }
    h *= error <= 1e-8 ? 5 : Math.min(5, Math.max(0.2, 0.9 * error ** -0.2)); // NaN shrinks h too
    if (Number.isNaN(h)) break;
  }
  throw new Error(`The equation was not solved up to t = ${to}: after ${evaluations} evaluations t was ${t}.`);
}

/** A hundredth of the time that the state needs to change by itself. */
function firstStep(y: Float64Array, slope: Float64Array, span: number, relative: number, absolute: number): number {
  let [size, speed] = [0, 0];
  y.forEach((value, i) => {
    const scale = absolute + relative * Math.abs(value);
    size += (value / scale) ** 2;
    speed += (slope[i]! / scale) ** 2;
  });
  const guess = speed > 0 && size > 0 ? 0.01 * Math.sqrt(size / speed) : 1e-6;
  return Math.min(span, Math.max(guess, 1e-12 * span));
}
