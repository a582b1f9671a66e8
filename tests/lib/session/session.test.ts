import { expose, proxy, wrap, type Remote } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { MessageChannel } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { decode, encode } from '../../../src/lib/session/checkpoint/format.ts';
import { createSession } from '../../../src/lib/session/session.ts';
import type { OpenRequest, Progress, Session } from '../../../src/lib/session/types.ts';
import * as tf from '../../../src/lib/tf.ts';
import { wasmPaths } from '../../helpers/backends.ts';
import { tiny } from '../../helpers/models.ts';

const assets = fileURLToPath(new URL('../../../public/', import.meta.url));
const { data: _data, ...small } = tiny;
const request: OpenRequest = { experiment: 'ring', config: { ...small, steps: 60 }, backend: 'wasm', assets };

const plain = createSession({ wasmPaths });
afterEach(() => plain.close());

describe('a session over a message channel', () => {
  const { port1, port2 } = new MessageChannel();
  const served = createSession({ wasmPaths });
  expose(served, nodeEndpoint(port1));
  const session = wrap<Session>(nodeEndpoint(port2)) as Remote<Session>;
  afterAll(async () => {
    await session.close();
    port1.close();
    port2.close();
  });

  test('opens, trains, is paused from inside a report, samples, probes, measures', async () => {
    const opened = await session.open(request);
    expect(opened.backend.name).toBe('wasm');
    expect(opened.models.gan!.parameters).toBeGreaterThan(300);
    expect(opened.bands.hq!.median).toBeGreaterThan(0.97);
    expect(opened.references['ddpm.eps']!.value).toBeGreaterThan(0.05);
    const reports: Progress[] = [];
    const end = await session.train(
      proxy(async (progress: Progress) => {
        reports.push(progress);
        if (reports.length === 1) await session.pause();
      }),
      { reportMilliseconds: 0 },
    );
    expect(end).toBe('paused');
    expect(reports.at(-1)!.step).toBeLessThan(60);
    expect(reports[0]!.losses['ddpm.eps']!.length).toBe(reports[0]!.lossSteps.length);
    const samples = await session.sample('ddpm', { n: 12, frames: 4, seed: 1 });
    expect(samples.x.length).toBe(24);
    expect(samples.frames.map((f) => f.t).at(0)).toBe(20);
    expect(samples.frames.at(-1)).toEqual({ t: 0, x: samples.x });
    expect(samples.evaluations).toBe(10);
    expect((await session.probe('gan', 'D', new Float32Array(10))).length).toBe(5);
    expect((await session.probe('gan', 'force', new Float32Array(10))).length).toBe(10);
    expect((await session.evaluate('ddpm', 'lossPerT')).length).toBe(20);
    expect((await session.measure('gan', 100)).values.swd).toBeGreaterThan(0);
  });

  test('sends errors across as whole sentences', async () => {
    await expect(session.sample('vae', { n: 1 })).rejects.toThrow(/no model "vae"; it has gan and ddpm/);
    await expect(session.probe('gan', 'x', new Float32Array(2))).rejects.toThrow(
      /no probe "x"; it has D, logit, force/,
    );
    await expect(session.open({ ...request, experiment: 'mars' as never })).rejects.toThrow(/There are ring, grid25/);
  });
});

describe('a session', () => {
  test('trains to the end and says so, with all its losses accounted for', async () => {
    await plain.open(request);
    const steps: number[] = [];
    const end = await plain.train((p) => void steps.push(...p.lossSteps), { reportMilliseconds: 1 });
    expect(end).toBe('done');
    expect(steps).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });

  test('takes single steps', async () => {
    await plain.open(request);
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) await plain.train((p) => void seen.push(p.step), { stopAfter: 1 });
    expect(seen).toEqual([1, 2, 3]);
  });

  test('changes a learning rate without touching what was learned, and ignores keys that need a new model', async () => {
    await plain.open(request);
    await plain.train(() => {}, { stopAfter: 5 });
    const before = await plain.snapshot();
    const { config, references } = await plain.set({ learningRate: 0.5, loss: 'hinge', T: 999 } as never);
    expect(config).toMatchObject({ learningRate: 0.5, loss: 'hinge', T: 20 });
    expect(references['gan.d']!.value).toBe(2); // the line to draw against follows the loss
    expect((await plain.snapshot()).models).toEqual(before.models);
  });

  test('a run restored in a new session equals the run that was left alone, bit for bit', async () => {
    await plain.open(request);
    await plain.train(() => {}, { stopAfter: 10 });
    const saved = structuredClone(await plain.snapshot());
    await plain.train(() => {}, { stopAfter: 10 });
    const alone = await plain.snapshot();
    const other = createSession({ wasmPaths });
    await other.open(request);
    await other.restore(saved);
    await other.train(() => {}, { stopAfter: 10 });
    const resumed = await other.snapshot();
    expect({ ...resumed, seconds: 0 }).toEqual({ ...alone, seconds: 0 });
    await other.close();
  });

  test('a run killed at step 500 and resumed from its file equals, at step 1,000, the run left alone', async () => {
    const long = { ...request, config: { ...request.config, budget: 200, batchSize: 8, steps: 1000 } };
    await plain.open(long);
    await plain.train(() => {}, { stopAfter: 500 });
    const file = await encode({ snapshot: await plain.snapshot(), savedAt: 0, curves: {} });
    await plain.train(() => {});
    const alone = await plain.snapshot();
    const other = createSession({ wasmPaths });
    const { snapshot } = await decode(file);
    await other.open({ ...long, config: snapshot.config });
    await other.restore(snapshot);
    await other.train(() => {});
    expect(alone.step).toBe(1000);
    expect({ ...(await other.snapshot()), seconds: 0 }).toEqual({ ...alone, seconds: 0 });
    await other.close();
  }, 90_000);

  test('refuses to train twice at once, and to work when nothing is open', async () => {
    await expect(plain.sample('gan', { n: 1 })).rejects.toThrow(/No experiment is open/);
    await plain.open(request);
    const first = plain.train(() => {}, { stopAfter: 3 });
    expect(() => plain.train(() => {})).toThrow(/training already/);
    await first;
  });

  test('tells a refused allocation in the middle of training as what it is, and goes on with half the batch', async () => {
    await plain.open(request);
    await plain.train(() => {}, { stopAfter: 5 });
    const saved = await plain.snapshot();
    const failing = plain.train(() => {
      throw new RangeError('Array buffer allocation failed');
    });
    await expect(failing).rejects.toMatchObject({ name: 'OutOfMemory', message: 'The engine ran out of memory.' });
    const batchSize = saved.config.batchSize / 2;
    const { config } = await plain.open({ ...request, config: { ...saved.config, batchSize } });
    expect(config.batchSize).toBe(batchSize);
    await plain.restore(saved);
    expect(await plain.train(() => {})).toBe('done');
    expect((await plain.snapshot()).step).toBe(60);
  });

  test('gives all tensors back when closed, also in the middle of a run', async () => {
    const before = tf.memory().numTensors;
    await plain.open({ ...request, config: { ...small, steps: 10_000 } });
    const running = plain.train(() => {}, { reportMilliseconds: 5 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await plain.close();
    await running;
    expect(tf.memory().numTensors).toBe(before);
  });
});
