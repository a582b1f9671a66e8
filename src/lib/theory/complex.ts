/** Complex numbers, as far as eigenvalues of games need them. */
export interface Complex {
  re: number;
  im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });
export const add = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
export const multiply = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});
export const scale = ({ re, im }: Complex, factor: number): Complex => ({ re: factor * re, im: factor * im });
export const modulus = ({ re, im }: Complex): number => Math.hypot(re, im);

/** The square root with a real part that is not negative. */
export function squareRoot(a: Complex): Complex {
  const r = modulus(a);
  const re = Math.sqrt(Math.max(0, (r + a.re) / 2));
  const im = Math.sqrt(Math.max(0, (r - a.re) / 2));
  return { re, im: a.im < 0 ? -im : im };
}

/** Both roots of z^2 + b z + c, the one with the larger imaginary (or real) part first. */
export function quadraticRoots(b: Complex, c: Complex): [Complex, Complex] {
  const root = squareRoot(add(multiply(b, b), scale(c, -4)));
  return [scale(add(scale(b, -1), root), 0.5), scale(add(scale(b, -1), scale(root, -1)), 0.5)];
}

export type Matrix2 = readonly [readonly [number, number], readonly [number, number]];

/** Eigenvalues of a real 2x2 matrix: the roots of z^2 - trace z + determinant. */
export const eigenvalues = ([[a, b], [c, d]]: Matrix2): [Complex, Complex] =>
  quadraticRoots(complex(-(a + d)), complex(a * d - b * c));

/** The largest |eigenvalue|: below 1, and a linear map draws every point to the origin. */
export const spectralRadius = (values: readonly Complex[]): number => Math.max(...values.map(modulus));

/** The Jacobian of a map of the plane by central differences: what a closed form is held against. */
export function jacobianOf(
  map: (z: readonly [number, number]) => readonly number[],
  at: readonly [number, number],
  h = 1e-5,
): Matrix2 {
  const [x, y] = at;
  const column = (plus: readonly number[], minus: readonly number[]) => plus.map((v, i) => (v - minus[i]!) / (2 * h));
  const byX = column(map([x + h, y]), map([x - h, y]));
  const byY = column(map([x, y + h]), map([x, y - h]));
  return [
    [byX[0]!, byY[0]!],
    [byX[1]!, byY[1]!],
  ];
}
