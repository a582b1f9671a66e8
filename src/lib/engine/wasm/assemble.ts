/** Makes one WebAssembly module of a plan: a function per kernel, products and convolutions of the same sizes shared, and `run`, which calls all. */
import { Body, type Address } from './body.ts';
import { copyBlock, copyFunction } from './copies.ts';
import { encodeModule, type WasmFunction } from './encoding.ts';
import { loopFunction, pointers } from './loops.ts';
import type { Plan } from './plan.ts';
import { isShared, sharedFunction } from './shared.ts';

/** Whether this engine accepts a module that multiplies and adds in one vector instruction where the machine can. */
function acceptsFused(): boolean {
  const f = new Body(0, true);
  f.multiplyAdd(f.vector(), f.constant(1), f.constant(1));
  return WebAssembly.validate(encodeModule([f.finish()], {}));
}
let fused: boolean | null = null;

export function assemble(plan: Plan, shared: number | null): Uint8Array<ArrayBuffer> {
  const contracted = (fused ??= acceptsFused());
  const functions: WasmFunction[] = [];
  const products = new Map<string, number>();
  const run = new Body(0, contracted);
  const at = pointers(run);
  const push = ({ base, offset }: Address) => {
    if (base === null) run.int(offset);
    else run.get(base);
  };
  for (const kernel of plan.kernels) {
    if (isShared(kernel)) {
      const { key, write, operands } = sharedFunction(kernel);
      if (!products.has(key)) {
        products.set(key, functions.length);
        functions.push(write(contracted));
      }
      for (const use of operands) push(at(plan.places.get(use.id)!));
      run.int(plan.scratch.get(kernel) ?? 0);
      run.call(products.get(key)!);
    } else {
      run.call(functions.length);
      functions.push(
        kernel.kind === 'loop' ? loopFunction(kernel, plan, contracted) : copyFunction(kernel, plan, contracted),
      );
    }
  }
  for (const { from, to, size } of plan.copies) {
    const block = { offset: 0, stride: size };
    copyBlock(run, { rows: 1, cols: size, from: block, to: block }, at(from), at(to));
  }
  functions.push(run.finish());
  return encodeModule(functions, { run: functions.length - 1 }, shared);
}
