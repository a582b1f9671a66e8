/** A session without tensors whose run is a pure function of its step: to test what happens around it. */
import { RunFault, type FaultName } from '../../src/lib/faults.ts';
import type { Connection } from '../../src/lib/session/connection.ts';
import type { Opened, OpenRequest, Session, SessionSnapshot } from '../../src/lib/session/types.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
/** What one step makes of the weights. */
export const toyStep = (w: number, step: number): number => Math.fround(Math.sin(3.7 * w + step));

export class ToyWorkers {
  connections: (Connection & {
    opened: OpenRequest[];
    loops: number;
    break(fault: FaultName): void;
    freeze(): void;
  })[] = [];
  /** Steps taken by anyone: a clock. */
  turns = 0;
  /** Faults that the next openings meet. */
  openFaults: (FaultName | null)[] = [];

  connect = (): Connection => {
    let w = 0.5;
    let step = 0;
    let goal = 0;
    let pausing = false;
    let frozen = false;
    let steps = Infinity;
    let stops = 0;
    let reject: (error: Error) => void = () => {};
    const ended = new Promise<never>((_, fail) => (reject = fail));
    ended.catch(() => {});
    const faults = this.openFaults;
    const count = () => (this.turns += 1);
    const session: Partial<Session> = {
      async open(request) {
        connection.opened.push(request);
        const fault = faults.shift();
        if (fault) throw new RunFault(fault, 'The engine failed to start.');
        w = 0.5;
        step = 0;
        steps = request.config?.steps ?? 1000;
        const name =
          request.backend && request.backend !== 'auto' ? request.backend : request.avoid?.webgpu ? 'wasm' : 'webgpu';
        return { step: 0, backend: { name }, config: { batchSize: 64, steps, ...request.config } } as Opened;
      },
      async train(report, { stopAfter = Infinity } = {}) {
        if (connection.loops > 0) throw new Error('two loops');
        connection.loops += 1;
        pausing = false;
        goal = Math.min(steps, step + stopAfter);
        try {
          while (step < goal && !pausing) {
            step += 1;
            count();
            w = toyStep(w, step);
            await turn();
            if (step % 5 === 0 || step === goal) await report({ step, losses: { w: Float32Array.of(w) } } as never);
          }
        } finally {
          connection.loops -= 1;
        }
        return step >= steps ? 'done' : 'paused';
      },
      pause: async () => void (pausing = true),
      set: async (changes) =>
        ({ config: { ...connection.opened.at(-1)?.config, steps, ...changes }, references: {} }) as never,
      /** Turns on the spot for as many steps as are asked for. */
      async sample(_, { samplerSteps = 0 }) {
        const before = stops;
        for (let i = 0; i < samplerSteps; i++) {
          await turn();
          if (stops !== before) throw new RunFault('Stopped', 'The question was stopped.');
        }
        return { x: Float32Array.of(w) } as never;
      },
      stop: async () => void (stops += 1),
      snapshot: async () => ({ step, models: { w }, config: { steps } }) as unknown as SessionSnapshot,
      async restore(snapshot) {
        step = snapshot.step;
        w = (snapshot.models as unknown as { w: number }).w;
      },
      ping: async () => {},
      close: async () => void (pausing = true),
    };
    const guarded = Object.fromEntries(
      Object.entries(session).map(([name, method]) => [
        name,
        (...args: never[]) => {
          const never = new Promise<never>(() => {});
          const answer = frozen ? never : (method as (...a: never[]) => Promise<unknown>)(...args);
          return Promise.race([answer.then((value) => (frozen ? never : value)), ended]);
        },
      ]),
    ) as unknown as Session;
    const connection: (typeof this.connections)[number] = {
      session: guarded,
      alive: true,
      opened: [],
      loops: 0,
      end(reason) {
        connection.alive = false;
        pausing = true;
        reject(reason);
      },
      break(fault) {
        pausing = true;
        const reason = new RunFault(fault, 'Something broke.');
        if (fault === 'WorkerFailure') connection.alive = false;
        reject(reason);
      },
      freeze() {
        frozen = true;
        pausing = true;
      },
    };
    this.connections.push(connection);
    return connection;
  };
  get current() {
    return this.connections.at(-1)!;
  }
}

/** The weights after n steps. */
export const toyWeights = (n: number): number => {
  let w = 0.5;
  for (let step = 1; step <= n; step++) w = toyStep(w, step);
  return w;
};
