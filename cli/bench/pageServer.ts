/** Serves the bench's pages. Under `/isolated/` a page may share memory between threads; the book's readers have no such page. */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const types: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };
const page = '<!doctype html><meta charset="utf-8"><title>bench</title>';

const wasm = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out', import.meta.url));

export async function servePages(folder: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const isolated = pathname.startsWith('/isolated/');
    const path = normalize(pathname.replace(/^\/isolated\//, '/'));
    const file = path.startsWith('/wasm/') ? join(wasm, path.slice(6)) : join(folder, path);
    const headers = {
      'content-type': types[extname(path)] ?? 'text/html',
      ...(isolated && {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
      }),
    };
    if (path === '/') response.writeHead(200, headers).end(page);
    else if (extname(path) && existsSync(file)) createReadStream(file).pipe(response.writeHead(200, headers));
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const address = server.address() as { port: number };
  return {
    url: `http://localhost:${address.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
