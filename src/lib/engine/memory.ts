/** How much memory a training step takes, told before anything is allocated: an engine that runs out takes the run with it. */
import { RunFault } from '../faults.ts';

export interface Need {
  /** Weights that are trained. */
  parameters: number;
  /** Widest layer. */
  width: number;
  batchSize: number;
  /** Layers that a batch passes in one step, forwards. */
  layers: number;
}

const bytesPerNumber = 4;
/** A weight, its gradient, two moments, an average, and what updating makes on the way. */
const copiesOfWeights = 10;
/** Tensors of one batch that each layer keeps for its gradient, or makes on the way. */
const copiesOfActivations = 6;

/** Bytes at the height of one step, about. */
export const bytesNeeded = ({ parameters, width, batchSize, layers }: Need): number =>
  bytesPerNumber * (copiesOfWeights * parameters + copiesOfActivations * layers * batchSize * width);

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;

/** What this machine may be asked for: an eighth of its memory as far as it tells, at most 1 GB. */
export function bytesAllowed(): number {
  const { deviceMemory } = (globalThis.navigator ?? {}) as { deviceMemory?: number };
  return Math.min(1e9, ((deviceMemory ?? 4) / 8) * 1e9);
}

/** @throws RunFault TooLarge with the size, the limit and what to change. */
export function demandMemory(need: Need, allowed = bytesAllowed()): void {
  const bytes = bytesNeeded(need);
  if (bytes <= allowed) return;
  throw new RunFault(
    'TooLarge',
    `This setup needs about ${megabytes(bytes)} of memory for a step; this device allows ${megabytes(allowed)}. Reduce the batch size or the number of parameters.`,
  );
}
