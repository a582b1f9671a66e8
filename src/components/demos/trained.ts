/** A figure's trained model, in the page's one session: loaded when it is first asked for, and again after another figure had the worker. */
import type { BackendName } from '../../lib/engine/backends.ts';
import { findArm } from '../../lib/experiments/arms.ts';
import type { ExperimentName } from '../../lib/experiments/index.ts';
import { claim, release, stop, type Holder, type Recovery, type RemoteSession } from '../../lib/session/client.ts';
import type { Opened } from '../../lib/session/types.ts';
import type { LiveFigure } from './LiveFigure.ts';

export interface TrainedPlan {
  experiment: ExperimentName;
  /** An arm of it whose weights lie in public/checkpoints/. */
  trained: string;
  backend?: BackendName | 'auto';
}

export class TrainedModel implements Holder {
  opened: Opened | null = null;
  /** What the session calls the model. */
  readonly name: string;
  #figure: LiveFigure;
  #plan: TrainedPlan;
  #asked: Promise<RemoteSession> | null = null;
  #opening: Promise<unknown> | null = null;

  constructor(figure: LiveFigure, plan: TrainedPlan) {
    this.#figure = figure;
    this.#plan = plan;
    this.name = findArm(plan.experiment, plan.trained).model;
  }

  /**
   * The session with the model in it. Ask for it before each question: another figure may have had the worker meanwhile. While it
   * opens, the figure's state is 'loading', and then again what it was.
   * @throws Error in a sentence where the weights are missing or damaged
   */
  session(): Promise<RemoteSession> {
    this.#asked ??= this.#ready().finally(() => (this.#asked = null));
    return this.#asked;
  }

  async #ready(): Promise<RemoteSession> {
    const { session, fresh } = await claim(this);
    if (!fresh && this.opened) return session;
    const figure = this.#figure;
    const before = figure.state === 'running' || figure.state === 'done' ? figure.state : 'idle';
    figure.state = 'loading';
    this.opened = null;
    const assets = new URL(figure.dataset.base ?? '/', location.href).href;
    const opening = session.open({ backend: 'auto', ...this.#plan, assets });
    this.#opening = opening.catch(() => {});
    try {
      this.opened = await opening;
    } finally {
      figure.state = before;
    }
    figure.dataset.backend = this.opened.backend.name;
    figure.dataset.seed = String(this.opened.config.seed);
    return session;
  }

  /** Ends the questions under way, if the session is still this figure's: they reject with RunFault Stopped. */
  stop(): Promise<void> {
    return stop(this);
  }

  /** Another figure takes the session. Nothing was learned here, so nothing is kept, and no answer is waited for. */
  async yield(): Promise<void> {
    await this.#opening; // and not for a turn in the queue, which comes after the one that asks
    await this.stop();
  }

  recovered(recovery: Recovery): void {
    this.opened = recovery.opened;
    this.#figure.dataset.backend = recovery.opened.backend.name;
    this.#figure.announce('The engine failed and was replaced; the trained model was loaded again.', true);
  }

  dispose(): void {
    void release(this).catch(() => {});
  }
}
