/** Keeps downloaded files in the browser's Cache API, in a page or a worker. What cannot be kept is no error, only a sentence. */

export interface FileCache {
  /** Null where nothing is kept, for whatever reason. Never throws. */
  get(url: string): Promise<Uint8Array | null>;
  /** @returns why the file could not be kept, or null. Never throws. */
  put(url: string, bytes: Uint8Array): Promise<string | null>;
  /** Forgets a file that turned out to be no good. Never throws. */
  forget(url: string): Promise<void>;
}

const cacheName = 'gans-vs-diffusion-files';
/** A storage that does not answer must not hold up a download. */
const deadline = 5000;

/** `storage` is missing in a private window of some browsers, and on a page without HTTPS. */
export function browserFileCache(storage: CacheStorage | undefined = globalThis.caches): FileCache {
  const open = async () => {
    if (!storage) throw new DOMException('no Cache API', 'NotSupportedError');
    return storage.open(cacheName);
  };
  return {
    get: (url) =>
      answered(async () => {
        const response = await (await open()).match(url);
        return response ? new Uint8Array(await response.arrayBuffer()) : null;
      }).catch(() => null),
    put: (url, bytes) =>
      answered(async () => {
        await (await open()).put(url, new Response(new Uint8Array(bytes)));
        return null;
      }).catch((error: unknown) =>
        (error as { name?: unknown } | null)?.name === 'QuotaExceededError'
          ? 'The file was not kept: the storage that this browser gives to the page is full. It will be downloaded again next time.'
          : 'The file was not kept: this browser keeps nothing for this page. It will be downloaded again next time.',
      ),
    forget: (url) =>
      answered(async () => {
        await (await open()).delete(url);
      }).catch(() => {}),
  };
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('no answer', 'TimeoutError')), deadline);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}
