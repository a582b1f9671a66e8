/**
 * Saved runs in the browser. Each run has two places, A and B: a new state goes to the place of the older one, in one
 * transaction with the run's head, and is read back and compared before the other place may be written again. So whatever
 * happens in between, one good state is there. The newest also lies elsewhere (copies.ts): the database as a whole may go.
 */
import { Copies } from './copies.ts';
import { blobs, heads, NotSaved, openDatabase, transact } from './database.ts';
import { decode, fingerprint, UnreadableRun, type Checkpoint } from './format.ts';
import { newest, placeToWrite, places, summary, type Head, type Place, type RunSummary, type Slot } from './slots.ts';

export type { RunSummary } from './slots.ts';

export interface Loaded {
  checkpoint: Checkpoint;
  revision: number;
  /** What was wrong with a newer state, if there was one. */
  refused: string[];
}

export const mostRuns = 8;
export const mostBytes = 200e6;

export class RunStore {
  #database: IDBDatabase;
  #copies = new Copies();
  /** Why nothing can be saved any more; empty while all is well. */
  closed = '';

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** @throws NotSaved when this browser keeps nothing. */
  static async open(): Promise<RunStore> {
    if (!globalThis.crypto?.subtle)
      throw new NotSaved('Runs can be saved only on a secure (https) page; they are kept in memory only.');
    let store: RunStore | null = null;
    const database = await openDatabase((why) => store && (store.closed = why));
    store = new RunStore(database);
    return store;
  }

  /**
   * @param after the revision that this state follows; null if it follows none.
   * @returns the new revision, once the state was read back as it was written and lies in both stores.
   * @throws NotSaved; the states saved before are untouched.
   */
  async save(
    id: string,
    bytes: Uint8Array<ArrayBuffer>,
    step: number,
    savedAt: number,
    after: number | null,
  ): Promise<number> {
    if (this.closed) throw new NotSaved(this.closed);
    await demandSpace(bytes.length);
    const hash = await fingerprint(bytes);
    const { place, revision } = await transact<{ place: Place; revision: number }>(
      this.#database,
      'readwrite',
      (store, keep, stop) => {
        const request = store(heads).get(id) as IDBRequest<Head | undefined>;
        request.onsuccess = () => {
          const head = request.result ?? { id, slots: {} };
          const last = newest(head);
          if (last && last.revision > (after ?? 0)) {
            return stop(
              new Superseded(
                `This run went on in another tab, to step ${last.step.toLocaleString('en')}; this tab’s copy is not saved.`,
              ),
            );
          }
          const at = placeToWrite(head);
          const slot: Slot = {
            step,
            savedAt,
            bytes: bytes.length,
            hash,
            verified: false,
            revision: (after ?? 0) + 1, // also where the database has lost what it knew
          };
          store(blobs).put(bytes, `${id}/${at}`);
          store(heads).put({ ...head, slots: { ...head.slots, [at]: slot } }, id);
          keep({ place: at, revision: slot.revision });
        };
      },
    );
    const back = await this.#blob(id, place);
    if (!back || (await fingerprint(back)) !== hash) {
      throw new NotSaved(
        'Not saved: the browser gave back other bytes than were written. The state before is kept; download the run to be safe.',
      );
    }
    await this.#confirm(id, place, hash);
    await this.#copies.keep({ id, step, savedAt, revision, bytes: bytes.length }, bytes);
    await this.#makeRoom(id);
    return revision;
  }

