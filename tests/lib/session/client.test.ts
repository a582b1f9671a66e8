import { expose } from 'comlink';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { claim, connect, makeWorker, release, restart, stop } from '../../../src/lib/session/client.ts';
import type { Session } from '../../../src/lib/session/types.ts';

/** A worker as the client sees one, whose other end is in the same thread. */
class FakeWorker extends EventTarget {
  #channel = new MessageChannel();
  onmessage: unknown = null;
  terminated = false;
  constructor(session: Partial<Session>) {
    super();
    expose(session, this.#channel.port2 as never);
    this.#channel.port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent('message', { data }));
  }
  postMessage(message: unknown, transfer: Transferable[] = []) {
    this.#channel.port1.postMessage(message, transfer as never);
  }
  terminate() {
    this.terminated = true;
    this.#channel.port1.close();
    this.#channel.port2.close();
  }
  crash(message: string) {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

const create = makeWorker.create;
let workers: FakeWorker[] = [];
let session: Partial<Session>;

beforeEach(() => {
  workers = [];
  session = {
    open: vi.fn(async () => ({ dim: 2 }) as never),
    close: vi.fn(async () => {}),
    ping: async () => {},
    pause: vi.fn(async () => {}),
    stop: vi.fn(async () => {}),
    async train(report) {
      await report({ step: 7 } as never);
      return 'done';
    },
    sample: () => new Promise(() => {}),
  };
  makeWorker.create = () => {
    const worker = new FakeWorker(session);
    workers.push(worker);
    return worker as unknown as Worker;
  };
});
afterEach(() => {
  restart();
  makeWorker.create = create;
});

const holder = () => ({ yield: vi.fn(async () => {}) });

it('one worker serves the whole page', async () => {
  expect(connect()).toBe(connect());
  expect(await connect().open({ experiment: 'ring', assets: '/' })).toEqual({ dim: 2 });
  expect(workers).toHaveLength(1);
});

it('callbacks work without ceremony', async () => {
  const steps: number[] = [];
  expect(await connect().train(({ step }) => void steps.push(step))).toBe('done');
  expect(steps).toEqual([7]);
});

it('a figure that starts makes the other one yield, and either is told when it must open again', async () => {
  const [a, b] = [holder(), holder()];
  expect((await claim(a)).fresh).toBe(true);
  await connect().open({ experiment: 'ring', assets: '/' });
  expect((await claim(a)).fresh).toBe(false);
  expect(a.yield).not.toHaveBeenCalled();
  expect((await claim(b)).fresh).toBe(true);
  expect(a.yield).toHaveBeenCalledTimes(1);
  expect((await claim(a)).fresh).toBe(true);
  expect(b.yield).toHaveBeenCalledTimes(1);
  await release(a);
  expect(session.close).toHaveBeenCalledTimes(1);
});

it('two figures that start at once take turns', async () => {
  const order: string[] = [];
  const slow = {
    yield: () => new Promise<void>((resolve) => setTimeout(() => (order.push('slow yielded'), resolve()), 20)),
  };
  await claim(slow);
  const [b, c] = [holder(), holder()];
  await Promise.all([claim(b).then(() => order.push('b')), claim(c).then(() => order.push('c'))]);
  expect(order).toEqual(['slow yielded', 'b', 'c']);
  expect(b.yield).toHaveBeenCalledTimes(1);
  await release(c);
});

it('what a figure asks is stopped by that figure, and by no other', async () => {
  const [a, b] = [holder(), holder()];
  await claim(a);
  await stop(b);
  expect(session.stop).not.toHaveBeenCalled();
  await connect().open({ experiment: 'ring', assets: '/' });
  await stop(b);
  expect(session.stop).not.toHaveBeenCalled();
  await stop(a);
  expect(session.stop).toHaveBeenCalledTimes(1);
  await release(a);
});

it('a crash rejects what is under way with a sentence, and the next start gets a new worker', async () => {
  const a = holder();
  const { session: first } = await claim(a);
  const hanging = first.sample('gan', { n: 1 });
  workers[0]!.crash('out of memory');
  await expect(hanging).rejects.toThrow('The training worker stopped: out of memory.');
  await first.pause(); // nothing trains in a dead worker
  const next = await claim(a);
  expect(next.fresh).toBe(true);
  expect(workers).toHaveLength(2);
  expect(workers[0]!.terminated).toBe(true);
  expect(await next.session.open({ experiment: 'ring', assets: '/' })).toEqual({ dim: 2 });
  await release(a);
});

it('a worker that cannot be loaded is told apart from one that crashed', async () => {
  const opening = connect().sample('gan', { n: 1 });
  workers[0]!.crash('');
  await expect(opening).rejects.toThrow('The training worker could not be loaded. Check the connection and try again.');
});
