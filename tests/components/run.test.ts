import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LiveFigure } from '../../src/components/demos/LiveFigure.ts';
import { LiveRun, type Plan, type RunHooks } from '../../src/components/demos/run.ts';
import { RunFault } from '../../src/lib/faults.ts';
import { makeWorker, restart, type RemoteSession } from '../../src/lib/session/client.ts';
import type { OpenRequest, Progress } from '../../src/lib/session/types.ts';
import { toyWorker } from '../helpers/toyWorker.ts';

const create = makeWorker.create;
const opened: string[] = [];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A worker whose run takes a step a millisecond, and never ends of itself. */
function patient(): Worker {
  let step = 0;
  let pausing = false;
  let stops = 0;
  return toyWorker({
    async open({ experiment }: OpenRequest) {
      await pause(20);
      opened.push(experiment);
      step = 0;
      return { step: 0, config: { seed: 1 }, models: {}, backend: { name: 'wasm', milliseconds: {} } };
    },
    async train(report: (progress: Partial<Progress>) => Promise<void>) {
      for (pausing = false; !pausing; step += 1) {
        await pause(1);
        await report({ step, losses: {} });
      }
      return 'paused';
    },
    pause: async () => void (pausing = true),
    async sample() {
      for (const before = stops; stops === before;) await pause(1);
      throw new RunFault('Stopped', 'The question was stopped.');
    },
    stop: async () => void (stops += 1),
    snapshot: async () => ({ step, models: {}, config: { batchSize: 1 } }),
    restore: async (snapshot: { step: number }) => void (step = snapshot.step),
    close: async () => {},
    ping: async () => {},
  });
}

function runOf(experiment: Plan['experiment'], hooks: Partial<RunHooks> = {}) {
  const figure = {
    state: 'idle',
    dataset: { base: '/' },
    announce: vi.fn(),
    reducedMotion: false,
  } as unknown as LiveFigure;
  const nothing = () => {};
  const run = new LiveRun(figure, {
    plan: () => ({ experiment, models: ['gan'], config: {}, backend: 'wasm' }),
    opened: nothing,
    report: nothing,
    rewind: nothing,
    tell: nothing,
    stopped: nothing,
    ...hooks,
  });
  return { figure, run };
}
const reaches = (figure: LiveFigure, state: string) =>
  vi.waitFor(() => expect(figure.state).toBe(state), { timeout: 2000 });

beforeEach(() => {
  opened.length = 0;
  vi.stubGlobal('location', { href: 'https://example.org/' });
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
  makeWorker.create = patient;
});
afterEach(() => {
  restart();
  vi.unstubAllGlobals();
  makeWorker.create = create;
});

it('gives way to another figure, and goes on where it stopped', async () => {
  const [a, b] = [runOf('ring'), runOf('grid25')];
  const first = a.run.train();
  await reaches(a.figure, 'running');
  await vi.waitFor(() => expect(a.run.step).toBeGreaterThan(5));
  const second = b.run.train();
  await first;
  expect(a.figure.state).toBe('paused');
  await reaches(b.figure, 'running');
  const step = a.run.step;
  const third = a.run.train();
  await second;
  await vi.waitFor(() => expect(a.run.step).toBeGreaterThan(step));
  await a.run.pause();
  await third;
  expect(opened).toEqual(['ring', 'grid25', 'ring']);
});

it('two figures started in one breath take turns: neither waits for itself', async () => {
  const [a, b] = [runOf('ring'), runOf('grid25')];
  const once = a.run.train();
  await reaches(a.figure, 'running');
  await a.run.pause();
  await once;
  const both = [b.run.train(), a.run.train()]; // a has the session, b asks first
  await reaches(a.figure, 'running');
  await both[0];
  expect(b.figure.state).toBe('paused');
  await a.run.pause();
  await both[1];
});

it('a figure that is still opening when another asks gives way before it trains', async () => {
  const [a, b] = [runOf('ring'), runOf('grid25')];
  const first = a.run.train();
  await vi.waitFor(() => expect(a.figure.state).toBe('loading'));
  await pause(5); // the session is a's, its model is on the way
  const second = b.run.train();
  await first;
  expect(a.figure.state).toBe('paused');
  await reaches(b.figure, 'running');
  await b.run.pause();
  await second;
});

it('reset while it opens ends at rest', async () => {
  const { figure, run } = runOf('ring');
  const trained = run.train();
  await pause(5);
  await run.reset();
  await trained;
  expect(figure.state).toBe('idle');
  await pause(30);
  expect([figure.state, run.step]).toEqual(['idle', 0]);
});

it('a pause does not wait for a look, which would go on for ever, and keeps what was learned', async () => {
  const looks: string[] = [];
  const look = (when: string) => async (_: unknown, session: RemoteSession) => {
    looks.push(when);
    await session.sample('gan', { n: 1 });
  };
  const { figure, run } = runOf('ring', {
    report: look('training'),
    stopped: (session) => look('rest')(null, session),
  });
  const trained = run.train();
  await vi.waitFor(() => expect(looks).toEqual(['training']));
  const paused = run.pause();
  await vi.waitFor(() => expect(looks).toEqual(['training', 'rest']));
  expect(figure.state).toBe('running');
  await run.pause(); // pressed again: the last look is not waited for either
  await Promise.all([paused, trained]);
  expect(figure.state).toBe('paused');
  expect(run.current).toBe(true);
  expect(opened).toEqual(['ring']);
});
