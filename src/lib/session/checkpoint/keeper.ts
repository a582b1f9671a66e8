/** Keeps one figure's run safe while it trains: when to save, who may, and what to tell. No page in here: the figure shows it. */
import { encode, type Checkpoint } from './format.ts';
import { lockRun, type RunLock } from './lock.ts';
import { RunStore, Superseded, type Loaded, type RunSummary } from './store.ts';

export type Keeping =
  /** Nothing worth saving yet. */
  | { kind: 'ready' }
  | { kind: 'saved'; step: number; at: number }
  /** The last attempt failed; the sentence says why and what to do. It is tried again. */
  | { kind: 'unsaved'; sentence: string }
  /** This browser keeps nothing. */
  | { kind: 'memory'; sentence: string };

export interface KeeperOptions {
  /** Said whenever it changes. */
  told(keeping: Keeping): void;
  /** Another tab took the run over: stop training it. */
  lost(): void;
  /** A name for a run that starts now. */
  name(): string;
  now?: () => number;
  /** Least milliseconds between two saves. A closed tab loses this much, and the time between two snapshots. */
  every?: number;
}

export class Keeper {
  keeping: Keeping = { kind: 'ready' };
  #options: Required<KeeperOptions>;
  #store: Promise<RunStore | null> | null = null;
  #lock: RunLock | null = null;
  #id = '';
  #revision: number | null = null;
  #savedAt = 0;
  #pause: number;
  #saving: Promise<void> | null = null;

  constructor(options: KeeperOptions) {
    this.#options = { now: () => performance.now(), every: 15_000, ...options };
    this.#pause = this.#options.every;
  }

  /** The name of the run that is kept; empty before there is one. */
  get id(): string {
    return this.#id;
  }

  /** Opens the storage. Says so if there is none, before anything is trained. */
  open(): Promise<RunStore | null> {
    this.#store ??= RunStore.open().catch((error: unknown) => {
      this.#tell({ kind: 'memory', sentence: (error as Error).message });
      return null;
    });
    return this.#store;
  }

  /** The newest saved run whose name starts so. */
  async newest(prefix: string): Promise<RunSummary | null> {
    const store = await this.open();
    const runs = (await store?.list()) ?? [];
    return runs.find(({ id }) => id.startsWith(prefix)) ?? null;
  }

  /**
   * Takes up a saved run as its only writer.
   * @returns null if another tab has it (`takeOver` takes it from there), or if it is not there any more.
   * @throws UnreadableRun when nothing of it can be read.
   */
  async take(id: string, takeOver = false): Promise<Loaded | 'elsewhere' | null> {
    const store = await this.open();
    if (!store) return null;
    if (!(await this.#acquire(id, takeOver))) return 'elsewhere';
    // A tab that lost the run may still be finishing its last save.
    const loaded = await store.load(id).catch((error: unknown) => {
      this.rest();
      throw error;
    });
    this.#revision = loaded?.revision ?? null;
    if (!loaded) this.rest();
    return loaded;
  }

  /** Training goes on: nobody else may write this run meanwhile. If another tab does, this one's becomes a run of its own. */
  async hold(): Promise<void> {
    if (this.#id && !this.#lock && !(await this.#acquire(this.#id))) this.fork();
  }

  /** The next save starts a run of its own. */
  fork(): void {
    this.rest();
    this.#id = '';
    this.#revision = null;
    this.#tell({ kind: 'ready' });
  }

  /** Saves if it is time, or at once. Never throws: what goes wrong is told. */
  async keep(make: () => Checkpoint, atOnce = false): Promise<void> {
    if (this.#saving) {
      if (!atOnce) return;
      await this.#saving;
    }
    const { now, every } = this.#options;
    if (!atOnce && now() - this.#savedAt < this.#pause) return;
    this.#saving = this.#save(make()).finally(() => (this.#saving = null));
    const start = now();
    await this.#saving;
    this.#savedAt = now();
    this.#pause = Math.min(30_000, Math.max(every, 100 * (this.#savedAt - start)));
  }

  async #save(checkpoint: Checkpoint): Promise<void> {
    const store = await this.open();
    if (!store) return;
    const { step } = checkpoint.snapshot;
    try {
      if (this.#id && !this.#lock && !(await this.#acquire(this.#id))) this.#id = '';
      if (!this.#id) await this.#begin();
      const bytes = await encode(checkpoint);
      const save = () => store.save(this.#id, bytes, step, checkpoint.savedAt, this.#revision);
      this.#revision = await save().catch(async (error: unknown) => {
        if (!(error instanceof Superseded)) throw error;
        await this.#begin(); // another tab went on with that run; this one becomes a run of its own
        return save();
      });
      this.#tell({ kind: 'saved', step, at: checkpoint.savedAt });
    } catch (error) {
      this.#tell({ kind: 'unsaved', sentence: (error as Error).message });
    }
  }

  async #begin(): Promise<void> {
    this.rest();
    this.#revision = null;
    await this.#acquire(this.#options.name());
  }

  async #acquire(id: string, steal = false): Promise<boolean> {
    this.rest();
    const lock = await lockRun(
      id,
      () => {
        this.#lock = null;
        this.#options.lost();
      },
      steal,
    );
    if (!lock) return false;
    this.#lock = lock;
    this.#id = id;
    return true;
  }

  /** Training rests: another tab may take the run up, and the page may go into the browser's cache. */
  rest(): void {
    this.#lock?.release();
    this.#lock = null;
  }

  /** Waits for a save under way. */
  settled(): Promise<void> {
    return this.#saving ?? Promise.resolve();
  }

  async erase(...ids: string[]): Promise<void> {
    await this.#saving;
    if (ids.includes(this.#id)) this.fork();
    const store = await this.open();
    await store?.erase(...ids);
  }

  #tell(keeping: Keeping): void {
    this.keeping = keeping;
    this.#options.told(keeping);
  }
}
