import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { faultOf, type FaultName } from '../../../src/lib/faults.ts';
import { survive, type Recovery, type Survivor } from '../../../src/lib/session/survive.ts';
import type { OpenRequest } from '../../../src/lib/session/types.ts';
import { ToyWorkers, toyWeights } from '../../helpers/toySession.ts';

const request = { experiment: 'ring', assets: '/', config: { steps: 100 } } as OpenRequest;
let workers: ToyWorkers;
let recoveries: Recovery[];
let clock: number;
let survivor: Survivor;

beforeEach(() => {
  workers = new ToyWorkers();
  recoveries = [];
  clock = 0;
  survivor = survive({
    connect: workers.connect,
    recovered: (recovery) => recoveries.push(recovery),
    now: () => clock + workers.turns,
    snapshotEvery: 8,
    patience: 50,
  });
});
const weights = async () => (await survivor.session.sample('w', { n: 1 })).x[0];
/** Breaks the run once, at a step. */
const breakAt = (at: number, fault: FaultName) => {
  let done = false;
  return ({ step }: { step: number }) => {
    if (step < at || done) return;
    done = true;
    workers.current.break(fault);
  };
};

describe('a run that is broken off', () => {
  test.each(['DeviceLost', 'Invalid', 'Hung', 'WorkerFailure'] as const)(
    '%s: goes on from a snapshot to the same end',
    async (fault) => {
      await survivor.session.open(request);
      const steps: number[] = [];
      const breaking = breakAt(50, fault);
      const end = await survivor.session.train((progress) => {
        steps.push(progress.step);
        breaking(progress);
      });
      expect(end).toBe('done');
      expect(await weights()).toBe(toyWeights(100));
      expect(recoveries).toHaveLength(1);
      expect(recoveries[0]!).toMatchObject({ fault, offerReload: false });
      expect(recoveries[0]!.step).toBeGreaterThan(30); // no further back than one interval
      expect(recoveries[0]!.sentence).toMatch(/^Something broke\. Training was restored and goes on from step \d+\.$/);
      expect(workers.connections.map(({ alive }) => alive)).toEqual([false, true]);
      expect(workers.current.opened[0]!.backend).toBe('webgpu'); // the same engine, not a new calibration
    },
  );

  test('a worker that was killed silently, or hangs, is noticed and replaced', async () => {
    await survivor.session.open(request);
    let frozen = false;
    await survivor.session.train(({ step }) => {
      if (step < 50 || frozen) return;
      frozen = true;
      workers.current.freeze();
    });
    expect(await weights()).toBe(toyWeights(100));
    expect(recoveries[0]!.sentence).toMatch(/^The training worker has not answered for \d+ s\./);
  });

  test('a second loss within two minutes goes to the next engine, says so and offers a reload', async () => {
    await survivor.session.open(request);
    const [first, second] = [breakAt(20, 'DeviceLost'), breakAt(60, 'DeviceLost')];
    await survivor.session.train((progress) => (first(progress), second(progress)));
    expect(recoveries.map(({ offerReload }) => offerReload)).toEqual([false, true]);
    expect(recoveries[1]!.sentence).toMatch(/It goes on with WebAssembly; numbers may differ in the last digits\.$/);
    expect(workers.current.opened[0]!.avoid).toEqual({
      webgpu: expect.stringMatching(/after a reload it is tried again/),
    });
    expect(await weights()).toBe(toyWeights(100));
  });

  test('two losses far apart leave the engine its trust', async () => {
    await survivor.session.open(request);
    const [first, second] = [breakAt(20, 'DeviceLost'), breakAt(60, 'DeviceLost')];
    await survivor.session.train((progress) => {
      first(progress);
      if (progress.step === 55) clock += 130_000;
      second(progress);
    });
    expect(recoveries.map(({ offerReload }) => offerReload)).toEqual([false, false]);
  });

  test('the fourth failure in two minutes ends it, with the step that is kept', async () => {
    await survivor.session.open(request);
    const breaks = [20, 40, 60, 80].map((step) => breakAt(step, 'WorkerFailure'));
    const training = survivor.session.train((progress) => breaks.forEach((b) => b(progress)));
    await expect(training).rejects.toThrow(
      /That was the fourth failure in two minutes, so training stopped\. The run is kept at step \d+\./,
    );
    expect(survivor.isOpen).toBe(false);
    expect(survivor.last!.step).toBeGreaterThanOrEqual(70);
    expect(workers.connections.some(({ alive }) => alive)).toBe(false);
  });

  test('settings that were changed on the way are there again', async () => {
    await survivor.session.open(request);
    await survivor.session.set({ learningRate: 0.25 });
    await survivor.session.train(breakAt(50, 'Hung'));
    expect(workers.current.opened[0]!.config).toMatchObject({ learningRate: 0.25, steps: 100 });
  });

  test('at rest, the question is asked again', async () => {
    await survivor.session.open(request);
    await survivor.session.train(() => {}, { stopAfter: 30 });
    await survivor.session.snapshot();
    workers.current.break('WorkerFailure');
    expect(await weights()).toBe(toyWeights(30));
    expect(workers.connections).toHaveLength(2);
  });

  test('a question that is stopped ends there; the session goes on', async () => {
    await survivor.session.open(request);
    await survivor.session.train(() => {}, { stopAfter: 30 });
    const asked = survivor.session.sample('w', { n: 1, samplerSteps: 1e6 }).catch(faultOf);
    await survivor.session.stop();
    expect(await asked).toBe('Stopped');
    expect(await weights()).toBe(toyWeights(30));
    expect([workers.connections.length, recoveries.length]).toEqual([1, 0]);
  });

  test('a question whose worker breaks is asked again, unless it was stopped meanwhile', async () => {
    await survivor.session.open(request);
    await survivor.session.train(() => {}, { stopAfter: 30 });
    await survivor.session.snapshot();
    const count = () => survivor.session.sample('w', { n: 1, samplerSteps: 20 });
    const kept = count();
    workers.current.break('WorkerFailure');
    expect((await kept).x[0]).toBe(toyWeights(30));
    const given = count().catch(faultOf);
    workers.current.break('WorkerFailure');
    await survivor.session.stop();
    expect(await given).toBe('Stopped');
    expect(await weights()).toBe(toyWeights(30));
    expect(workers.connections).toHaveLength(3);
  });

  test('a stop makes no worker, and a dead one need not hear it', async () => {
    await survivor.session.stop();
    expect(workers.connections).toHaveLength(0);
    await survivor.session.open(request);
    workers.current.break('WorkerFailure');
    await survivor.session.stop();
    expect(workers.connections).toHaveLength(1);
  });

  test('one more step is one more step, whatever happens in it', async () => {
    await survivor.session.open(request);
    await survivor.session.train(() => {}, { stopAfter: 30 });
    await survivor.session.train(breakAt(31, 'DeviceLost'), { stopAfter: 1 });
    expect(await weights()).toBe(toyWeights(31));
  });

  test('out of memory: goes on from the snapshot with half the batch, on the same engine, and says so', async () => {
    await survivor.session.open(request);
    const [first, second] = [breakAt(50, 'OutOfMemory'), breakAt(70, 'OutOfMemory')];
    const end = await survivor.session.train((progress) => (first(progress), second(progress)));
    expect(end).toBe('done');
    expect(await weights()).toBe(toyWeights(100));
    expect(workers.connections.map(({ opened }) => opened[0]!.config?.batchSize)).toEqual([undefined, 32, 16]);
    expect(workers.connections.map(({ opened }) => opened[0]!.backend)).toEqual([undefined, 'webgpu', 'webgpu']);
    expect(recoveries.map(({ opened }) => opened.config.batchSize)).toEqual([32, 16]);
    expect(recoveries[0]!.step).toBeGreaterThan(30);
    expect(recoveries[0]!.sentence).toMatch(
      /^Something broke\. Training was restored and goes on from step \d+ with a batch of 32 instead of 64\.$/,
    );
    await survivor.session.set({ learningRate: 0.25 }); // does not bring the large batch back
    await survivor.session.train(() => {}, { stopAfter: 1 });
    workers.current.break('DeviceLost');
    await weights();
    expect(workers.current.opened[0]!.config).toMatchObject({ batchSize: 16, learningRate: 0.25 });
  });

  test('out of memory with a batch of one: the end, with a sentence', async () => {
    await survivor.session.open({ ...request, config: { steps: 100, batchSize: 1 } });
    const error = await survivor.session.train(breakAt(50, 'OutOfMemory')).catch((e: unknown) => e as Error);
    expect(faultOf(error)).toBe('OutOfMemory');
    expect((error as Error).message).toBe('Something broke. Not even a batch of one fits: choose a smaller network.');
    expect(survivor.last!.step).toBeGreaterThan(30);
    expect(workers.connections).toHaveLength(1);
  });

  test('what no new worker cures is passed on', async () => {
    await survivor.session.open(request);
    const failing = survivor.session.train(() => {
      throw Object.assign(new Error('The noise loss is no longer a number.'), { name: 'NotFinite' });
    });
    const error = await failing.catch((e: unknown) => e);
    expect(faultOf(error)).toBe('NotFinite');
    expect(workers.connections).toHaveLength(1);
  });

  test('an engine that cannot start at all is told at once, without a retry', async () => {
    workers.openFaults = ['WorkerFailure'];
    await expect(survivor.session.open(request)).rejects.toThrow('The engine failed to start.');
    expect(workers.connections).toHaveLength(1);
    expect((await survivor.session.open(request)).backend.name).toBe('webgpu');
  });
});

