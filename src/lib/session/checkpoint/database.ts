/** The browser's database, with its three ways of not answering turned into sentences. */
export const databaseName = 'gans-vs-diffusion';
/** Raise it when the stores change, and migrate in `upgrade`. Version 1 was never published. */
const schema = 2;

export const heads = 'heads';
export const blobs = 'blobs';

/** The run could not be saved; the sentence says why and what is left to do. */
export class NotSaved extends Error {
  override name = 'NotSaved';
}

function upgrade(database: IDBDatabase): void {
  for (const name of [heads, blobs]) {
    if (!database.objectStoreNames.contains(name)) database.createObjectStore(name);
  }
}

const openMilliseconds = 5000;

/**
 * @param closed called when the database goes away: another tab brings a newer version, or the reader clears the data.
 * @throws NotSaved when this browser keeps nothing, or does not answer.
 */
export function openDatabase(closed: (why: string) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new NotSaved(why));
    const late = () => fail('The browser’s storage does not answer, so runs are kept in memory only.');
    const timer = setTimeout(late, openMilliseconds);
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(databaseName, schema);
    } catch (error) {
      clearTimeout(timer);
      return fail(`This browser keeps nothing for this page (${nameOf(error)}), so runs are kept in memory only.`);
    }
    request.onupgradeneeded = () => upgrade(request.result);
    request.onblocked = () =>
      fail('An older version of this book is open in another tab and holds the storage: close it to have runs saved.');
    request.onerror = () => {
      clearTimeout(timer);
      fail(
        request.error?.name === 'VersionError'
          ? 'A newer version of this book has saved runs here: reload the page to update. Until then runs are kept in memory only.'
          : `This browser keeps nothing for this page (${nameOf(request.error)}), so runs are kept in memory only.`,
      );
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      database.onversionchange = () => {
        database.close(); // transactions under way still end
        closed('A newer version of this book is open in another tab: reload this page to have its runs saved again.');
      };
      database.onclose = () => closed('The browser has closed its storage: runs are kept in memory only.');
      resolve(database);
    };
  });
}

/**
 * One transaction. It is done when the browser says that it is complete, not when its requests have succeeded: a full disk
 * shows only then.
 */
export function transact<T>(
  database: IDBDatabase,
  mode: 'readonly' | 'readwrite',
  work: (store: (name: string) => IDBObjectStore, keep: (value: T) => void, stop: (why: Error) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let transaction: IDBTransaction;
    try {
      transaction = database.transaction([heads, blobs], mode, { durability: 'strict' });
    } catch (error) {
      return reject(
        new NotSaved(`The browser’s storage is closed (${nameOf(error)}): reload the page to open it again.`),
      );
    }
    let result: T;
    let stopped: Error | null = null;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(stopped ?? failed(transaction.error));
    work(
      (name) => transaction.objectStore(name),
      (value) => (result = value),
      (why) => {
        stopped = why;
        transaction.abort();
      },
    );
  });
}

function failed(error: DOMException | null): NotSaved {
  return new NotSaved(
    error?.name === 'QuotaExceededError'
      ? 'Not saved: the browser’s storage for this site is full. Download the run, or erase saved runs.'
      : `Not saved: the browser’s storage failed (${nameOf(error)}). Download the run to keep it.`,
  );
}

const nameOf = (error: unknown) =>
  error instanceof Error || error instanceof DOMException ? error.name : 'no reason given';
