import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { download } from '../../../src/lib/data/download.ts';
import type { FileCache } from '../../../src/lib/data/fileCache.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  vi.useRealTimers();
});

/** A server of its own for each test. Returns the file's address. */
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/images.gz`;
}
const file = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);

/** A cache in memory. */
function memory(note: string | null = null): FileCache & { kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    get: async (url) => kept.get(url) ?? null,
    put: async (url, bytes) => {
      if (!note) kept.set(url, bytes);
      return note;
    },
    forget: async (url) => void kept.delete(url),
  };
}

describe('a download', () => {
  test('brings the file, and tells how far it is', async () => {
    const url = await serve((_, response) => response.setHeader('content-length', file.length).end(file));
    const seen: { bytes: number; total: number | null }[] = [];
    const { bytes, kept, notes } = await download(url, { progress: (p) => seen.push(p) });
    expect([bytes, kept, notes]).toEqual([file, false, []]);
    expect(seen.at(-1)).toEqual({ bytes: file.length, total: file.length });
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.bytes).toBeGreaterThan(seen[i - 1]!.bytes);
  });

  test('comes from the cache the second time', async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests++;
      response.end(file);
    });
    const cache = memory();
    expect((await download(url, { cache })).kept).toBe(false);
    const again = await download(url, { cache });
    expect([again.kept, again.bytes, requests]).toEqual([true, file, 1]);
  });

  test('goes on without a cache that is full, and says so', async () => {
    const url = await serve((_, response) => response.end(file));
    const { bytes, notes } = await download(url, { cache: memory('The file was not kept.') });
    expect([bytes, notes]).toEqual([file, ['The file was not kept.']]);
  });

  test('is refused at once if the server announces too much', async () => {
    const url = await serve((_, response) => response.setHeader('content-length', 10 ** 9).write('x'));
    await expect(download(url, { limit: 1000 })).rejects.toThrow('the file is longer than 1,000 bytes; stopped.');
  });

  test('is stopped when more comes than was announced', async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      const more = () => {
        sent += file.length;
        if (!response.destroyed) response.write(file, more);
      };
      more();
    });
    await expect(download(url, { limit: 10 ** 6 })).rejects.toThrow(
      'the file is longer than 1,000,000 bytes; stopped.',
    );
    expect(sent).toBeLessThan(10 ** 8);
  });

  test('can be stopped by the reader, with the reader’s reason', async () => {
    const url = await serve((_, response) => response.write(file));
    const stop = new AbortController();
    const promise = download(url, {
      signal: stop.signal,
      progress: () => stop.abort(new Error('stopped by the reader')),
    });
    await expect(promise).rejects.toThrow('stopped by the reader');
    await expect(download(url, { signal: AbortSignal.abort(new Error('never begun')) })).rejects.toThrow('never begun');
  });

  test('is given up after thirty silent seconds', async () => {
    let asked = () => {};
    const reached = new Promise<void>((done) => (asked = done));
    const url = await serve(() => asked()); // and no answer
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const refused = expect(download(url)).rejects.toThrow('nothing has arrived for 30 s. Try again later.');
    await reached;
    await vi.advanceTimersByTimeAsync(30_000);
    await refused;
  });

  test.each<[string, RequestListener, string]>([
    ['an error', (_, response) => response.writeHead(404).end(), 'the server answered 404.'],
    [
      'a page',
      (_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html>'),
      'a page instead of the file',
    ],
    ['nothing', (_, response) => response.end(), 'the file is empty'],
    [
      'half',
      (_, response) => response.setHeader('content-length', 1000).write('half', () => response.destroy()),
      'of 1,000 bytes. Try again.',
    ],
    ['no answer', (request) => request.socket.destroy(), 'cannot be reached. Are you offline?'],
  ])('that brings %s is a sentence with the address', async (_, answer, sentence) => {
    const url = await serve(answer);
    const error: unknown = await download(url).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BadInput);
    expect((error as Error).message).toContain(url);
    expect((error as Error).message).toContain(sentence);
  });

  test('of a file that the site does not offer is a sentence', async () => {
    await expect(download(null)).rejects.toThrow(
      'This site offers no download of that file. Choose your own copy instead.',
    );
  });
});
