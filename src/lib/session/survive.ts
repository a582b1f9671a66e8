/**
 * A session that outlives its worker. What the worker holds can be lost at any moment (a lost graphics device, a crash, an
 * engine that never answers), so the page keeps what the run was opened with and a snapshot of at most some seconds ago;
 * after a fault it starts a new worker, opens the run again, restores the snapshot and goes on. Figures see a session like
 * any other, whose steps may go back a little.
 */
import type { BackendName } from '../engine/backends.ts';
import type { Config } from '../experiments/config.ts';
import { within } from '../deadline.ts';
import { faultOf, isCurable, RunFault, type FaultName } from '../faults.ts';
import type { Connection } from './connection.ts';
import type { Opened, OpenRequest, Session, SessionSnapshot } from './types.ts';

/** What a figure may tell its reader after a fault was survived. */
export interface Recovery {
  fault: FaultName;
  /** What happened and how it goes on, for the reader. */
  sentence: string;
  /** The step that the run goes on from. */
  step: number;
  opened: Opened;
  /** An engine was given up: reloading the page gives it another chance. */
  offerReload: boolean;
}

export interface SurvivorOptions {
  connect(): Connection;
  recovered?(recovery: Recovery): void;
  /** A snapshot was taken of the run under way. */
  kept?(snapshot: SessionSnapshot): void;
  now?: () => number;
  /** Least milliseconds between two snapshots. */
  snapshotEvery?: number;
  /** Longest silence of a worker that is asked something, milliseconds. */
  patience?: number;
}

export interface Survivor {
  session: Session;
  /** Whether a run is open, in this worker or the next. */
  readonly isOpen: boolean;
  /** The newest snapshot of the open run, if there is one. */
  readonly last: SessionSnapshot | null;
  /** Ends the worker and forgets the run. */
  end(): void;
}

/** Two faults of an engine within this time, and the next engine takes over; three, and the run stops. */
const memoryMilliseconds = 120_000;
const mostFaults = 3;
const words: Record<BackendName, string> = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'plain JavaScript' };

