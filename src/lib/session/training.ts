/** The training loop: steps, now and then a breath for messages, now and then a report. */
import { demandHealth, fromDevice } from '../engine/health.ts';
import { pace } from '../engine/pace.ts';
import type { Losses } from '../model.ts';
import type { LossLog } from './lossLog.ts';
import type { Run } from './run.ts';
import { shareTime } from './stepTime.ts';
import type { Progress, Session } from './types.ts';
import { notFinite, type Watch } from './watch.ts';
import { yieldToEvents } from './yieldToEvents.ts';

/** Longest stretch of training before messages are let in, milliseconds. */
const breath = 30;

export interface Loop {
  log: LossLog;
  watch: Watch;
  /** Whether to stop before the next step. */
  pausing(): boolean;
  /** Whether this is still the run that the session holds. */
  isOpen(): boolean;
}

/** @throws RunFault when a number is no longer finite or the engine fails. */
export async function trainRun(
  state: Run,
  { log, watch, pausing, isOpen }: Loop,
  report: Parameters<Session['train']>[0],
  { reportMilliseconds = 200, stopAfter = Infinity }: NonNullable<Parameters<Session['train']>[1]>,
): Promise<'done' | 'paused'> {
  const { models } = state;
  const names = Object.keys(models);
  const last = Math.min(state.config.steps, state.step + stopAfter);
  let spent: Record<string, number> = {};
  let since = state.step;
  let clock = performance.now();
  let reported = clock;
  let rested = clock;

  async function sendReport(): Promise<void> {
    await watch.settle();
    const { lossSteps, losses } = await log.take(); // waits for the device
    for (const [name, values] of Object.entries(losses)) {
      const broken = values.findIndex((value) => !Number.isFinite(value));
      if (broken >= 0) throw notFinite(`the loss ${name}`, lossSteps[broken]!);
    }
    const elapsed = (performance.now() - reported) / 1000;
    const trained = (performance.now() - clock) / 1000;
    state.seconds += trained;
    const steps = state.step - since;
    const stepsPerSecond = steps / Math.max(1e-6, elapsed);
    const progress: Progress = {
      step: state.step,
      seconds: state.seconds,
      stepsPerSecond,
      secondsLeft: stepsPerSecond > 0 ? (state.config.steps - state.step) / stepsPerSecond : Infinity,
      stepMilliseconds: shareTime(spent, (trained * 1000) / Math.max(1, steps)),
      lossSteps,
      losses,
    };
    await report(progress);
    spent = {};
    since = state.step;
    clock = reported = rested = performance.now();
  }

  while (state.step < last && !pausing()) {
    state.step += 1;
    const losses: Record<string, Losses> = {};
    for (const name of names) {
      const start = performance.now();
      losses[name] = models[name]!.step(state.batches[name]!);
      spent[name] = (spent[name] ?? 0) + performance.now() - start;
    }
    for (const name of names) log.add(state.step, name, losses[name]!);
    await watch.after(state.step, models, losses);
    demandHealth();
    const behind = pace();
    if (behind) await fromDevice(behind);
    if (performance.now() - rested > breath) {
      await yieldToEvents();
      rested = performance.now();
    }
    if (performance.now() - reported >= reportMilliseconds) await sendReport();
  }
  if (isOpen() && since < state.step) await sendReport();
  return state.step >= state.config.steps ? 'done' : 'paused';
}
