/**
 * Elementary functions on vectors of four floats, to float32 accuracy: range reduction, then the polynomials of the Cephes
 * library (Moshier 1992). A test compares each with float64.
 */
import type { Body, Local } from './body.ts';

/** Horner's rule, coefficients from the highest power down. */
function polynomial(f: Body, x: Local, [first, ...rest]: readonly number[]): Local {
  let sum = f.constant(first!);
  for (const coefficient of rest) {
    const next = f.vector();
    f.move(next, f.constant(coefficient));
    f.multiplyAdd(next, sum, x);
    sum = next;
  }
  return sum;
}
/** x - n * step, with the step in parts so that each product is exact. */
const reduce = (f: Body, x: Local, n: Local, parts: readonly number[]): Local =>
  parts.reduce((rest, part) => f.op('sub', rest, f.op('mul', n, f.constant(part))), x);

/**
 * Adding 1.5 * 2^23 pushes a number's fraction out of its 24 bits: what is left is the nearest integer, in the low bits.
 * @returns the integer as a float, and bits of which the low ones are the integer's
 */
function nearestInteger(f: Body, x: Local): { n: Local; bits: Local } {
  const magic = f.constant(12_582_912);
  const bits = f.op('add', x, magic);
  return { n: f.op('sub', bits, magic), bits };
}

/**
 * e^x = 2^n e^r with |r| <= log(2) / 2. Above 88.4 infinity. Below -69, where e^x < 1e-30, zero: what is computed from such
 * numbers soon falls below the smallest normal float, and there processors are a hundred times slower.
 */
export function exp(f: Body, x: Local): Local {
  const clamped = f.op('pmin', f.op('pmax', x, f.constant(-70)), f.constant(89));
  const { n, bits } = nearestInteger(f, f.op('mul', clamped, f.constant(Math.LOG2E)));
  const r = reduce(f, clamped, n, [0.693359375, -2.1219444e-4]);
  const series = polynomial(
    f,
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 0.5],
  );
  const p = f.op('add', r, f.constant(1));
  f.multiplyAdd(p, f.op('mul', r, r), series);
  const power = f.op('intAdd', f.shift(bits, 23), f.integers(127 << 23));
  return f.op('andnot', f.op('mul', p, power), f.op('lt', x, f.constant(-69)));
}

/** log(x) = n log(2) + log(m), m in sqrt(1/2) .. sqrt(2). Right for normal numbers; log(0) is -infinity, below NaN. */
export function log(f: Body, x: Local): Local {
  const exponent = f.op('intSub', f.shift(x, -23), f.integers(126));
  const half = f.op('or', f.op('and', x, f.integers(0x007fffff)), f.integers(0x3f000000)); // 0.5 .. 1
  const small = f.op('lt', half, f.constant(Math.SQRT1_2));
  const m = f.op('sub', f.op('add', half, f.op('and', small, half)), f.constant(1));
  const n = f.op('sub', f.op('fromInt', exponent), f.op('and', small, f.constant(1)));
  const z = f.op('mul', m, m);
  const series = polynomial(
    f,
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  const low = f.op('add', f.op('mul', f.op('mul', series, z), m), f.op('mul', n, f.constant(-2.1219444e-4)));
  const sum = f.op('add', f.op('sub', low, f.op('mul', z, f.constant(0.5))), m);
  const value = f.op('add', sum, f.op('mul', n, f.constant(0.693359375)));
  const zero = f.constant(0);
  const finite = f.select(f.op('lt', x, f.constant(Infinity)), value, x); // infinity and NaN pass
  const positive = f.select(f.op('eq', x, zero), f.constant(-Infinity), finite);
  return f.select(f.op('lt', x, zero), f.constant(NaN), positive);
}

/** log(1 + e) for e >= 0, right also where 1 + e rounds. */
export function log1p(f: Body, e: Local): Local {
  const one = f.constant(1);
  const u = f.op('add', one, e);
  const correction = f.op('div', e, f.op('sub', u, one)); // what rounding took from e
  return f.select(f.op('eq', u, one), e, f.op('mul', log(f, u), correction));
}

export const sigmoid = (f: Body, x: Local): Local =>
  f.op('div', f.constant(1), f.op('add', f.constant(1), exp(f, f.op('neg', x))));

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|) */
export const softplus = (f: Body, x: Local): Local =>
  f.op('add', f.op('pmax', x, f.constant(0)), log1p(f, exp(f, f.op('neg', f.op('abs', x)))));

/** A polynomial near zero, where 1 - 2 / (e^2x + 1) would cancel. */
export function tanh(f: Body, x: Local): Local {
  const size = f.op('abs', x);
  const z = f.op('mul', x, x);
  const series = polynomial(
    f,
    z,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  const near = f.op('add', f.op('mul', f.op('mul', series, z), x), x);
  const one = f.constant(1);
  const far = f.op('sub', one, f.op('div', f.constant(2), f.op('add', exp(f, f.op('add', size, size)), one)));
  const sign = f.op('and', x, f.integers(-0x80000000));
  return f.select(f.op('lt', size, f.constant(0.625)), near, f.op('or', far, sign));
}

/** Both from x = n pi/2 + r, |r| <= pi/4; `quarter` 0 gives the sine, 1 the cosine. Right up to |x| of some thousands. */
function circular(f: Body, x: Local, quarter: 0 | 1): Local {
  const { n, bits } = nearestInteger(f, f.op('mul', x, f.constant(2 / Math.PI)));
  const r = reduce(f, x, n, [1.5703125, 4.837512969970703125e-4, 7.54978995489188216e-8]);
  const z = f.op('mul', r, r);
  const sineTail = polynomial(f, z, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]);
  const sine = f.op('add', f.op('mul', f.op('mul', sineTail, z), r), r);
  const cosineTail = polynomial(f, z, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]);
  const cosine = f.op(
    'add',
    f.op('sub', f.op('mul', f.op('mul', cosineTail, z), z), f.op('mul', z, f.constant(0.5))),
    f.constant(1),
  );
  const turns = f.op('intAdd', bits, f.integers(quarter));
  const odd = f.shift(f.shift(turns, 31), -31); // all ones where the turn is odd
  const sign = f.shift(f.shift(turns, -1), 31);
  return f.op('xor', f.select(odd, cosine, sine), sign);
}
export const sin = (f: Body, x: Local): Local => circular(f, x, 0);
export const cos = (f: Body, x: Local): Local => circular(f, x, 1);