export function survive(options: SurvivorOptions): Survivor {
  const { connect, now = () => performance.now(), snapshotEvery = 5000, patience = 20_000 } = options;
  let connection: Connection | null = null;
  let request: OpenRequest | null = null;
  let opened: Opened | null = null;
  let config: Config | null = null;
  let last: SessionSnapshot | null = null;
  let takenAt = 0;
  let pauseBetween = snapshotEvery;
  let step = 0;
  let training = false;
  let pausing = false;
  let recovering: Promise<void> | null = null;
  let faults: { at: number; name: FaultName | null; backend: BackendName | undefined }[] = [];
  let avoid: NonNullable<OpenRequest['avoid']> = {};
  let waiting = 0;
  let stops = 0;
  let heard: Connection | null = null;

  const live = (): Session => {
    if (!connection?.alive) {
      if (connection && request) throw new RunFault('WorkerFailure', 'The training worker is gone.');
      connection = connect();
    }
    return connection.session;
  };

  /** Asks a busy worker for a sign of life now and then: one that was killed or hangs sends no message at all. */
  async function listen(line: Connection): Promise<void> {
    if (heard === line) return;
    heard = line;
    let patient = 3 * patience; // it may still be on its way through the network
    while (waiting > 0 && line.alive) {
      const silent = () =>
        new RunFault('Hung', `The training worker has not answered for ${Math.round(patience / 1000)} s.`);
      try {
        await within(line.session.ping(), patient, silent);
        patient = patience;
      } catch (error) {
        if (faultOf(error) === 'Hung') line.end(error as Error);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, patience / 4));
    }
    heard = null;
  }

  async function ask<T>(question: (session: Session) => Promise<T>): Promise<T> {
    const session = live();
    waiting += 1;
    void listen(connection!);
    try {
      return await question(session);
    } finally {
      waiting -= 1;
    }
  }

  /**
   * At rest a fault is cured here and the question asked again, if it is still wanted then; while training, `train` cures it.
   */
  async function askAgain<T>(question: (session: Session) => Promise<T>, demandWanted = () => {}): Promise<T> {
    if (recovering && !training) await recovering;
    demandWanted();
    try {
      return await ask(question);
    } catch (error) {
      if (training || !request || !isCurable(error)) throw error;
      await recover(error as Error);
      demandWanted();
      return ask(question);
    }
  }

  function walk<T>(question: (session: Session) => Promise<T>): Promise<T> {
    const before = stops;
    return askAgain(question, () => {
      if (stops !== before) throw new RunFault('Stopped', 'The question was stopped while the engine was replaced.');
    });
  }

  /** Says something to the worker that a dead one need not hear, since nothing of it will go on. */
  const tell = (say: (session: Session) => Promise<void>): Promise<void> =>
    ask(say).catch((error: unknown) => {
      if (!isCurable(error)) throw error;
    });

  function recover(error: Error): Promise<void> {
    recovering ??= cure(error).finally(() => (recovering = null));
    return recovering;
  }

  async function cure(first: Error): Promise<void> {
    let error = first;
    const { batchSize } = config ?? opened!.config;
    for (;;) {
      const backend = opened?.backend?.name;
      const time = now();
      const name = faultOf(error);
      faults = [...faults.filter(({ at }) => time - at < memoryMilliseconds), { at: time, name, backend }];
      connection?.end(error);
      connection = null;
      const ofEngine = name !== 'WorkerFailure' && name !== 'OutOfMemory'; // a full memory is not the engine's fault
      const again = faults.filter((fault) => fault.backend === backend && fault.name !== 'OutOfMemory').length;
      if (faults.length > mostFaults) {
        request = null;
        const kept = last ? ` The run is kept at step ${last.step.toLocaleString('en')}.` : '';
        throw new RunFault(
          'WorkerFailure',
          `${error.message} That was the ${ordinal(faults.length)} failure in two minutes, so training stopped.${kept}`,
        );
      }
      if (name === 'OutOfMemory') halveBatch(error);
      const givenUp = ofEngine && again >= 2 && backend !== undefined && backend !== 'cpu';
      if (givenUp)
        avoid = { ...avoid, [backend]: 'It failed here twice within two minutes; after a reload it is tried again.' };
      try {
        await reopen();
      } catch (failure) {
        if (!isCurable(failure)) {
          request = null;
          throw failure;
        }
        error = failure as Error;
        continue;
      }
      const to = opened!.backend?.name;
      const change =
        to && to !== backend ? ` It goes on with ${words[to]}; numbers may differ in the last digits.` : '';
      const fewer = opened!.config.batchSize;
      const smaller = fewer < batchSize ? ` with a batch of ${fewer} instead of ${batchSize}` : '';
      const sentence = `${error.message} Training was restored and goes on from step ${step.toLocaleString('en')}${smaller}.${change}`;
      options.recovered?.({ fault: name!, sentence, step, opened: opened!, offerReload: givenUp });
      return;
    }
  }

  /** From the next opening on the run has to do with less memory. @throws RunFault when there is nothing left to halve. */
  function halveBatch(error: Error): void {
    const present = config ?? opened!.config;
    const { batchSize } = present;
    if (batchSize <= 1) {
      request = null;
      throw new RunFault('OutOfMemory', `${error.message} Not even a batch of one fits: choose a smaller network.`);
    }
    config = { ...present, batchSize: Math.floor(batchSize / 2) };
  }

  /** The run as it was at the last snapshot, or from its seed, in a new worker. */
  async function reopen(): Promise<void> {
    const before = opened?.backend?.name;
    const backend = before && !avoid[before] ? before : request!.backend;
    opened = await ask((session) =>
      session.open({ ...request!, ...(config ? { config } : {}), ...(backend ? { backend } : {}), avoid }),
    );
    if (last) await ask((session) => session.restore(last!));
    step = last?.step ?? opened.step;
  }

  async function keep(): Promise<void> {
    if (now() - takenAt < pauseBetween) return;
    const start = now();
    last = await ask((session) => session.snapshot());
    takenAt = now();
    pauseBetween = Math.max(snapshotEvery, 100 * (takenAt - start)); // at most one percent of the time
    options.kept?.(last);
  }

  const train: Session['train'] = async (report, { stopAfter = Infinity, ...rest } = {}) => {
    if (training) throw new Error('This session is training already. Pause it first.');
    const goal = step + stopAfter;
    training = true;
    pausing = false;
    try {
      for (;;) {
        try {
          if (!connection?.alive && request) throw new RunFault('WorkerFailure', 'The training worker was gone.');
          return await ask((session) =>
            session.train(
              async (progress) => {
                if (session !== connection?.session) return; // the last words of a worker that was replaced
                step = progress.step;
                await report(progress);
                await keep();
              },
              { ...rest, stopAfter: goal - step },
            ),
          );
        } catch (error) {
          if (!request || !isCurable(error)) throw error;
          await recover(error as Error);
          if (pausing) return 'paused';
        }
      }
    } finally {
      training = false;
    }
  };

  return {
    get isOpen() {
      return request !== null;
    },
    get last() {
      return last;
    },
    end() {
      request = null;
      connection?.end(new RunFault('WorkerFailure', 'Training was stopped.'));
      connection = null;
    },
    session: {
      async open(wanted) {
        if (!connection?.alive) connection = null; // whatever was open is not wanted any more
        request = null;
        last = null;
        config = null;
        const used = connection !== null;
        const start = () => ask((session) => session.open({ ...wanted, avoid: { ...avoid, ...wanted.avoid } }));
        const answer = await start().catch((error: unknown) => {
          if (!isCurable(error)) throw error;
          connection?.end(error as Error);
          connection = null;
          if (!used) throw error; // a new worker failed: the next would too
          return start();
        });
        request = wanted;
        opened = answer;
        step = answer.step;
        takenAt = now();
        pauseBetween = snapshotEvery;
        return answer;
      },
      train,
      async pause() {
        pausing = true;
        await tell((session) => session.pause());
      },
      async set(changes) {
        const answer = await askAgain((session) => session.set(changes));
        config = answer.config;
        return answer;
      },
      sample: (...args) => walk((session) => session.sample(...args)),
      control: (...args) => walk((session) => session.control(...args)),
      async stop() {
        stops += 1;
        if (connection?.alive) await tell((session) => session.stop());
      },
      probe: (...args) => askAgain((session) => session.probe(...args)),
      evaluate: (...args) => askAgain((session) => session.evaluate(...args)),
      measure: (...args) => walk((session) => session.measure(...args)),
      async snapshot() {
        last = await askAgain((session) => session.snapshot());
        takenAt = now();
        return last;
      },
      async restore(snapshot) {
        await askAgain((session) => session.restore(snapshot));
        last = snapshot;
        step = snapshot.step;
        takenAt = now();
      },
      ping: () => ask((session) => session.ping()),
      async close() {
        request = null;
        last = null;
        if (connection?.alive) await ask((session) => session.close());
      },
    },
  };
}

const ordinal = (n: number) => ['first', 'second', 'third', 'fourth', 'fifth'][n - 1] ?? `${n}th`;
