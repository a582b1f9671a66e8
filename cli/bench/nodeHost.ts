/** Engines in processes of Node. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineName, Served } from './engine.ts';
import { caller, type Answer } from './rpc.ts';

export interface Hosted {
  engine: Served;
  close(): Promise<void>;
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** @param adapter which WebGPU the process is given: none, or Dawn's null device, which accepts everything and does nothing */
export async function hostInNode(name: EngineName, adapter: 'none' | 'null'): Promise<Hosted> {
  const eager = name === 'eager' || name === 'patched';
  const hooks = [path('../../scripts/node-hooks.mjs'), ...(eager ? [path('eager-hooks.mjs')] : [])];
  const child = fork(path('nodeChild.ts'), [name, adapter], {
    execArgv: hooks.flatMap((hook) => ['--import', hook]),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)));
  const { remote, receive, fail } = caller<Served>((call) => child.send(call));
  await new Promise<void>((ready, refuse) => {
    child.on('message', (message) => (message === 'ready' ? ready() : receive(message as Answer)));
    child.on('exit', (code) => {
      const error = new Error(`The process of ${name} ended with ${code}. ${complaint}`);
      fail(error);
      refuse(error);
    });
  });
  return {
    engine: remote,
    async close() {
      child.removeAllListeners('exit');
      child.disconnect();
      child.kill();
    },
  };
}
