/** A session that trains without end, in a worker, as the page's does; it tells what it holds. */
import type { BackendName } from '../../src/lib/engine/backends.ts';
import { createSession } from '../../src/lib/session/session.ts';
import * as tf from '../../src/lib/tf.ts';
import { answer, type Call } from '../bench/rpc.ts';

console.warn = () => {};
const session = createSession({ wasmPaths: new URL('/wasm/', self.location.href).href });
let step = 0;
let tensors = 0;
let bytes = 0;
let ended = '';
/** Settled inside the next report, when no step is under way, or at training's end. */
let asked: { tell(): void; fail(error: Error): void } | null = null;

/** A net and a batch that a GPU imitated by the processor gets through. */
const tiny = { budget: 200, batchSize: 8, fourier: 0, T: 50, samplerSteps: 5 };
const drawn = { full: 400, tiny: 32 };

const target = {
  async start(backend: BackendName): Promise<string> {
    const opened = await session.open({
      experiment: 'ring',
      config: { steps: 1_000_000_000, ...(backend === 'webgpu' ? tiny : {}) },
      backend,
      assets: '/',
    });
    const n = backend === 'webgpu' ? drawn.tiny : drawn.full;
    if (opened.backend.name !== backend) throw new Error(opened.backend.reason);
    void session
      .train(async (progress) => {
        step = progress.step;
        if (!asked) return;
        // What a figure does while it trains.
        for (const model of ['gan', 'ddpm']) {
          await session.sample(model, { n, seed: 1, frames: 8 });
          await session.measure(model, n);
        }
        ({ numTensors: tensors, numBytes: bytes } = tf.memory());
        asked.tell();
        asked = null;
      })
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      .then((how) => {
        ended = `Training ended: ${how}`;
        asked?.fail(new Error(ended));
      });
    return opened.backend.adapter ?? backend;
  },
  /** What is held in the next report, after samples were drawn and measured. */
  async look(): Promise<{ step: number; tensors: number; bytes: number }> {
    if (ended) throw new Error(ended);
    await new Promise<void>((tell, fail) => (asked = { tell, fail }));
    return { step, tensors, bytes };
  },
};
export type SoakWorker = typeof target;

self.addEventListener('message', ({ data }: MessageEvent<Call>) => {
  void answer(target, data).then((result) => self.postMessage(result));
});
