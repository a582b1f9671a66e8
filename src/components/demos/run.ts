/**
 * A figure's training run in the page's one session: opens it when it must, trains, pauses, gives way to another figure
 * and takes the run up again where it stopped.
 */
import type { BackendName } from '../../lib/engine/backends.ts';
import type { Config } from '../../lib/experiments/config.ts';
import type { ExperimentName } from '../../lib/experiments/index.ts';
import { faultOf, unlessStopped } from '../../lib/faults.ts';
import {
  claim,
  lastSnapshot,
  release,
  stop,
  type Holder,
  type Recovery,
  type RemoteSession,
} from '../../lib/session/client.ts';
import type { Opened, Progress, SessionSnapshot } from '../../lib/session/types.ts';
import type { LiveFigure } from './LiveFigure.ts';
import { divergence, easedSentence, halvedRates, recoverySentence, type Rates } from './mend.ts';

/** What names a run: two equal plans are the same run, one goes on with the other's weights. */
export interface Plan {
  experiment: ExperimentName;
  /** An arm whose trained weights the run starts from. */
  trained?: string;
  models: string[];
  config: Partial<Config>;
  backend: BackendName | 'auto';
}

export interface RunHooks {
  plan(): Plan;
  /** A model is there: a new one at step 0, or the former one again. */
  opened(opened: Opened, session: RemoteSession, resumed: boolean): void | Promise<void>;
  /** Before each stretch of training: live settings go here. */
  ready?(session: RemoteSession): void | Promise<void>;
  report(progress: Progress, session: RemoteSession): void | Promise<void>;
  /** The run goes on from an earlier step: what came after it did not happen. */
  rewind(step: number, opened: Opened): void;
  /** Something happened to the run that its reader should know. */
  tell(sentence: string): void;
  /** Training stopped, whatever the reason; the session may still be asked. */
  stopped(session: RemoteSession): void | Promise<void>;
}

export class LiveRun implements Holder {
  opened: Opened | null = null;
  step = 0;
  #figure: LiveFigure;
  #hooks: RunHooks;
  #key = '';
  #snapshot: SessionSnapshot | null = null;
  #session: RemoteSession | null = null;
  #training: Promise<unknown> | null = null;
  /** What `#training` is at: in the queue for the session, opening a model, or taking steps. */
  #stage: 'waiting' | 'opening' | 'stepping' = 'waiting';
  /** Asked to stop before the first step: a model that is opened is not to be trained. */
  #halted = false;
  /** Learning rates of this run that were lowered on request, and what to tell about it. */
  #rates: Rates = {};
  #eased = '';

  constructor(figure: LiveFigure, hooks: RunHooks) {
    this.#figure = figure;
    this.#hooks = hooks;
  }

  /** Whether the model that has been trained is the one that the present settings ask for. */
  get current(): boolean {
    return this.opened !== null && this.#key === JSON.stringify(this.#hooks.plan());
  }
  /** The session, while this figure owns it and has a model in it. */
  get session(): RemoteSession | null {
    return this.opened ? this.#session : null;
  }

  async train(stopAfter = Infinity): Promise<void> {
    if (this.#training) return;
    this.#stage = 'waiting';
    this.#halted = false;
    const work = this.#train(stopAfter).finally(() => (this.#training = null));
    this.#training = work.catch(() => {});
    await work;
  }

  async #train(stopAfter: number): Promise<void> {
    const figure = this.#figure;
    try {
      figure.state = 'loading';
      const session = await this.#ready();
      await this.#hooks.ready?.(session);
      const outcome = this.#halted ? 'paused' : await this.#steps(session, stopAfter);
      if (this.#session === session) await unlessStopped(Promise.resolve(this.#hooks.stopped(session)));
      figure.state = outcome;
    } catch (error) {
      const { opened } = this;
      this.opened = null; // the next press opens again
      if (!opened || faultOf(error) !== 'NotFinite') throw error;
      this.#snapshot = lastSnapshot();
      throw divergence(error, this.#snapshot?.step ?? null, () => this.#ease(opened));
    }
  }

  #steps(session: RemoteSession, stopAfter: number) {
    this.#figure.state = 'running';
    this.#stage = 'stepping';
    const report = (progress: Progress) => this.#report(progress, session);
    const reportMilliseconds = this.#figure.reducedMotion ? 1000 : 250;
    return session.train(report, { reportMilliseconds, stopAfter });
  }

  /** Goes on from the last good step with half the learning rates. */
  async #ease({ config, models }: Opened): Promise<void> {
    this.#rates = halvedRates(config, Object.keys(models));
    this.#eased = easedSentence(this.#rates, this.#snapshot?.step ?? null);
    await this.#figure.press();
  }

