/** One writer per run: the tab that trains it holds its lock, and gives it back when it rests (a held lock keeps a page out of the browser's back-forward cache). */
export interface RunLock {
  release(): void;
}

const nameOf = (id: string) => `run:${id}`;

/**
 * @param lost another tab took the run over.
 * @param steal take it from the tab that has it.
 * @returns null if another tab holds it.
 */
export function lockRun(id: string, lost: () => void, steal = false): Promise<RunLock | null> {
  if (!globalThis.navigator?.locks) return Promise.resolve({ release: () => {} }); // one writer by luck, as before locks
  return new Promise((resolve, reject) => {
    let release: (() => void) | null = null;
    const options: LockOptions = steal ? { steal: true } : { ifAvailable: true };
    navigator.locks
      .request(nameOf(id), options, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((done) => {
          release = done;
          resolve({ release: done });
        });
      })
      .catch((error: unknown) => {
        if (release) lost();
        else reject(error as Error);
      });
  });
}
