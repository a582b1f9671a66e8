/** One engine in a worker of a page; the worker's name says which. */
import type { EngineName } from './engine.ts';
import { answer, type Call } from './rpc.ts';
import { serveEngine } from './serveEngine.ts';

console.warn = () => {};
const wasmPaths = new URL('/wasm/', self.location.href).href;
const engine = serveEngine(self.name as EngineName, { wasmPaths, nullDevice: false });

self.addEventListener('message', ({ data }: MessageEvent<Call>) => {
  void engine
    .then((loaded) => answer(loaded, data))
    .catch((error: unknown) => ({ id: data.id, error: String(error) }))
    .then((result) => self.postMessage(result));
});