  async #ready(): Promise<RemoteSession> {
    const { session, fresh } = await claim(this);
    this.#stage = 'opening';
    const plan = this.#hooks.plan();
    const key = JSON.stringify(plan);
    if (fresh || !this.opened || key !== this.#key) {
      const saved = key === this.#key ? this.#snapshot : null;
      const base = new URL(this.#figure.dataset.base ?? '/', location.href).href;
      if (key !== this.#key) this.#rates = {};
      const kept = saved ? { batchSize: saved.config.batchSize } : {}; // smaller than planned where memory ran out
      const config = { ...plan.config, ...kept, ...this.#rates };
      const opened = await session.open({ ...plan, config, assets: base });
      if (saved) await session.restore(saved);
      this.#goTo(saved?.step ?? opened.step);
      this.#key = key;
      this.#snapshot = null;
      this.#session = session;
      this.opened = opened;
      this.#figure.dataset.backend = opened.backend.name;
      this.#figure.dataset.seed = String(opened.config.seed);
      await this.#hooks.opened(opened, session, saved !== null);
      if (saved) this.#hooks.rewind(saved.step, opened);
      if (this.#eased) this.#hooks.tell(this.#eased);
      this.#eased = '';
    }
    return session;
  }

  #goTo(step: number): void {
    this.step = step;
    this.#figure.dataset.step = String(step);
  }

  /** The engine or the worker failed and was replaced. */
  recovered(recovery: Recovery): void {
    const { opened, step } = recovery;
    this.opened = opened;
    this.#goTo(step);
    this.#figure.dataset.backend = opened.backend.name;
    this.#hooks.rewind(step, opened);
    const sentence = recoverySentence(recovery);
    this.#hooks.tell(sentence);
    this.#figure.announce(sentence, true);
  }

  async #report(progress: Progress, session: RemoteSession): Promise<void> {
    this.#goTo(progress.step);
    for (const [name, values] of Object.entries(progress.losses)) {
      if (!values.every(Number.isFinite)) {
        throw new Error(`The loss ${name} stopped being a number near step ${progress.step}. Start again with Reset.`);
      }
    }
    await unlessStopped(Promise.resolve(this.#hooks.report(progress, session)));
  }

  /** Ends training, and a look at the model that is under way. */
  async pause(): Promise<void> {
    if (!this.#training) return;
    this.#halted = true;
    if (this.#stage === 'stepping') await Promise.all([this.#session?.pause(), stop(this)]);
    await this.#training;
  }

  /** Forgets the model: the next start begins at step 0. */
  async reset(): Promise<void> {
    await this.pause();
    this.opened = null;
    this.#snapshot = null;
    this.#key = '';
    this.#rates = {};
    this.#goTo(0);
    this.#figure.state = 'idle';
  }

  /** Another figure wants the session. */
  async yield(): Promise<void> {
    // In the queue behind the figure that asks, it has nothing to stop; to wait for its turn here would be for ever.
    if (this.#stage !== 'waiting') await this.pause();
    const session = this.#session;
    if (session && this.opened) this.#snapshot = await session.snapshot();
    this.#session = null;
  }

  dispose(): void {
    void this.pause()
      .then(() => release(this))
      .catch(() => {});
  }
}
