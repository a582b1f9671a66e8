/** One training run from a terminal: the session of the page, with a progress bar in place of a figure. */
import { fileURLToPath } from 'node:url';
import type { BackendName } from '../src/lib/engine/backends.ts';
import type { OwnData } from '../src/lib/data/own.ts';
import type { Config } from '../src/lib/experiments/config.ts';
import type { ExperimentName } from '../src/lib/experiments/index.ts';
import { createSession } from '../src/lib/session/session.ts';
import type { Opened, Session } from '../src/lib/session/types.ts';
import { duration, progressBar } from './progress.ts';

export { provenance } from './provenance.ts';

const root = new URL('../', import.meta.url);
export const wasmPaths = fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/', root));

/** TensorFlow.js notes on the console which kernels it registers; a terminal has other uses. */
console.warn = () => {};

export interface RunRequest {
  experiment: ExperimentName;
  models: string[];
  config: Partial<Config>;
  backend: BackendName | 'auto';
  own?: OwnData | undefined;
  /** Whether a run that diverges is a result (its `fault`) and not an error. */
  bearFaults?: boolean;
  /** Called at each report, for what a command records on the way. */
  onReport?: (session: Session, step: number, seconds: number, steps: number) => Promise<void>;
}

export interface History {
  steps: number[];
  losses: Record<string, number[]>;
}

export interface FinishedRun {
  session: Session;
  opened: Opened;
  history: History;
  step: number;
  seconds: number;
  stepMilliseconds: Record<string, number>;
  /** Ended by Ctrl-C: everything up to `step` is valid. */
  interrupted: boolean;
  /** Why training ended early: it diverged, say. What was learned before is of no use. */
  fault: string | null;
}

/** Trains with a progress bar. The first Ctrl-C stops training and lets results be written; the second kills. */
export async function trainRun({
  experiment,
  models,
  config,
  backend,
  onReport,
  own,
  bearFaults = false,
}: RunRequest): Promise<FinishedRun> {
  const session = createSession({ wasmPaths });
  const opened = await session.open({
    experiment,
    models,
    config,
    backend,
    assets: fileURLToPath(new URL('public/', root)),
    ...(own && { own }),
  });
  const bar = progressBar();
  const history: History = { steps: [], losses: {} };
  const spent: Record<string, number> = {};
  let interrupted = false;
  let step = 0;
  let seconds = 0;
  let fault: string | null = null;
  const onInterrupt = () => {
    if (interrupted) process.exit(130);
    interrupted = true;
    void session.pause();
  };
  process.on('SIGINT', onInterrupt);
  try {
    await session.train(
      async (progress) => {
        const steps = progress.step - step;
        ({ step, seconds } = progress);
        history.steps.push(...progress.lossSteps);
        for (const [name, values] of Object.entries(progress.losses)) (history.losses[name] ??= []).push(...values);
        for (const [name, ms] of Object.entries(progress.stepMilliseconds))
          spent[name] = (spent[name] ?? 0) + ms * steps;
        const rate = progress.stepsPerSecond;
        const losses = Object.entries(progress.losses).map(([name, values]) => `${name} ${values.at(-1)!.toFixed(3)}`);
        const left = `${rate.toFixed(rate < 10 ? 1 : 0)} steps/s, ${duration(progress.secondsLeft)} left`;
        bar.update(step, opened.config.steps, `step ${step} of ${opened.config.steps}, ${left}   ${losses.join('  ')}`);
        await onReport?.(session, step, seconds, opened.config.steps);
      },
      { reportMilliseconds: 250 },
    );
  } catch (error) {
    if (!bearFaults) throw error;
    fault = (error as Error).message;
  } finally {
    bar.finish();
    process.off('SIGINT', onInterrupt);
  }
  const stepMilliseconds = Object.fromEntries(
    Object.entries(spent).map(([name, ms]) => [name, ms / Math.max(1, step)]),
  );
  return { session, opened, history, step, seconds, stepMilliseconds, interrupted, fault };
}
