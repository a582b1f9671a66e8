/**
 * A second copy of each run's newest state, in the browser's Cache Storage. Chromium keeps IndexedDB in LevelDB and goes on
 * with its log after a crash: a record that the crash has cut off lies in the middle of that log then, and at the start
 * after the next the whole database is found corrupt and dropped, with every state that was ever acknowledged
 * (crbug.com/460568). Cache Storage keeps each entry in files of its own. Best effort: where it fails, the database is there.
 */
import { within } from '../../deadline.ts';
import type { RunSummary } from './slots.ts';

const cacheName = 'gans-vs-diffusion';
const folder = '/kept-runs/';
const patience = 5000;

/** All but the numbers is in the address, so that a list needs no reading. */
function addressOf({ id, step, savedAt, revision, bytes }: RunSummary): string {
  const query = new URLSearchParams({ id, ...mapValues({ step, savedAt, revision, bytes }, String) });
  return `${folder}?${query}`;
}

function summaryOf(address: string): RunSummary | null {
  const { pathname, searchParams } = new URL(address);
  const id = searchParams.get('id');
  if (pathname !== folder || id === null) return null;
  const [step, savedAt, revision, bytes] = ['step', 'savedAt', 'revision', 'bytes'].map((key) =>
    Number(searchParams.get(key)),
  ) as [number, number, number, number];
  return { id, step, savedAt, revision, bytes };
}

const mapValues = <T, U>(record: Record<string, T>, f: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));

export class Copies {
  #cache: Promise<Cache> | null = null;

  async #with<T>(otherwise: T, work: (cache: Cache) => Promise<T>): Promise<T> {
    const attempt = async () => work(await (this.#cache ??= caches.open(cacheName)));
    try {
      return await within(attempt(), patience, () => new Error('Cache Storage does not answer.'));
    } catch {
      this.#cache = null;
      return otherwise;
    }
  }

  /** Puts the state beside the older copy, and only then takes that away. */
  keep(run: RunSummary, state: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#with(undefined, async (cache) => {
      await cache.put(addressOf(run), new Response(state));
      await remove(cache, ({ id, revision }) => id === run.id && revision !== run.revision);
    });
  }

  /** Every copy, in no order. */
  list(): Promise<RunSummary[]> {
    return this.#with<RunSummary[]>([], async (cache) =>
      (await cache.keys()).flatMap(({ url }) => summaryOf(url) ?? []),
    );
  }

  read(run: RunSummary): Promise<Uint8Array | undefined> {
    return this.#with<Uint8Array | undefined>(undefined, async (cache) => {
      const found = await cache.match(addressOf(run));
      return found && new Uint8Array(await found.arrayBuffer());
    });
  }

  erase(...ids: string[]): Promise<void> {
    return this.#with(undefined, (cache) => remove(cache, ({ id }) => ids.includes(id)));
  }
}

async function remove(cache: Cache, which: (run: RunSummary) => boolean): Promise<void> {
  for (const request of await cache.keys()) {
    const run = summaryOf(request.url);
    if (run && which(run)) await cache.delete(request);
  }
}
