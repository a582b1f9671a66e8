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
  const [total, perColumn, perRow] = [sums('all'), sums('rows'), sums('cols')];
  const firstLane = f.lanes([1, 0, 0, 0]);
  const isFirst = f.op('ne', firstLane, f.constant(0));

  const key = (id: number, pattern: string) => `${id} ${pattern}`;
  const scalars = new Map<string, Local>();
  for (const { id, pattern } of operands) {
    const name = key(id, pattern);
    if (pattern === 'scalar' && !scalars.has(name)) scalars.set(name, f.loadSplat(addresses.get(id)!));
  }

  /** Rows matter only where something is spread over them or summed along them. */
  const flat =
    perColumn.length === 0 &&
    perRow.length === 0 &&
    operands.every(({ pattern }) => pattern !== 'row' && pattern !== 'col');
  const rows = flat ? 1 : domain.rows;
  const cols = flat ? domain.rows * domain.cols : domain.cols;
  const element = f.integer(); // byte offset of the element
  const column = f.integer(); // byte offset within the row
  const row = f.integer(); // byte offset of a number per row
  for (const local of [element, row]) f.assign(local, 0);

  /** The work on `lanes` elements. */
  function work(lanes: 1 | 4, perRowValues: Map<string, Local>): void {
    const values = new Map<string, Local>(perRowValues);
    const valueOf = ({ id, pattern }: LoopStep['operands'][number]): Local => {
      const constant = plan.uniform.get(id);
      if (constant !== undefined) return f.constant(constant);
      const name = key(id, pattern);
      let value = values.get(name) ?? scalars.get(name);
      if (value === undefined) {
        value = f.load(addresses.get(id)!, pattern === 'row' ? column : element, lanes);
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
      if (sum.over === 'rows') {
        const address = outputs.get(output)!;
        f.store(f.op('add', f.load(address, column, lanes), x), address, column, lanes);
        continue;
      }
      const accumulator = [...total, ...perRow].find((a) => a.step === step)!;
      const counted = lanes === 4 ? x : f.op('and', x, isFirst);
      f.move(accumulator.sum, f.op('add', accumulator.sum, counted));
    }
    // Stores come last: a variable may be written where it was read.
    for (const [result, address] of finished) f.store(result, address, element, lanes);
  }

  const whole = cols & ~3;
  function oneRow(): void {
    const perRowValues = new Map<string, Local>();
    for (const { id, pattern } of operands) {
      const name = key(id, pattern);
      if (pattern === 'col' && !perRowValues.has(name)) perRowValues.set(name, f.loadSplat(addresses.get(id)!, row));
    }
    for (const { sum } of perRow) f.move(sum, f.constant(0));
    const step = (lanes: 1 | 4) => () => {
      work(lanes, perRowValues);
      f.advance(element, 4 * lanes);
    };
    f.count(column, 0, 4 * whole, 16, step(4));
    f.count(column, 4 * whole, 4 * cols, 4, step(1));
    for (const {
      step: { output, sum: spec },
      sum,
    } of perRow) {
      const mean = f.op('mul', f.sumLanes(sum), f.constant(spec!.factor));
      f.store(mean, outputs.get(output)!, row, 1);
    }
    f.advance(row, 4);
  }

  const overColumns = (content: (lanes: 1 | 4, step: LoopStep) => void) => {
    for (const { step } of perColumn) {
      f.count(column, 0, 4 * whole, 16, () => content(4, step));
      f.count(column, 4 * whole, 4 * cols, 4, () => content(1, step));
    }
  };
  overColumns((lanes, { output }) => f.store(f.constant(0), outputs.get(output)!, column, lanes));
  f.repeat(rows, oneRow);
  overColumns((lanes, { output, sum }) => {
    if (sum!.factor === 1) return;
    const address = outputs.get(output)!;
    f.store(f.op('mul', f.load(address, column, lanes), f.constant(sum!.factor)), address, column, lanes);
  });
  for (const {
    step: { output, sum: spec },
    sum,
  } of total) {
    f.store(f.op('mul', f.sumLanes(sum), f.constant(spec!.factor)), outputs.get(output)!, null, 1);
  }
  return f.finish();
}
