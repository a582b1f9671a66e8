/** A static file server of one page: right media types, the site under its base, nothing outside the folder. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** The file for a request path, or null; a folder stands for its index.html. */
async function fileFor(root: string, path: string): Promise<string | null> {
  const file = join(root, normalize(`/${path}`));
  if (file !== root && !file.startsWith(`${root}/`)) return null;
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return file;
  if (!found?.isDirectory()) return null;
  const index = join(file, 'index.html');
  return (await stat(index).catch(() => null)) ? index : null;
}

export interface Serving {
  /** http://localhost:4321/book/ */
  url: string;
  server: Server;
  close(): Promise<void>;
}

/**
 * Serves `folder` under `base`.
 * @param port 0 takes any free one.
 * @throws Error with a sentence if the port is taken.
 */
export async function serve(folder: string, base = '/', port = 0): Promise<Serving> {
  const root = resolve(folder);
  const prefix = `/${base.replace(/^\/|\/$/g, '')}/`.replace('//', '/');
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
      const redirect = (to: string): void => void response.writeHead(302, { location: to + search }).end();
      if (!pathname.startsWith(prefix)) {
        if (pathname === '/' || `${pathname}/` === prefix) return redirect(prefix);
        response.writeHead(404, { 'content-type': 'text/plain' }).end(`The book is at ${prefix}`);
        return;
      }
      let path: string;
      try {
        path = decodeURIComponent(pathname.slice(prefix.length));
      } catch {
        response.writeHead(400).end();
        return;
      }
      const file = await fileFor(root, path);
      if (file?.endsWith('/index.html') && !/(^|\/)(index\.html)?$/.test(path)) return redirect(`${pathname}/`);
      const shown = file ?? (await fileFor(root, '404.html'));
      const headers = {
        'content-type': types[extname(shown ?? '.txt')] ?? 'application/octet-stream',
        'cache-control': path.startsWith('_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'x-content-type-options': 'nosniff',
      };
      response.writeHead(file ? 200 : 404, headers);
      if (shown && request.method !== 'HEAD') createReadStream(shown).pipe(response);
      else response.end();
    })();
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      fail(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is taken: choose another, as in PORT=4400 npm start.`)
          : error,
      );
    });
    server.listen(port, done);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://localhost:${actual}${prefix}`,
    server,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
