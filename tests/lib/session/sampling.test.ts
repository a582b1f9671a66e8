import { expose, proxy, wrap, type Remote } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { MessageChannel } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlRequest } from '../../../src/lib/control.ts';
import { createDataset } from '../../../src/lib/data/index.ts';
import { faultOf, unlessStopped } from '../../../src/lib/faults.ts';
import { createRng } from '../../../src/lib/random.ts';
import { createSession } from '../../../src/lib/session/session.ts';
import type { OpenRequest, SampleRequest, Samples, Session, WalkProgress } from '../../../src/lib/session/types.ts';
import * as tf from '../../../src/lib/tf.ts';
import { wasmPaths } from '../../helpers/backends.ts';

const assets = fileURLToPath(new URL('../../../public/', import.meta.url));
const session = createSession({ wasmPaths });
afterAll(() => session.close());
const trained = (name: string): OpenRequest => ({ experiment: 'ring', trained: name, backend: 'wasm', assets });

const few = createDataset('ring').sample(20, createRng(5));
/** So many that a step takes milliseconds. */
const many = createDataset('ring').sample(2000, createRng(5));
const n = many.length / 2;

/** Settles as a question does that somebody stops. */
const fault = (answer: Promise<unknown>) => answer.then(() => 'answered', faultOf);

describe.each([
  ['ddpm', 'ancestral'],
  ['ddpm', 'heun'],
  ['edm', 'heun'],
] as const)('the trained %s, asked for a long walk', (name, sampler) => {
  const questions: Record<string, (x: Float32Array, progress?: WalkProgress) => Promise<Samples>> = {
    sample: (x, progress) =>
      session.sample(name, { n: x.length / 2, seed: 3, sampler, samplerSteps: 200, frames: 5 }, progress),
    ...Object.fromEntries(
      (
        [
          (x) => ({ kind: 'edit', x, strength: 1, steps: 1000 }),
          (x) => ({ kind: 'inpaint', x, mask: [1, 0], steps: 200, resamples: 5 }),
          (x) => ({ kind: 'encode', x, steps: 1000 }),
          (x) => ({ kind: 'decode', z: x, steps: 1000 }),
          (x) => ({ kind: 'likelihood', x, steps: 200 }),
        ] as ((x: Float32Array) => ControlRequest)[]
      ).map((of) => [
        of(few).kind,
        (x: Float32Array, progress?: WalkProgress) => session.control(name, of(x), progress),
      ]),
    ),
  };
  beforeAll(async () => void (await session.open(trained(name))));

  test.each(Object.keys(questions))(
    '%s ends when it is stopped, with all its tensors, and can be asked again',
    async (kind) => {
      const ask = questions[kind]!;
      const wanted = await ask(few);
      const before = tf.memory().numTensors;
      const long = ask(many);
      await session.stop();
      await expect(long).rejects.toMatchObject({
        name: 'Stopped',
        message: expect.stringMatching(/^The question was stopped at step \d+ of \d+\.$/),
      });
      expect(tf.memory().numTensors).toBe(before);
      expect((await ask(few)).x).toEqual(wanted.x);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

describe('a walk', () => {
  beforeAll(async () => void (await session.open(trained('ddpm'))));
  const long: SampleRequest = { n: 5 * n, seed: 1, sampler: 'ancestral', samplerSteps: 200 };

  test('tells how far it is, and the answer is the same', async () => {
    const told: [number, number][] = [];
    const answer = await session.sample('ddpm', long, async (done, of) => void told.push([done, of]));
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(([, of]) => of))).toEqual(new Set([200]));
    const steps = told.map(([done]) => done);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps[0]).toBeGreaterThan(0);
    expect(steps.at(-1)).toBeLessThanOrEqual(200);
    expect(answer.x).toEqual((await session.sample('ddpm', long)).x);
  });

  test('that is told of slowly takes no longer by its own clock', async () => {
    let waited = 0;
    const started = performance.now();
    const { seconds } = await session.sample('ddpm', { ...long, samplerSteps: 100 }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      waited += 0.4;
    });
    expect(waited).toBeGreaterThan(0);
    expect(seconds).toBeLessThan((performance.now() - started) / 1000 - 0.9 * waited);
  });

  test('a measurement is stopped like the samples behind it', async () => {
    const measured = session.measure('ddpm', 20_000);
    await session.stop();
    expect(await fault(measured)).toBe('Stopped');
    expect(await fault(session.measure('ddpm', 20))).toBe('answered');
  });

  test('a stop that comes when nothing is asked ends nothing', async () => {
    await session.stop();
    expect(await fault(session.sample('ddpm', { n: 20, seed: 1 }))).toBe('answered');
  });

  test('all that are under way are stopped, and none that comes after', async () => {
    const asked = [session.sample('ddpm', long), session.sample('ddpm', { ...long, seed: 2 })];
    await session.stop();
    const next = session.sample('ddpm', { ...long, n: 20 });
    expect(await Promise.all([...asked, next].map(fault))).toEqual(['Stopped', 'Stopped', 'answered']);
  });

  test.each([
    ['closed', () => session.close()],
    ['opened again', () => session.open(trained('ddpm'))],
  ])('ends before the session is %s under it', async (_, change) => {
    await session.open(trained('ddpm'));
    let end: unknown = 'under way';
    await new Promise<void>((told) => {
      const slow = () => (told(), new Promise<void>((heard) => setTimeout(heard, 50)));
      void fault(session.sample('ddpm', long, slow)).then((how) => (end = how));
    });
    await change();
    expect(end).toBe('Stopped');
    await session.close();
    expect(tf.memory().numTensors).toBe(0);
    await session.open(trained('ddpm'));
  });

  test('a listener that fails ends it, with all its tensors', async () => {
    const before = tf.memory().numTensors;
    const failing = session.sample('ddpm', long, () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('what is asked from a report is stopped, and training goes on', async () => {
  await session.open({
    experiment: 'ring',
    models: ['ddpm'],
    config: { budget: 200, steps: 30, batchSize: 16 },
    backend: 'wasm',
    assets,
  });
  const answers: unknown[] = [];
  const end = await session.train(
    async () => {
      const asked = unlessStopped(session.sample('ddpm', { n: 4000, samplerSteps: 200 }));
      await session.stop();
      answers.push(await asked);
    },
    { reportMilliseconds: 1 },
  );
  expect(end).toBe('done');
  expect(answers.length).toBeGreaterThan(0);
  expect(new Set(answers)).toEqual(new Set([null]));
});

describe('over a message channel', () => {
  const { port1, port2 } = new MessageChannel();
  expose(session, nodeEndpoint(port1));
  const remote = wrap<Session>(nodeEndpoint(port2)) as Remote<Session>;
  afterAll(() => {
    port1.close();
    port2.close();
  });

  test('a stop arrives while the walk runs, and its name comes back', async () => {
    await remote.open(trained('edm'));
    let told = 0;
    const listener = proxy(async (done: number) => void (told = done));
    const asked = remote
      .sample('edm', { n: 5 * n, sampler: 'heun', samplerSteps: 200 }, listener)
      .then(() => null, (error: Error) => error); // prettier-ignore
    while (told === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await remote.stop();
    const error = await asked;
    expect(faultOf(error)).toBe('Stopped');
    const step = Number(/at step (\d+) of 200/.exec(error!.message)![1]);
    expect(step).toBeGreaterThanOrEqual(told);
    expect(step).toBeLessThan(150);
  });
});
