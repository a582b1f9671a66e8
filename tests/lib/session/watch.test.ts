import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { condemn, read, renew } from '../../../src/lib/engine/health.ts';
import { faultOf, RunFault } from '../../../src/lib/faults.ts';
import { createSession } from '../../../src/lib/session/session.ts';
import type { OpenRequest, SessionSnapshot } from '../../../src/lib/session/types.ts';
import { watchEvery } from '../../../src/lib/session/watch.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend, wasmPaths } from '../../helpers/backends.ts';
import { make, tiny } from '../../helpers/models.ts';

const assets = fileURLToPath(new URL('../../../public/', import.meta.url));
const { data: _data, ...small } = tiny;
const request: OpenRequest = { experiment: 'ring', config: { ...small, steps: 400 }, backend: 'wasm', assets };
const session = createSession({ wasmPaths });
afterEach(async () => {
  renew();
  await session.close();
});

/** Puts one NaN into a group of weights of an open run. */
async function poison(model: string, group: string, value = NaN): Promise<SessionSnapshot> {
  const snapshot = await session.snapshot();
  const name = Object.keys(snapshot.models[model]!.tensors).find((key) => key.startsWith(group))!;
  snapshot.models[model]!.tensors[name]![0] = value;
  await session.restore(snapshot);
  return snapshot;
}
const fault = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('nothing was noticed'),
    (error: unknown) => error as Error,
  );

test.each([
  ['wasm', 'gan', 'D.'],
  ['wasm', 'gan', 'G.'],
  ['wasm', 'ddpm', 'weights.'],
  ['wasm', 'ddpm', 'ema.'], // no loss ever reads the average: only the weights can tell
] as const)(
  'on %s, a NaN in the weights %s %s is noticed within 50 steps',
  async (backend, model, group) => {
    if (!(await useBackend(backend))) return;
    await session.open({ ...request, backend, models: [model] });
    await session.train(() => {}, { stopAfter: 3 });
    const { step } = await poison(model, group);
    const before = tf.memory().numTensors;
    const error = await fault(session.train(() => {}, { reportMilliseconds: 1e9 }));
    expect(faultOf(error)).toBe('NotFinite');
    expect(error.message).toMatch(/(is|are) no longer (a number|numbers): noticed at step \d+\.$/);
    expect(Number(/\d+/.exec(error.message)![0])).toBeLessThanOrEqual(step + 2 * watchEvery);
    expect(tf.memory().numTensors).toBe(before);
  },
  60_000,
);

test.each(['cpu', 'wasm', 'webgpu'] as const)('on %s, the pulse of a model with one NaN is no number', async (name) => {
  if (!(await useBackend(name))) return;
  const { model } = make('ddpm', { ...tiny, budget: 200 });
  const beat = async () => (await read(model.pulse()))[0]!;
  expect(await beat()).toBeCloseTo(await beat());
  const saved = await model.snapshot();
  saved.tensors['ema.2']![3] = NaN;
  model.restore(saved);
  expect(await beat()).toBeNaN();
  model.dispose();
});

test('an infinite weight is noticed too', async () => {
  await session.open(request);
  await poison('ddpm', 'ema.', Infinity);
  expect(faultOf(await fault(session.train(() => {})))).toBe('NotFinite');
});

test('a learning rate that is far too large ends the run with the loss that broke', async () => {
  await session.open({ ...request, config: { ...request.config, learningRate: 1, learningRateD: 1 } });
  await session.set({ learningRate: 1e38 });
  const error = await fault(session.train(() => {}));
  expect(faultOf(error)).toBe('NotFinite');
  expect(error.message).toMatch(/^The (noise loss|weights of the diffusion model)/);
});

test('a snapshot never holds what is not a number', async () => {
  await session.open(request);
  await poison('gan', 'D.');
  await expect(session.snapshot()).rejects.toThrow('The weights of the GAN are no longer numbers: noticed at step 0.');
});

test('a condemned engine stops at that step and refuses all further work', async () => {
  await session.open(request);
  const reports: number[] = [];
  const training = session.train(
    ({ step }) => {
      reports.push(step);
      condemn(new RunFault('Invalid', 'The graphics device refused a command.'));
    },
    { reportMilliseconds: 0 },
  );
  await expect(training).rejects.toThrow(/refused a command/);
  expect(reports.length).toBe(1);
  for (const call of [() => session.sample('gan', { n: 4 }), () => session.snapshot(), () => session.open(request)]) {
    await expect(call()).rejects.toThrow(/refused a command/);
  }
});

test('a setup that needs more memory than there is is refused with both sizes', async () => {
  const huge = { ...request, config: { ...request.config, batchSize: 4096, budget: 5_000_000 } };
  const error = await fault(session.open(huge));
  expect(faultOf(error)).toBe('TooLarge');
  expect(error.message).toMatch(
    /^This setup needs about [\d,]+ MB of memory for a step; this device allows [\d,]+ MB\. Reduce/,
  );
});

test('a saved state of other models changes nothing', async () => {
  await session.open(request);
  const snapshot = await session.snapshot();
  const { gan } = snapshot.models;
  await expect(session.restore({ ...snapshot, models: { gan: gan! } })).rejects.toThrow(
    'The saved state is of gan; this run trains ddpm and gan.',
  );
  expect(await session.snapshot()).toEqual(snapshot);
});
