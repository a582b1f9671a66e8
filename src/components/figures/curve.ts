/** Points of a curve for a panel. */
export type Point = [number, number];

/** f at n + 1 evenly spaced places from a to b. */
export function sample(f: (x: number) => number, a: number, b: number, n = 240): Point[] {
  return Array.from({ length: n + 1 }, (_, i) => {
    const x = a + ((b - a) * i) / n;
    return [x, f(x)];
  });
}

/** Values at t = 1 .. T thinned to about n points, evenly in log t, so that the first steps are all there. */
export function overLogT(values: ArrayLike<number>, n = 240): Point[] {
  const T = values.length;
  const ts = new Set(Array.from({ length: n }, (_, i) => Math.round(T ** (i / (n - 1)))));
  return [...ts].map((t) => [t, values[t - 1]!]);
}

/** Values at t = 1 .. T against t / T, thinned to about n points. */
export function overTime(values: ArrayLike<number>, n = 240): Point[] {
  const T = values.length;
  const every = Math.max(1, Math.round(T / n));
  const ts = Array.from({ length: T }, (_, i) => i + 1).filter((t) => t === 1 || t === T || t % every === 0);
  return ts.map((t) => [t / T, values[t - 1]!]);
}

/** "10^{-3}" for 0.001, as svgLabel sets it. */
export const powerOfTen = (value: number): string => {
  const exponent = Math.round(Math.log10(value));
  return exponent === 0 ? '1' : `10^{${String(exponent).replace('-', '−')}}`;
};
