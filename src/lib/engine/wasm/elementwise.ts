/** What each elementwise kernel does to vectors of four floats. Truth values are 1 and 0. */
import type { Body, Local, SimdName } from './body.ts';
import * as math from './vectorMath.ts';

export interface Elementwise {
  /** The kernel's names for its operands, in order; null takes all that come. */
  operands: readonly string[] | null;
  emit(f: Body, operands: readonly Local[], attrs: Record<string, unknown>): Local;
  /** The same for numbers, so that constants are computed once. */
  evaluate?(operands: readonly number[], attrs: Record<string, unknown>): number;
}

const x = ['x'];
const ab = ['a', 'b'];

const unary = (emit: (f: Body, x: Local) => Local, evaluate?: (x: number) => number): Elementwise => ({
  operands: x,
  emit: (f, [value]) => emit(f, value!),
  ...(evaluate && { evaluate: ([value]: readonly number[]) => evaluate(value!) }),
});
const binary = (name: SimdName, evaluate: (a: number, b: number) => number): Elementwise => ({
  operands: ab,
  emit: (f, [a, b]) => f.op(name, a!, b!),
  evaluate: ([a, b]) => evaluate(a!, b!),
});
const comparison = (name: SimdName, evaluate: (a: number, b: number) => boolean): Elementwise => ({
  operands: ab,
  emit: (f, [a, b]) => f.op('and', f.op(name, a!, b!), f.constant(1)),
  evaluate: ([a, b]) => Number(evaluate(a!, b!)),
});
const one = (name: SimdName) => (f: Body, value: Local) => f.op(name, value);
/** Where a value is above 0. */
const above = (f: Body, value: Local) => f.op('gt', value, f.constant(0));
const attribute = (f: Body, attrs: Record<string, unknown>, name: string) => f.constant(attrs[name] as number);

export const elementwise: Record<string, Elementwise> = {
  Add: binary('add', (a, b) => a + b),
  Sub: binary('sub', (a, b) => a - b),
  Multiply: binary('mul', (a, b) => a * b),
  RealDiv: binary('div', (a, b) => a / b),
  Maximum: binary('max', Math.max),
  Minimum: binary('min', Math.min),
  AddN: { operands: null, emit: (f, all) => all.reduce((sum, value) => f.op('add', sum, value)) },
  SquaredDifference: {
    operands: ab,
    emit(f, [a, b]) {
      const difference = f.op('sub', a!, b!);
      return f.op('mul', difference, difference);
    },
  },

  Neg: unary(one('neg'), (v) => -v),
  Abs: unary(one('abs'), Math.abs),
  Sqrt: unary(one('sqrt'), Math.sqrt),
  Rsqrt: unary((f, v) => f.op('div', f.constant(1), f.op('sqrt', v))),
  Reciprocal: unary((f, v) => f.op('div', f.constant(1), v)),
  Square: unary(
    (f, v) => f.op('mul', v, v),
    (v) => v * v,
  ),
  Exp: unary(math.exp),
  Log: unary(math.log),
  Log1p: unary(math.log1p),
  Sin: unary(math.sin),
  Cos: unary(math.cos),
  Tanh: unary(math.tanh),
  Sigmoid: unary(math.sigmoid),
  Softplus: unary(math.softplus),
  Relu: unary((f, v) => f.op('pmax', v, f.constant(0))),
  LeakyRelu: {
    operands: x,
    emit: (f, [v], attrs) => f.select(above(f, v!), v!, f.op('mul', v!, attribute(f, attrs, 'alpha'))),
  },
  Step: {
    operands: x,
    emit(f, [v], attrs) {
      const step = f.select(above(f, v!), f.constant(1), attribute(f, attrs, 'alpha'));
      return f.select(f.op('eq', v!, v!), step, v!); // NaN stays NaN
    },
  },
  ClipByValue: {
    operands: x,
    emit: (f, [v], attrs) =>
      f.op('pmin', f.op('pmax', v!, attribute(f, attrs, 'clipValueMin')), attribute(f, attrs, 'clipValueMax')),
  },

  Greater: comparison('gt', (a, b) => a > b),
  GreaterEqual: comparison('ge', (a, b) => a >= b),
  Less: comparison('lt', (a, b) => a < b),
  LessEqual: comparison('le', (a, b) => a <= b),
  Equal: comparison('eq', (a, b) => a === b),
  NotEqual: comparison('ne', (a, b) => a !== b),
  LogicalAnd: { operands: ab, emit: (f, [a, b]) => f.op('and', a!, b!) },
  LogicalOr: { operands: ab, emit: (f, [a, b]) => f.op('or', a!, b!) },
  LogicalNot: unary((f, v) => f.op('sub', f.constant(1), v)),
  Select: {
    operands: ['condition', 't', 'e'],
    emit: (f, [condition, t, e]) => f.select(f.op('ne', condition!, f.constant(0)), t!, e!),
  },
  /** Of truth values to floats; TensorFlow.js hands on floats without a cast. */
  Cast: { operands: x, emit: (_, [v]) => v!, evaluate: ([v]) => v! },
};