  /** The newest state that can be read. Nothing is deleted, whatever is wrong. */
  async load(id: string): Promise<Loaded | null> {
    const head = await this.#head(id);
    const states = [
      ...places.flatMap((place) => {
        const slot = head?.slots[place];
        // A blob whose file is gone is as good as none.
        return slot ? [{ ...slot, read: () => this.#blob(id, place).catch(() => undefined) }] : [];
      }),
      ...(await this.#copies.list())
        .filter((copy) => copy.id === id)
        .map((copy) => ({ ...copy, read: () => this.#copies.read(copy) })),
    ].sort((a, b) => b.revision - a.revision);
    const refused: { revision: number; sentence: string }[] = [];
    for (const { step, revision, read } of states) {
      const name = `The state saved at step ${step.toLocaleString('en')}`;
      const refuse = (sentence: string) => refused.push({ revision, sentence });
      const bytes: unknown = await read();
      if (!(bytes instanceof Uint8Array)) {
        refuse(`${name} is missing.`);
        continue;
      }
      try {
        const checkpoint = await decode(bytes, name);
        const lost = refused.filter((state) => state.revision > revision).map(({ sentence }) => sentence);
        return { checkpoint, revision: states[0]!.revision, refused: [...new Set(lost)] };
      } catch (error) {
        if (!(error instanceof UnreadableRun)) throw error;
        refuse(error.message);
      }
    }
    if (refused.length > 0) throw new UnreadableRun(refused.map(({ sentence }) => sentence).join(' '));
    return null;
  }

  /** Newest first. */
  async list(): Promise<RunSummary[]> {
    const all = await transact<Head[]>(this.#database, 'readonly', (store, keep) => {
      const request = store(heads).getAll() as IDBRequest<Head[]>;
      request.onsuccess = () => keep(request.result);
    });
    const runs = new Map<string, RunSummary>();
    for (const run of [...all.flatMap((head) => summary(head) ?? []), ...(await this.#copies.list())]) {
      const known = runs.get(run.id);
      if (!known || run.revision > known.revision) runs.set(run.id, run);
    }
    return [...runs.values()].sort((a, b) => b.savedAt - a.savedAt);
  }

  async erase(...ids: string[]): Promise<void> {
    await transact<void>(this.#database, 'readwrite', (store) => {
      for (const id of ids) {
        store(heads).delete(id);
        for (const place of places) store(blobs).delete(`${id}/${place}`);
      }
    });
    await this.#copies.erase(...ids);
  }

  close(): void {
    this.#database.close();
  }

  #head(id: string): Promise<Head | undefined> {
    return transact(this.#database, 'readonly', (store, keep) => {
      const request = store(heads).get(id) as IDBRequest<Head | undefined>;
      request.onsuccess = () => keep(request.result);
    });
  }

  #blob(id: string, place: Place): Promise<Uint8Array | undefined> {
    return transact(this.#database, 'readonly', (store, keep) => {
      const request = store(blobs).get(`${id}/${place}`) as IDBRequest<Uint8Array | undefined>;
      request.onsuccess = () => keep(request.result);
    });
  }

  #confirm(id: string, place: Place, hash: string): Promise<void> {
    return transact(this.#database, 'readwrite', (store) => {
      const request = store(heads).get(id) as IDBRequest<Head | undefined>;
      request.onsuccess = () => {
        const slot = request.result?.slots[place];
        if (!slot || slot.hash !== hash) return;
        slot.verified = true;
        store(heads).put(request.result, id);
      };
    });
  }

  /** Runs not touched for longest make room. */
  async #makeRoom(spare: string): Promise<void> {
    const runs = await this.list();
    let bytes = 0;
    const old = runs.filter((run, i) => {
      bytes += run.bytes;
      return run.id !== spare && (i >= mostRuns || bytes > mostBytes);
    });
    if (old.length > 0) await this.erase(...old.map(({ id }) => id));
  }
}

/** Another tab has saved a later state of the same run. */
export class Superseded extends NotSaved {
  override name = 'Superseded';
}

/** Says so before anything is written, where the browser tells its limits. */
async function demandSpace(bytes: number): Promise<void> {
  const { quota, usage } = (await globalThis.navigator?.storage?.estimate?.().catch(() => null)) ?? {};
  if (quota === undefined || usage === undefined || quota - usage > 1.5 * bytes) return;
  const mb = (n: number) => `${(n / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
  throw new NotSaved(
    `Not saved: the run takes ${mb(bytes)}, and the browser has ${mb(Math.max(0, quota - usage))} left for this site. Download the run, or erase saved runs.`,
  );
}
