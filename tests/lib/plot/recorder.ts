/** A pen that writes down what a mark does. */
import type { Pen } from '../../../src/lib/plot/pen.ts';

export type Call = [name: string, ...args: unknown[]];

export function recorder(): {
  pen: Pen;
  calls: Call[];
  count: (name: string) => number;
  args: (name: string) => unknown[][];
} {
  const calls: Call[] = [];
  const pen = new Proxy({} as Record<string, unknown>, {
    get: (target, name: string) =>
      name in target ? target[name] : (...args: unknown[]) => void calls.push([name, ...args]),
    set(target, name: string, value) {
      target[name] = value;
      calls.push([`${name} =`, value]);
      return true;
    },
  }) as unknown as Pen;
  const args = (name: string) => calls.filter(([called]) => called === name).map(([, ...rest]) => rest);
  return { pen, calls, args, count: (name) => args(name).length };
}
