/**
 * The page's end of the session: one worker per page, and one figure at a time that owns it. Starting one figure pauses
 * the figure that had it; that one keeps what it learned as a snapshot and takes it up again at its next start.
 */
import { openConnection } from './connection.ts';
import { survive, type Recovery, type Survivor } from './survive.ts';
import { withTimings } from './timings.ts';
import type { Session, SessionSnapshot } from './types.ts';

export { makeWorker } from './connection.ts';
export type { Recovery } from './survive.ts';

/** Who owns the session at the moment. */
export interface Holder {
  /** Another figure wants the session: stop training and asking, keep what you need (a snapshot). Called before it is handed over. */
  yield(): Promise<void>;
  /** The worker or its engine failed and was replaced; the run goes on from `recovery.step`. */
  recovered?(recovery: Recovery): void;
  /** A snapshot of the run under way was taken, as every few seconds. */
  kept?(snapshot: SessionSnapshot): void;
}

/** A session in the page: the ordinary interface. It outlives its worker. */
export type RemoteSession = Session;

let holder: Holder | null = null;
let handover: Promise<unknown> = Promise.resolve();
let survivor: Survivor | null = null;
let session: Session | null = null;

const page = (): Survivor =>
  (survivor ??= survive({
    connect: openConnection,
    recovered: (recovery) => holder?.recovered?.(recovery),
    kept: (snapshot) => holder?.kept?.(snapshot),
  }));

/** The page's session, in its worker. */
export const connect = (): RemoteSession => (session ??= withTimings(page().session, () => localStorage));

/** The newest snapshot of the run that is open, if there is one: what a failed run goes back to. */
export const lastSnapshot = (): SessionSnapshot | null => page().last;

/**
 * Makes `next` the owner of the page's session. `fresh` tells that it must `open` (again): it never did, or another figure
 * opened something else meanwhile.
 */
export function claim(next: Holder): Promise<{ session: RemoteSession; fresh: boolean }> {
  const turn = handover.then(async () => {
    const { isOpen } = page();
    const fresh = !isOpen || holder !== next;
    if (holder && holder !== next) await holder.yield().catch(() => {});
    holder = next;
    return { session: connect(), fresh };
  });
  handover = turn.catch(() => {});
  return turn;
}

/** Ends what this owner asks at the moment, if it still owns the session; of others' questions nothing. */
export async function stop(asker: Holder): Promise<void> {
  if (holder === asker) await connect().stop();
}

/** The figure is gone: its model may be forgotten. */
export async function release(former: Holder): Promise<void> {
  if (holder !== former) return;
  holder = null;
  await connect()
    .close()
    .catch(() => {});
}

/** Throws the worker away; the next claim gets a new one. */
export function restart(): void {
  page().end();
}
