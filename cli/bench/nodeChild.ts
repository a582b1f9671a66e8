/** One engine in a process of its own: what one library registers or allocates, no other one meets. */
import { fileURLToPath } from 'node:url';
import type { EngineName } from './engine.ts';
import { answer, type Call } from './rpc.ts';
import { serveEngine } from './serveEngine.ts';

console.warn = () => {};
const [name, adapter] = process.argv.slice(2) as [EngineName, 'none' | 'null'];

if (adapter === 'null') {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create(['backend=null']);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
}

const wasmPaths = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/', import.meta.url));
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const engine = await serveEngine(name, { wasmPaths, nullDevice: adapter === 'null' }, processorTime);
process.on('message', (call: Call) => void answer(engine, call).then((result) => process.send!(result)));
process.on('disconnect', () => process.exit(0));
process.send!('ready');
