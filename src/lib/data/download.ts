/** A download that the reader starts: with a limit, with progress, and it can be stopped. */
import { BadInput, grouped } from './badInput.ts';
import type { FileCache } from './fileCache.ts';

export interface Received {
  bytes: number;
  /** Null where the server does not say. */
  total: number | null;
}

export interface DownloadOptions {
  /** Most bytes that are taken. */
  limit?: number;
  progress?: (received: Received) => void;
  signal?: AbortSignal;
  /** Where a file is kept for the next time. */
  cache?: FileCache;
}

export interface Download {
  bytes: Uint8Array;
  /** Whether it lay in the cache. */
  kept: boolean;
  /** What the reader should know: one sentence each. */
  notes: string[];
}

export const downloadLimit = 64 * 2 ** 20;
/** A connection that has sent nothing for so long is given up. */
const silence = 30_000;

/**
 * @param url from the site's configuration; null where the site offers no such file.
 * @throws BadInput in a sentence; the signal's reason if it is aborted.
 */
export async function download(url: string | null, options: DownloadOptions = {}): Promise<Download> {
  const { limit = downloadLimit, progress, signal, cache } = options;
  if (!url) throw new BadInput('This site offers no download of that file. Choose your own copy instead.');
  signal?.throwIfAborted();
  const found = await cache?.get(url);
  if (found && found.length <= limit) return { bytes: found, kept: true, notes: [] };

  const quiet = new AbortController();
  const stop = signal ? AbortSignal.any([signal, quiet.signal]) : quiet.signal;
  const watch = new Silence(() => quiet.abort(new BadInput(`${url}: nothing has arrived for 30 s. Try again later.`)));
  try {
    const bytes = await receive(url, limit, stop, (received) => {
      watch.heard();
      progress?.(received);
    });
    const note = await cache?.put(url, bytes);
    return { bytes, kept: false, notes: note ? [note] : [] };
  } catch (error) {
    stop.throwIfAborted(); // the reason for the stop, not how the browser puts it
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${url} cannot be reached. Are you offline? You can also choose your own copy.`, {
      cause: error,
    });
  } finally {
    watch.end();
  }
}

async function receive(
  url: string,
  limit: number,
  signal: AbortSignal,
  progress: (received: Received) => void,
): Promise<Uint8Array> {
  const response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (!response.ok) throw new BadInput(`${url}: the server answered ${response.status}. Choose your own copy instead.`);
  if (/^text\/html/i.test(response.headers.get('content-type') ?? '')) {
    throw new BadInput(`${url}: the server answered with a page instead of the file. Choose your own copy instead.`);
  }
  // With a content coding the length is that of the coded bytes, and says nothing about what arrives here.
  const length = response.headers.has('content-encoding') ? NaN : Number(response.headers.get('content-length') ?? NaN);
  const total = Number.isSafeInteger(length) && length > 0 ? length : null;
  const tooLong = () => new BadInput(`${url}: the file is longer than ${grouped(limit)} bytes; stopped.`);
  if (total !== null && total > limit) {
    await response.body?.cancel();
    throw tooLong();
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  const read = () =>
    reader?.read().catch((cause: unknown) => {
      const of = total === null ? '' : ` of ${grouped(total)}`;
      throw new BadInput(`${url}: the connection ended after ${grouped(bytes)}${of} bytes. Try again.`, { cause });
    });
  for (let next = await read(); next && !next.done; next = await read()) {
    bytes += next.value.length;
    if (bytes > limit) {
      await reader!.cancel();
      throw tooLong();
    }
    parts.push(next.value);
    progress({ bytes, total });
  }
  if (bytes === 0) throw new BadInput(`${url}: the file is empty. Choose your own copy instead.`);
  if (total !== null && bytes !== total) {
    throw new BadInput(`${url}: ${grouped(bytes)} of ${grouped(total)} bytes arrived. Try again.`);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Calls when nothing has been heard for a while. */
class Silence {
  #timer: ReturnType<typeof setTimeout>;
  readonly #late: () => void;
  constructor(late: () => void) {
    this.#late = late;
    this.#timer = setTimeout(late, silence);
  }
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#late, silence);
  }
  end(): void {
    clearTimeout(this.#timer);
  }
}
