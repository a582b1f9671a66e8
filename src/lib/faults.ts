/**
 * What can go wrong with a run while it computes. Each fault has a name, which survives the way from the worker to the page,
 * and a sentence for the reader.
 */
export const faultNames = [
  /** The graphics device is gone, whatever the reason: everything on it is lost. */
  'DeviceLost',
  /** The graphics device refused a command: what came after it may be wrong, silently. */
  'Invalid',
  /** The engine does not answer. */
  'Hung',
  /** The worker died or could not be loaded. */
  'WorkerFailure',
  /** A weight or a loss is not a finite number any more. */
  'NotFinite',
  /** The engine ran out of memory in the middle of its work. */
  'OutOfMemory',
  /** The setup does not fit into memory. */
  'TooLarge',
  /** Whoever asked has lost interest: nothing is wrong. */
  'Stopped',
] as const;
export type FaultName = (typeof faultNames)[number];

export class RunFault extends Error {
  constructor(name: FaultName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** Which fault an error is, also after it has crossed a worker's boundary; null for any other error. */
export function faultOf(error: unknown): FaultName | null {
  const name = error instanceof Error ? error.name : '';
  return faultNames.find((fault) => fault === name) ?? null;
}

/** The answer, or null where the question was stopped. */
export const unlessStopped = <T>(answer: Promise<T>): Promise<T | null> =>
  answer.catch((error: unknown) => {
    if (faultOf(error) !== 'Stopped') throw error;
    return null;
  });

/** Faults that a new worker with the last snapshot cures; after OutOfMemory, with a smaller batch. */
export const isCurable = (error: unknown): boolean =>
  ['DeviceLost', 'Invalid', 'Hung', 'WorkerFailure', 'OutOfMemory'].includes(faultOf(error) ?? '');
