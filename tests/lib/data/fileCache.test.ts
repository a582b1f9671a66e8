import { afterEach, expect, test, vi } from 'vitest';
import { browserFileCache } from '../../../src/lib/data/fileCache.ts';

/** The Cache API over a Map. */
function storage(change: Partial<Record<'put' | 'match' | 'delete', () => Promise<never>>> = {}): CacheStorage {
  const kept = new Map<string, Uint8Array>();
  const cache = {
    match: async (url: string) => (kept.has(url) ? new Response(new Uint8Array(kept.get(url)!)) : undefined),
    put: async (url: string, response: Response) => void kept.set(url, new Uint8Array(await response.arrayBuffer())),
    delete: async (url: string) => kept.delete(url),
    ...change,
  };
  return { open: async () => cache } as unknown as CacheStorage;
}
const url = 'https://example.org/images.gz';
const bytes = Uint8Array.of(1, 2, 3);

afterEach(() => vi.useRealTimers());

test('what is kept is found again, until it is forgotten', async () => {
  const cache = browserFileCache(storage());
  const other = `${url}.other`;
  await cache.put(other, bytes);
  expect(await cache.get(url)).toBeNull();
  expect(await cache.put(url, bytes.subarray(1))).toBeNull();
  expect(await cache.get(url)).toEqual(Uint8Array.of(2, 3));
  await cache.forget(url);
  expect(await cache.get(url)).toBeNull();
  expect(await cache.get(other)).toEqual(bytes);
});

test('a full storage is a sentence, not an error', async () => {
  const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  expect(await browserFileCache(storage({ put: full })).put(url, bytes)).toContain(
    'is full. It will be downloaded again',
  );
});

test('a browser that keeps nothing, or refuses, is a sentence, not an error', async () => {
  const refuses = () => Promise.reject(new DOMException('no', 'SecurityError'));
  const refusing = storage({ put: refuses, match: refuses, delete: refuses });
  for (const cache of [browserFileCache(undefined), browserFileCache(refusing)]) {
    expect(await cache.put(url, bytes)).toContain('this browser keeps nothing for this page');
    expect(await cache.get(url)).toBeNull();
    await expect(cache.forget(url)).resolves.toBeUndefined();
  }
});

test('a storage that does not answer holds nothing up for longer than five seconds', async () => {
  vi.useFakeTimers();
  const silent = () => new Promise<never>(() => {});
  const cache = browserFileCache(storage({ put: silent, match: silent }));
  const both = Promise.all([cache.get(url), cache.put(url, bytes)]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await both).toEqual([null, expect.stringContaining('keeps nothing')]);
});
