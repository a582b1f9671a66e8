/** Limited-memory BFGS (Nocedal and Wright, "Numerical Optimization", Algorithm 7.4) in float64, for small smooth problems. */

export interface Optimum {
  x: Float64Array;
  value: number;
  iterations: number;
}

/** f and its gradient at x. */
export type Objective = (x: Float64Array) => { value: number; gradient: Float64Array };

const memory = 12;
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

/** Minimises f from x until the gradient's largest entry falls below `tolerance` or no step lowers f any more. */
export function lbfgs(f: Objective, start: ArrayLike<number>, { tolerance = 1e-9, most = 2000 } = {}): Optimum {
  let x = Float64Array.from(start);
  let { value, gradient } = f(x);
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let iterations = 0;
  while (iterations < most && gradient.some((g) => Math.abs(g) > tolerance)) {
    iterations++;
    // The two-loop recursion: the inverse Hessian, as far as the last pairs show it, times the gradient.
    const direction = gradient.slice();
    const factors = pairs.map(() => 0);
    for (let k = pairs.length - 1; k >= 0; k--) {
      const { s, y, rho } = pairs[k]!;
      factors[k] = rho * dot(s, direction);
      y.forEach((v, i) => (direction[i]! -= factors[k]! * v));
    }
    const last = pairs.at(-1);
    const scale = last ? 1 / (last.rho * dot(last.y, last.y)) : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
    direction.forEach((v, i) => (direction[i] = v * scale));
    pairs.forEach(({ s, y, rho }, k) => {
      const b = rho * dot(y, direction);
      s.forEach((v, i) => (direction[i]! += v * (factors[k]! - b)));
    });
    // Backtracking until the value falls as the slope promises.
    const slope = -dot(gradient, direction);
    let step = 1;
    let next = x;
    let found: ReturnType<Objective> | null = null;
    for (let tries = 0; tries < 60; tries++, step /= 2) {
      next = x.map((v, i) => v - step * direction[i]!);
      const candidate = f(next);
      if (candidate.value <= value + 1e-4 * step * slope) {
        found = candidate;
        break;
      }
    }
    if (!found || found.value >= value) break;
    const s = next.map((v, i) => v - x[i]!);
    const y = found.gradient.map((v, i) => v - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 1e-14 * dot(y, y)) {
      pairs.push({ s, y, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
    x = next;
    ({ value, gradient } = found);
  }
  return { x, value, iterations };
}
