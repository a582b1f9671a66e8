/** What the database knows of a run: its two places, and which of them may be lost. */
export type Place = 'A' | 'B';
export const places: readonly Place[] = ['A', 'B'];

export interface Slot {
  step: number;
  savedAt: number;
  bytes: number;
  hash: string;
  /** Read back and found as written. */
  verified: boolean;
  /** Counts the writes of this run: the higher, the newer. */
  revision: number;
}

export interface Head {
  id: string;
  slots: Partial<Record<Place, Slot>>;
}

export interface RunSummary {
  id: string;
  step: number;
  savedAt: number;
  bytes: number;
  revision: number;
}

export const newest = ({ slots }: Head): Slot | null =>
  Object.values(slots).reduce<Slot | null>(
    (best, slot) => (!best || slot.revision > best.revision ? slot : best),
    null,
  );

/** The place that may be lost: an empty one, one that was never verified, or the older. */
export function placeToWrite({ slots: { A, B } }: Head): Place {
  if (!A || !B) return A ? 'B' : 'A';
  if (A.verified !== B.verified) return A.verified ? 'B' : 'A';
  return A.revision < B.revision ? 'A' : 'B';
}

/** The run in one line; its bytes are those of both places. */
export function summary(head: Head): RunSummary | null {
  const slot = newest(head);
  if (!slot) return null;
  const bytes = Object.values(head.slots).reduce((sum, each) => sum + each.bytes, 0);
  return { id: head.id, step: slot.step, savedAt: slot.savedAt, revision: slot.revision, bytes };
}
