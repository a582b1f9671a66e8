/** Code for a loop: all its steps on four elements at a time, and on one at a time at the end of a row. */
import { Body, type Address, type Local } from './body.ts';
import type { WasmFunction } from './encoding.ts';
import { elementwise } from './elementwise.ts';
import type { Loop, LoopStep } from './fuse.ts';
import type { Place, Plan } from './plan.ts';

/** Makes addresses of places; a pointer is fetched once, where this is called. */
export function pointers(f: Body): (place: Place) => Address {
  const fetched = new Map<number, Local>();
  return ({ slot, offset }) => {
    if (slot === null) return { base: null, offset };
    let base = fetched.get(slot);
    if (base === undefined) {
      base = f.integer();
      f.loadInteger(base, { base: null, offset: slot });
      fetched.set(slot, base);
    }
    return { base, offset };
  };
}

interface Accumulator {
  step: LoopStep;
  sum: Local;
}

/** What a sum or a maximum starts from. */
const identity = (step: LoopStep) => (step.sum!.largest ? -Infinity : 0);
const combine = (f: Body, step: LoopStep, a: Local, b: Local): Local => f.op(step.sum!.largest ? 'max' : 'add', a, b);

export function loopFunction({ domain, steps }: Loop, plan: Plan, fused: boolean): WasmFunction {
  const f = new Body(0, fused);
  const at = pointers(f);
  const made = new Set(steps.filter(({ sum }) => !sum).map(({ output }) => output));
  const operands = steps.flatMap((step) => step.operands).filter(({ id }) => !plan.uniform.has(id) && !made.has(id));
  const addresses = new Map(operands.map(({ id }) => [id, at(plan.places.get(id)!)]));
  const outputs = new Map(
    steps.filter(({ output }) => plan.stored.has(output)).map(({ output }) => [output, at(plan.places.get(output)!)]),
  );
  const sums = (over: string): Accumulator[] =>
    steps.filter(({ sum }) => sum?.over === over).map((step) => ({ step, sum: f.vector() }));
  const [total, perColumn, perRow, within] = [sums('all'), sums('rows'), sums('cols'), sums('within')];
  const firstLane = f.lanes([1, 0, 0, 0]);
  const isFirst = f.op('ne', firstLane, f.constant(0));

  const key = (id: number, pattern: string) => `${id} ${pattern}`;
  const scalars = new Map<string, Local>();
  for (const { id, pattern } of operands) {
    const name = key(id, pattern);
    if (pattern === 'scalar' && !scalars.has(name)) scalars.set(name, f.loadSplat(addresses.get(id)!));
  }

  /** Rows matter only where something is spread over them or summed along them; starting over likewise. */
  const uses = (...patterns: string[]) => operands.some(({ pattern }) => patterns.includes(pattern));
  const startsOver = within.length > 0 || uses('plane');
  const flat = perColumn.length === 0 && perRow.length === 0 && !startsOver && !uses('row', 'col');
  const cols = flat ? domain.size : domain.cols!;
  const outer = startsOver ? domain.outer! : 1;
  const rows = domain.size / cols / outer;
  const element = f.integer(); // byte offset of the element
  const column = f.integer(); // byte offset within the row
  const row = f.integer(); // byte offset of a number per row
  const plane = f.integer(); // byte offset of the first of the numbers per column and outer index
  const inPlane = f.integer(); // plane + column
  for (const local of [element, row, plane]) f.assign(local, 0);

  /** The work on `lanes` elements. */
  function work(lanes: 1 | 4, perRowValues: Map<string, Local>): void {
    const values = new Map<string, Local>(perRowValues);
    const valueOf = ({ id, pattern }: LoopStep['operands'][number]): Local => {
      const constant = plan.uniform.get(id);
      if (constant !== undefined) return f.constant(constant);
      const name = key(id, pattern);
      let value = values.get(name) ?? scalars.get(name);
      if (value === undefined) {
        const index = pattern === 'row' ? column : pattern === 'plane' ? inPlane : element;
        value = f.load(addresses.get(id)!, index, lanes);
        values.set(name, value);
      }
      return value;
    };
    const finished: [Local, Address][] = [];
    for (const step of steps) {
      const { node, sum, output } = step;
      const inputs = step.operands.map(valueOf);
      if (!sum) {
        const result = elementwise[node.kernel]!.emit(f, inputs, node.attrs);
        values.set(key(output, 'full'), result);
        const address = outputs.get(output);
        if (address) finished.push([result, address]);
        continue;
      }
      const [x] = inputs as [Local];
      if (sum.over === 'rows' || sum.over === 'within') {
        const address = outputs.get(output)!;
        const index = sum.over === 'rows' ? column : inPlane;
        f.store(combine(f, step, f.load(address, index, lanes), x), address, index, lanes);
        continue;
      }
      const accumulator = [...total, ...perRow].find((a) => a.step === step)!;
      const counted = lanes === 4 ? x : f.select(isFirst, x, f.constant(identity(step)));
      f.move(accumulator.sum, combine(f, step, accumulator.sum, counted));
    }
    // Stores come last: a variable may be written where it was read.
    for (const [result, address] of finished) f.store(result, address, element, lanes);
  }

  const whole = cols & ~3;
  const begin = (accumulators: Accumulator[]) => {
    for (const { step, sum } of accumulators) f.move(sum, f.constant(identity(step)));
  };
  const finish = (accumulators: Accumulator[], index: Local | null) => {
    for (const { step, sum } of accumulators) {
      const result = f.acrossLanes(step.sum!.largest ? 'max' : 'add', sum);
      f.store(f.op('mul', result, f.constant(step.sum!.factor)), outputs.get(step.output)!, index, 1);
    }
  };
  function oneRow(): void {
    const perRowValues = new Map<string, Local>();
    for (const { id, pattern } of operands) {
      const name = key(id, pattern);
      if (pattern === 'col' && !perRowValues.has(name)) perRowValues.set(name, f.loadSplat(addresses.get(id)!, row));
    }
    begin(perRow);
    if (startsOver) f.copy(inPlane, plane);
    const step = (lanes: 1 | 4) => () => {
      work(lanes, perRowValues);
      f.advance(element, 4 * lanes);
      if (startsOver) f.advance(inPlane, 4 * lanes);
    };
    f.count(column, 0, 4 * whole, 16, step(4));
    f.count(column, 4 * whole, 4 * cols, 4, step(1));
    finish(perRow, row);
    f.advance(row, 4);
  }

  /** Does something to every sum that is made in memory, from address `base` on. */
  const overColumns = (
    accumulators: Accumulator[],
    base: Local | null,
    content: (lanes: 1 | 4, step: LoopStep, index: Local) => void,
  ) => {
    const index = f.integer();
    for (const { step } of accumulators) {
      const each = (lanes: 1 | 4) => () => {
        f.copy(index, column);
        if (base !== null) f.add(index, base);
        content(lanes, step, index);
      };
      f.count(column, 0, 4 * whole, 16, each(4));
      f.count(column, 4 * whole, 4 * cols, 4, each(1));
    }
  };
  const beginColumns = (accumulators: Accumulator[], base: Local | null) =>
    overColumns(accumulators, base, (lanes, step, index) =>
      f.store(f.constant(identity(step)), outputs.get(step.output)!, index, lanes),
    );
  const finishColumns = (accumulators: Accumulator[], base: Local | null) => {
    const means = accumulators.filter(({ step }) => step.sum!.factor !== 1);
    overColumns(means, base, (lanes, { output, sum }, index) => {
      const address = outputs.get(output)!;
      f.store(f.op('mul', f.load(address, index, lanes), f.constant(sum!.factor)), address, index, lanes);
    });
  };

  begin(total);
  beginColumns(perColumn, null);
  f.repeat(outer, () => {
    beginColumns(within, plane);
    f.repeat(rows, oneRow);
    finishColumns(within, plane);
    f.advance(plane, 4 * cols);
  });
  finishColumns(perColumn, null);
  finish(total, null);
  return f.finish();
}
