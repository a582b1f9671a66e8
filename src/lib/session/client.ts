/**
 * The page's end of the session: one worker per page, and one figure at a time that owns it. Starting one figure pauses
 * the figure that had it; that one keeps what it learned as a snapshot and takes it up again at its next start.
 */
import * as Comlink from 'comlink';
import type { Session } from './types.ts';

/** Who owns the session at the moment. */
export interface Holder {
  /** Another figure wants the session: stop training, keep what you need (a snapshot). Called before it is handed over. */
  yield(): Promise<void>;
}

/** A session in the page: the ordinary interface. A crash of the worker rejects every call that is under way. */
export type RemoteSession = Session;

export class WorkerFailure extends Error {
  override name = 'WorkerFailure';
}

interface Connection {
  session: RemoteSession;
  alive: boolean;
  terminate(): void;
}

let connection: Connection | null = null;
let holder: Holder | null = null;
let handover: Promise<unknown> = Promise.resolve();

/** For tests and for pages without a worker: what makes the worker. */
export const makeWorker = {
  create: (): Worker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'training' }),
};

function open(): Connection {
  let fail: (error: Error) => void;
  const crashed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  crashed.catch(() => {}); // a crash between calls is nobody's unhandled rejection
  const worker = makeWorker.create();
  const opened: Connection = {
    alive: true,
    terminate() {
      opened.alive = false;
      worker.terminate();
      fail(new WorkerFailure('Training was stopped.'));
    },
    session: guard(Comlink.wrap<Session>(worker), crashed),
  };
  worker.addEventListener('error', (event) => {
    opened.alive = false;
    worker.terminate();
    fail(
      new WorkerFailure(
        event.message
          ? `The training worker stopped: ${event.message}.`
          : 'The training worker could not be loaded. Check the connection and try again.',
      ),
    );
  });
  worker.addEventListener('messageerror', () =>
    fail(new WorkerFailure('A message from the training worker could not be read.')),
  );
  return opened;
}

/** Every method of the remote session, with callbacks proxied, big arrays transferred, and a crash turned into a rejection. */
function guard(remote: Comlink.Remote<Session>, crashed: Promise<never>): RemoteSession {
  const methods = [
    'open',
    'train',
    'pause',
    'set',
    'sample',
    'probe',
    'evaluate',
    'measure',
    'snapshot',
    'restore',
    'close',
  ] as const;
  const entries = methods.map((name) => {
    const method = remote[name] as unknown as (...args: unknown[]) => Promise<unknown>;
    const call = (...args: unknown[]) =>
      Promise.race([
        method(...args.map((arg) => (typeof arg === 'function' ? Comlink.proxy(arg as object) : arg))),
        crashed,
      ]);
    return [name, call] as const;
  });
  return Object.fromEntries(entries) as unknown as RemoteSession;
}

/** The page's session, in its worker; a new worker if there is none or the last one crashed. */
export function connect(): RemoteSession {
  if (!connection?.alive) connection = open();
  return connection.session;
}

/**
 * Makes `next` the owner of the page's session. `fresh` tells that it must `open` (again): it never did, another figure
 * opened something else meanwhile, or the worker is a new one.
 */
export function claim(next: Holder): Promise<{ session: RemoteSession; fresh: boolean }> {
  const turn = handover.then(async () => {
    const alive = connection?.alive ?? false;
    const fresh = !alive || holder !== next;
    if (holder && holder !== next && alive) await holder.yield().catch(() => {});
    holder = next;
    return { session: connect(), fresh };
  });
  handover = turn.catch(() => {});
  return turn;
}

/** The figure is gone: its model may be forgotten. */
export async function release(former: Holder): Promise<void> {
  if (holder !== former) return;
  holder = null;
  if (connection?.alive) await connection.session.close().catch(() => {});
}

/** Throws the worker away; the next claim gets a new one. */
export function restart(): void {
  connection?.terminate();
  connection = null;
}
