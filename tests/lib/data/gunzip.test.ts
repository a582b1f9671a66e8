import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { expanded, gunzip } from '../../../src/lib/data/gunzip.ts';
import { createRng } from '../../../src/lib/random.ts';

const gzip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
const rng = createRng(1);
const noise = Uint8Array.from({ length: 100_000 }, () => rng.integer(256));
const packed = gzip(noise);

test('what gzip packed is unpacked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      expect(await gunzip(gzip(bytes))).toEqual(bytes);
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('progress never goes back and ends with all bytes in and out', async () => {
  const seen: { bytesIn: number; bytesOut: number }[] = [];
  await gunzip(packed, { progress: (p) => seen.push(p) });
  expect(seen.at(-1)).toEqual({ bytesIn: packed.length, bytesOut: noise.length });
  for (let i = 1; i < seen.length; i++) {
    expect(seen[i]!.bytesIn).toBeGreaterThanOrEqual(seen[i - 1]!.bytesIn);
    expect(seen[i]!.bytesOut).toBeGreaterThan(seen[i - 1]!.bytesOut);
  }
});

test('a bomb is stopped soon after the limit, long before its end', async () => {
  // The same compressed megabyte of zeros six hundred times: 0.6 MB that are 600 MB.
  const megabyte = deflateRawSync(new Uint8Array(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH });
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
  const bomb = new Uint8Array(Buffer.concat([header, ...new Array<Uint8Array>(600).fill(megabyte)]));
  const limit = 2 ** 22;
  let most = { bytesIn: 0, bytesOut: 0 };
  const promise = gunzip(bomb, { name: 'train.idx.gz', limit, progress: (p) => (most = p) });
  await expect(promise).rejects.toThrow('train.idx.gz: it expands past 4,194,304 bytes; stopped.');
  expect(most.bytesOut).toBeLessThanOrEqual(limit);
  expect(most.bytesIn).toBeLessThan(bomb.length / 3);
});

test('exactly the limit is allowed, one byte more is not', async () => {
  expect(await gunzip(packed, { limit: noise.length })).toHaveLength(noise.length);
  await expect(gunzip(packed, { limit: noise.length - 1 })).rejects.toThrow(BadInput);
});

test.each([
  ['ends early', packed.slice(0, -20)],
  ['lacks its checksum', packed.slice(0, -8)],
  ['is only a header', packed.slice(0, 5)],
  ['has a wrong byte', packed.map((v, i) => (i === 500 ? v ^ 255 : v))],
  ['has a wrong checksum', packed.map((v, i) => (i === packed.length - 6 ? v ^ 1 : v))],
])('a file that %s is refused with a sentence', async (_, bytes) => {
  await expect(gunzip(bytes, { name: 'a.gz' })).rejects.toThrow(BadInput);
  await expect(gunzip(bytes, { name: 'a.gz' })).rejects.toThrow('a.gz: the compressed data are damaged or end early');
});

test('a file that is not gzip is refused, and taken as it is by `expanded`', async () => {
  await expect(gunzip(Uint8Array.of(1, 2, 3), { name: 'a.gz' })).rejects.toThrow('a.gz: it is not a gzip file');
  expect(await expanded(Uint8Array.of(1, 2, 3))).toEqual(Uint8Array.of(1, 2, 3));
  expect(await expanded(packed)).toEqual(noise);
});

test('it can be stopped', async () => {
  const stop = new AbortController();
  const promise = gunzip(packed, {
    signal: stop.signal,
    progress: () => stop.abort(new Error('stopped by the reader')),
  });
  await expect(promise).rejects.toThrow('stopped by the reader');
});
