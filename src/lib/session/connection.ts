/** One worker with a session in it, seen from the page. A crash of the worker rejects every call that is under way. */
import * as Comlink from 'comlink';
import { RunFault } from '../faults.ts';
import { Waiting } from '../waiting.ts';
import type { Session } from './types.ts';

export interface Connection {
  session: Session;
  alive: boolean;
  /** Ends the worker; calls under way fail with this reason. */
  end(reason: Error): void;
}

/** For tests and for pages without a worker: what makes the worker. */
export const makeWorker = {
  create: (): Worker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'training' }),
};

export function openConnection(): Connection {
  const calls = new Waiting();
  const worker = makeWorker.create();
  const connection: Connection = {
    alive: true,
    end(reason) {
      connection.alive = false;
      worker.terminate();
      calls.callOff(reason);
    },
    session: guard(Comlink.wrap<Session>(worker), calls),
  };
  const failed = (sentence: string) => connection.end(new RunFault('WorkerFailure', sentence));
  worker.addEventListener('error', (event) =>
    failed(
      event.message
        ? `The training worker stopped: ${event.message}.`
        : 'The training worker could not be loaded. Check the connection and try again.',
    ),
  );
  worker.addEventListener('messageerror', () => failed('A message from the training worker could not be read.'));
  return connection;
}

const methods: Record<keyof Session, true> = {
  open: true,
  train: true,
  pause: true,
  set: true,
  sample: true,
  control: true,
  stop: true,
  probe: true,
  evaluate: true,
  measure: true,
  snapshot: true,
  restore: true,
  ping: true,
  close: true,
};

/** Every method of the remote session, with callbacks proxied and a crash turned into a rejection. */
function guard(remote: Comlink.Remote<Session>, calls: Waiting): Session {
  const entries = (Object.keys(methods) as (keyof Session)[]).map((name) => {
    const method = remote[name] as unknown as (...args: unknown[]) => Promise<unknown>;
    const call = (...args: unknown[]) =>
      calls.unlessCalledOff(
        method(...args.map((arg) => (typeof arg === 'function' ? Comlink.proxy(arg as object) : arg))),
      );
    return [name, call] as const;
  });
  return Object.fromEntries(entries) as unknown as Session;
}