test('whatever is pressed and whatever breaks, there is one loop at most, and the numbers are those of the step', async () => {
  const command = fc.constantFrom(
    'train',
    'some',
    'pause',
    'reset',
    'look',
    'stop',
    'DeviceLost',
    'Hung',
    'WorkerFailure',
    'wait',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 40 }), async (commands) => {
      const toys = new ToyWorkers();
      let time = 0;
      const { session } = survive({
        connect: toys.connect,
        now: () => (time += 50_000),
        snapshotEvery: 8,
        patience: 1000,
      });
      let training: Promise<unknown> | null = null;
      let shown = 0;
      const pause = async () => {
        await session.pause();
        await training;
      };
      await session.open(request);
      for (const name of commands) {
        if (name === 'train' || name === 'some') {
          training ??= session
            .train(
              ({ step, losses }) => {
                shown = step;
                if (losses.w![0] !== toyWeights(step)) throw new Error(`wrong weights at step ${step}`);
              },
              name === 'some' ? { stopAfter: 7 } : {},
            )
            .finally(() => (training = null));
          training.catch(() => {});
        } else if (name === 'pause') {
          await pause();
          const before = shown;
          await new Promise((resolve) => setTimeout(resolve, 2));
          if (shown !== before) throw new Error('it went on after a pause');
        } else if (name === 'reset') {
          await pause();
          await session.open(request);
          shown = 0;
        } else if (name === 'look') {
          if (!training && shown % 5 === 0) {
            const { x } = await session.sample('w', { n: 1 });
            if (!Number.isFinite(x[0])) throw new Error('no look');
          }
        } else if (name === 'stop') {
          const stopped = training
            ? Promise.resolve('Stopped')
            : session.sample('w', { n: 1, samplerSteps: 1e6 }).catch(faultOf);
          await session.stop();
          if ((await stopped) !== 'Stopped') throw new Error('it was not stopped');
        } else if (name === 'wait') await new Promise((resolve) => setTimeout(resolve, 1));
        else toys.current.break(name);
        const loops = toys.connections.filter(({ alive, loops }) => alive && loops > 0).length;
        if (loops > 1) throw new Error(`${loops} loops`);
        if (toys.connections.filter(({ alive }) => alive).length > 1) throw new Error('two workers');
      }
      await pause();
    }),
    { numRuns: 60, seed: 7 },
  );
}, 60_000);
