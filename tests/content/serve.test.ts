import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../../scripts/serve.ts';
import type { Serving } from '../../scripts/serve.ts';

const outside = mkdtempSync(join(tmpdir(), 'serve-'));
let serving: Serving;

beforeAll(async () => {
  mkdirSync(join(outside, 'site/page'), { recursive: true });
  mkdirSync(join(outside, 'site/_astro'));
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(outside, 'site/index.html'), 'home');
  writeFileSync(join(outside, 'site/404.html'), 'lost');
  writeFileSync(join(outside, 'site/page/index.html'), 'page');
  writeFileSync(join(outside, 'site/_astro/net.wasm'), '');
  serving = await serve(join(outside, 'site'), '/book/');
});
afterAll(async () => {
  await serving.close();
  rmSync(outside, { recursive: true });
});

/** As it is written: fetch would tidy the path up first. */
const get = (path: string) =>
  new Promise<{ status: number; type: string; location: string; text: string; cache: string }>((done, fail) => {
    const { port } = new URL(serving.url);
    request({ port, path, host: 'localhost' }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () =>
        done({
          status: response.statusCode!,
          type: response.headers['content-type'] ?? '',
          location: response.headers.location ?? '',
          cache: response.headers['cache-control'] ?? '',
          text,
        }),
      );
    })
      .on('error', fail)
      .end();
  });

test('pages and files have their media types, and hashed ones are kept', async () => {
  expect(await get('/book/')).toMatchObject({ status: 200, text: 'home', type: 'text/html; charset=utf-8' });
  expect(await get('/book/page/')).toMatchObject({ status: 200, text: 'page', cache: 'no-cache' });
  const wasm = await get('/book/_astro/net.wasm');
  expect(wasm).toMatchObject({ status: 200, type: 'application/wasm' });
  expect(wasm.cache).toContain('immutable');
});

test('a folder without its slash and the bare host lead to the right place', async () => {
  expect(await get('/book/page')).toMatchObject({ status: 302, location: '/book/page/' });
  expect(await get('/')).toMatchObject({ status: 302, location: '/book/' });
  expect(await get('/book?q=1')).toMatchObject({ status: 302, location: '/book/?q=1' });
});

test('what is not there is the page for that, with its status', async () => {
  expect(await get('/book/none/')).toMatchObject({ status: 404, text: 'lost' });
  expect(await get('/elsewhere/')).toMatchObject({ status: 404 });
});

test('nothing outside of the folder is served', async () => {
  for (const path of [
    '/book/../secret.txt',
    '/book/%2e%2e/secret.txt',
    '/book/..%2fsecret.txt',
    '/book/%2e%2e%2fsite%2f..%2fsecret.txt',
  ]) {
    expect((await get(path)).text).not.toContain('secret');
  }
  expect((await get('/book/%E0%A4%A')).status).toBe(400);
});

test('a taken port is told in a sentence', async () => {
  const port = Number(new URL(serving.url).port);
  await expect(serve(outside, '/', port)).rejects.toThrow(`Port ${port} is taken`);
});
