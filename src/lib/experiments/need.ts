/** What a training step of an experiment's models takes, roughly, from its numbers alone. */
import type { Need } from '../engine/memory.ts';
import type { Config } from './config.ts';

/** Dense layers that a batch passes forwards in one step: D sees real and fake points, then both nets move G. */
const layers: Record<string, number> = { gan: 20, ddpm: 6, D: 6 };

export function memoryNeed(names: readonly string[], { budget, batchSize }: Config): Need {
  return {
    parameters: names.length * budget,
    width: Math.max(4, Math.sqrt(budget / 2)), // two square matrices between three hidden layers
    batchSize,
    layers: Math.max(...names.map((name) => layers[name] ?? 8)),
  };
}
