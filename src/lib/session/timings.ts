/**
 * Times of one training step on each engine, kept in the browser from visit to visit, so that the choice of an engine is not measured
 * at each. A browser that keeps nothing (private mode, a full disk) is measured as if it came for the first time.
 */
import type { Timings } from '../engine/backends.ts';
import type { Opened, Session } from './types.ts';

/** What `localStorage` is here. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const name = 'engine-times';
/** After this the machine is measured anew: it may have been busy that day. */
const days = 7;
/** More are not kept: the oldest go. */
const most = 20;

type Kept = Record<string, { at: number; milliseconds: Timings }>;

function read(shelf: () => Shelf, now: number): Kept {
  try {
    const kept = JSON.parse(shelf().getItem(name) ?? '{}') as Kept;
    return Object.fromEntries(
      Object.entries(kept).filter(([, { at }]) => at <= now && now - at < days * 24 * 3600 * 1000),
    );
  } catch {
    return {};
  }
}

/** The times that are kept, by what they are true for. */
export const knownTimings = (shelf: () => Shelf, now = Date.now()): Record<string, Timings> =>
  Object.fromEntries(Object.entries(read(shelf, now)).map(([key, { milliseconds }]) => [key, milliseconds]));

/** Keeps what a session found out when it was opened. Times that were known already do not get younger. */
export function keepTimings(shelf: () => Shelf, { backend }: Pick<Opened, 'backend'>, now = Date.now()): void {
  if (!backend?.key || Object.keys(backend.milliseconds).length === 0) return;
  const { key, milliseconds } = backend;
  const kept = read(shelf, now);
  if (JSON.stringify(kept[key]?.milliseconds) === JSON.stringify(milliseconds)) return;
  const newest = Object.entries({ ...kept, [key]: { at: now, milliseconds } }).sort(([, a], [, b]) => b.at - a.at);
  try {
    shelf().setItem(name, JSON.stringify(Object.fromEntries(newest.slice(0, most))));
  } catch {
    // Next time it is measured again.
  }
}

/** The session, opened with what earlier visits measured. */
export const withTimings = (session: Session, shelf: () => Shelf): Session => ({
  ...session,
  async open(request) {
    const opened = await session.open({ known: knownTimings(shelf), ...request });
    keepTimings(shelf, opened);
    return opened;
  },
});
