import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LiveFigure } from '../../src/components/demos/LiveFigure.ts';
import { TrainedModel } from '../../src/components/demos/trained.ts';
import { faultOf } from '../../src/lib/faults.ts';
import { makeWorker, restart } from '../../src/lib/session/client.ts';
import { createSession } from '../../src/lib/session/session.ts';
import type { OpenRequest } from '../../src/lib/session/types.ts';
import * as tf from '../../src/lib/tf.ts';
import { wasmPaths } from '../helpers/backends.ts';
import { toyWorker } from '../helpers/toyWorker.ts';

const create = makeWorker.create;
const opened: OpenRequest[] = [];
let fault: Error | null = null;

/** A worker whose session notes what is opened, and answers a little later. */
const noting = () =>
  toyWorker({
    async open(request: OpenRequest) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (fault) throw fault;
      opened.push(request);
      return { step: 3000, config: { seed: 1 }, backend: { name: 'wasm', milliseconds: {} } };
    },
    close: async () => {},
    ping: async () => {},
  });

const figure = () => ({ state: 'idle', dataset: { base: '/book/' }, announce: vi.fn() }) as unknown as LiveFigure;

beforeEach(() => {
  opened.length = 0;
  fault = null;
  vi.stubGlobal('location', { href: 'https://example.org/book/chapter/' });
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
  makeWorker.create = noting;
});
afterEach(() => {
  restart();
  vi.unstubAllGlobals();
  makeWorker.create = create;
});

it('is opened once, from the site’s own base, however often it is asked for', async () => {
  const one = figure();
  const states: string[] = []; // opening may be over before anybody looks
  Object.defineProperty(one, 'state', {
    get: () => states.at(-1) ?? 'idle',
    set: (state: string) => states.push(state),
  });
  const model = new TrainedModel(one, { experiment: 'digits', trained: 'stylegan' });
  expect(model.name).toBe('stylegan');
  const asked = [model.session(), model.session()];
  await Promise.all(asked);
  await model.session();
  expect(states).toEqual(['loading', 'idle']);
  expect(opened).toEqual([
    expect.objectContaining({
      experiment: 'digits',
      trained: 'stylegan',
      backend: 'auto',
      assets: 'https://example.org/book/',
    }),
  ]);
  expect(one.dataset).toMatchObject({ backend: 'wasm', seed: '1' });
  expect(model.opened!.step).toBe(3000);
});

it('gives way to another figure and is opened again after it', async () => {
  const [a, b] = [
    new TrainedModel(figure(), { experiment: 'ring', trained: 'ddpm' }),
    new TrainedModel(figure(), { experiment: 'ring', trained: 'edm' }),
  ];
  await a.session();
  await b.session();
  await a.session();
  // Both at once, the one that does not have it first: they take turns, and neither waits for itself.
  await Promise.all([b.session(), a.session()]);
  expect(opened.map(({ trained }) => trained)).toEqual(['ddpm', 'edm', 'ddpm', 'edm', 'ddpm']);
});

it('gives way in the middle of a long question, which ends then and there', async () => {
  const real = createSession({ wasmPaths });
  makeWorker.create = () => toyWorker(real);
  vi.stubGlobal('location', { href: new URL('../../public/', import.meta.url).href });
  const here = () => Object.assign(figure(), { dataset: { base: './' } });
  const a = new TrainedModel(here(), { experiment: 'ring', trained: 'edm', backend: 'wasm' });
  const b = new TrainedModel(here(), { experiment: 'ring', trained: 'ddpm', backend: 'wasm' });
  let told = () => {};
  const under = new Promise<void>((resolve) => (told = resolve));
  const first = await a.session();
  const steps: number[] = [];
  const question = { n: 10_000, sampler: 'heun', samplerSteps: 200 } as const; // half a minute
  const long = first.sample('edm', question, (done) => (steps.push(done), told())).then(() => null, faultOf);
  await under;
  const other = (await b.session()).sample('ddpm', { n: 10, seed: 1, samplerSteps: 5 });
  expect(await long).toBe('Stopped');
  expect((await other).x).toHaveLength(20);
  expect(steps.at(-1)).toBeLessThan(100);
  await first.close();
  expect(tf.memory().numTensors).toBe(0);
});

it('ends its own questions on request, and not those of another figure', async () => {
  const stops: string[] = [];
  let last = '';
  makeWorker.create = () =>
    toyWorker({
      open: async ({ trained }: OpenRequest) => {
        last = trained!;
        return { step: 0, config: { seed: 1 }, backend: { name: 'wasm', milliseconds: {} } };
      },
      stop: async () => void stops.push(last),
      close: async () => {},
      ping: async () => {},
    });
  const [a, b] = [
    new TrainedModel(figure(), { experiment: 'ring', trained: 'ddpm' }),
    new TrainedModel(figure(), { experiment: 'ring', trained: 'edm' }),
  ];
  await a.session();
  await b.session();
  expect(stops).toEqual(['ddpm']); // as it gave way
  await a.stop();
  expect(stops).toHaveLength(1);
  await b.stop();
  expect(stops).toEqual(['ddpm', 'edm']);
});

it('a failure is passed on, and the next question tries again', async () => {
  const one = figure();
  const model = new TrainedModel(one, { experiment: 'ring', trained: 'ddpm' });
  fault = new Error('The weights of the trained model ring-ddpm could not be loaded.');
  await expect(model.session()).rejects.toThrow('could not be loaded');
  expect([model.opened, one.state]).toEqual([null, 'idle']); // a figure that stays loading could not be pressed again
  fault = null;
  await model.session();
  expect(model.opened).not.toBeNull();
});

it('an arm that there is not is refused at once', () => {
  expect(() => new TrainedModel(figure(), { experiment: 'ring', trained: 'unet' })).toThrow(/no arm "unet"/);
});
