/** The race, once the reader has pressed: opens the session, trains, looks, tells. The figure's states are set here. */
import type { Dataset, OwnDatasetName } from '../../../lib/data/dataset.ts';
import { isOwnName } from '../../../lib/data/index.ts';
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';
import type { Config } from '../../../lib/experiments/config.ts';
import type { Checkpoint } from '../../../lib/session/checkpoint/format.ts';
import { release, stop, type Holder, type Recovery, type RemoteSession } from '../../../lib/session/client.ts';
import type { Progress, SessionSnapshot } from '../../../lib/session/types.ts';
import { checked, write } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { bindActions } from './actions.ts';
import { adoptRun } from './adopt.ts';
import { bindControls } from './bindControls.ts';
import type { Against } from './charts.ts';
import { RaceKeeping } from './keeping.ts';
import { Gaze } from './gaze.ts';
import type { Looks, LookName } from './looks.ts';
import type { Observed } from './observe.ts';
import { demandOwn, openRun, type Next } from './opening.ts';
import { emptyScene, RacePicture } from './picture.ts';
import type { Brought } from './ownWords.ts';
import { wakeOwnData } from './ownPanel.ts';
import { note, put } from './readouts.ts';
import { showFailure, showRecovery } from './recovering.ts';
import { readSettings, type Backend } from './settings.ts';
import { applyQuery, prepare, suggest } from './setup.ts';
import { slowStep } from './slowMotion.ts';
import { showReport, tell } from './telling.ts';
import { Turns } from './turns.ts';

const reportMilliseconds = 100;

export class RaceDriver implements Driver, Holder {
  readonly figure: LiveFigure;
  readonly picture: RacePicture;
  /** What the reader has set by hand: kept when another data set brings its own suggestions. */
  readonly touched = new Set<string>();
  against: Against = 'steps';
  race: Observed | null = null;
  dataset: Dataset | null = null;
  openedBackend: Backend = 'auto';
  looks: Looks | null = null;
  /** What the reader has brought. It stays on the page: a worker that is lost gets it again. */
  readonly own: Partial<Record<OwnDatasetName, Brought>> = {};
  /** Seconds of training so far. */
  trained = 0;
  readonly next: Next = { mustOpen: true, saved: null, history: null };
  #loop: Promise<void> | null = null;
  #stopping = false;
  #keeping: RaceKeeping;
  #turns = new Turns();
  #drawn = 0;
  /** Looks at rest, one after the other. */
  #gaze = new Gaze({
    free: () => !this.#loop && !this.next.mustOpen,
    make: async (name) => {
      await this.looks?.make(this.trained, { all: true, only: [name] });
      this.draw();
    },
    done: () => {
      if (this.race && this.step > 0 && !this.#loop && this.figure.state !== 'error') tell(this, this.race);
    },
    fail: (error) => this.figure.fail(error),
  });

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.picture = new RacePicture(
      figure,
      emptyScene({ kind: 'points', dim: 2, extent: 2.4 }, new Float32Array(0)),
      figure.signal,
    );
    bindControls(this);
    bindActions(this);
    this.#keeping = new RaceKeeping(this);
    wakeOwnData(this);
  }

  get session(): RemoteSession | null {
    return this.race?.session ?? null;
  }
  get config(): Config {
    return this.race?.config ?? this.wanted;
  }
  /** What the form says. */
  get wanted(): Config {
    const settings = readSettings(this.figure);
    return resolveConfig(experiments[settings.data ?? 'ring'], settings);
  }
  /** The reader's data of this name, if they were brought. */
  brought(name: Config['data']): Brought | undefined {
    return isOwnName(name) ? this.own[name] : undefined;
  }
  get training(): boolean {
    return this.#loop !== null;
  }
  get step(): number {
    return this.race?.step ?? 0;
  }

  applyQuery(search: string): void {
    applyQuery(this, search);
  }
  /** Nothing is trained yet: what the form says counts at the next start, and its data is shown at once. */
  prepare(): void {
    if (this.step > 0 || this.#loop) return;
    this.race = null;
    this.next.mustOpen = true;
    prepare(this);
  }

  /** What the style sheet shows depends on what the data is. */
  shape(kind: 'points' | 'images'): void {
    this.figure.dataset.kind = kind;
    this.figure.dataset.modes = this.dataset?.modes ? 'yes' : 'no';
  }

  play(): Promise<void> {
    return this.#turns.take('play', () => this.#play());
  }
  async #play(): Promise<void> {
    if (this.#loop) return;
    await this.stopLooking();
    await openRun(this);
    const race = this.race!;
    if (race.step >= race.config.steps) await this.#trainOn(race);
    this.#stopping = false;
    this.#keeping.started();
    this.figure.state = 'running';
    this.figure.announce('Training.', true);
    this.#loop = this.#run().finally(() => (this.#loop = null));
  }

  async pause(): Promise<void> {
    this.#stopping = true;
    await Promise.all([this.session?.pause(), this.stopLooking()]);
    await this.#loop;
  }

  /** Ends the look under way and forgets those that were asked for. Training goes on. */
  async stopLooking(): Promise<void> {
    this.#gaze.forget();
    await stop(this);
  }

  /** One step of both models. */
  async stepOnce(): Promise<void> {
    if (this.#loop) return this.pause();
    return this.#turns.take('step', () => this.#stepOnce());
  }
  async #stepOnce(): Promise<void> {
    if (this.#loop) return;
    await this.stopLooking();
    await openRun(this);
    const race = this.race!;
    if (race.step >= race.config.steps) await this.#trainOn(race);
    this.#loop = (async () => {
      await race.session.train((progress) => this.#report(race, progress, true), { stopAfter: 1 });
      this.figure.state = 'paused';
    })().finally(() => (this.#loop = null));
    await this.#loop;
    this.figure.announce(`Step ${race.step}. ${tell(this, race)}`, true);
  }

  /** Throws the run away and starts from the seed with what the form says. */
  reset(): Promise<void> {
    return this.#turns.take('reset', () => this.#reset());
  }
  async #reset(): Promise<void> {
    await this.pause();
    this.next.saved = null;
    this.next.history = null;
    this.#keeping.fresh();
    this.next.mustOpen = true;
    if (!this.race) {
      this.prepare();
      return;
    }
    await openRun(this);
    this.figure.state = 'idle';
    this.figure.announce('Reset to the seed. Nothing is trained.', true);
    await this.look('gan', 'D', 'force', 'ddpm', 'field');
  }

  /** The race starts from its seed on what the reader has brought. */
  async bring(brought: Brought): Promise<void> {
    await this.pause();
    this.own[brought.own.name] = brought;
    suggest(this, brought.own.name);
    await this.reset();
  }

  /** Another figure takes the session: keep everything that was learned. */
  async yield(): Promise<void> {
    await this.pause();
    if (this.race && this.race.step > 0 && !this.next.mustOpen) this.next.saved = await this.race.session.snapshot();
    this.next.mustOpen = true;
    if (this.race)
      note(this.figure, 'messages', 'Paused, since another figure of this page is training. Train goes on from here.');
  }

  sleep(asleep: boolean): void {
    if (!this.race) return;
    this.race.awake = !asleep;
    if (!asleep) {
      this.looks?.askAll();
      if (!this.#loop) void this.look();
    }
  }

  dispose(): void {
    this.#stopping = true;
    void this.session?.pause().catch(() => {});
    void release(this);
  }

  /** Live changes reach the model at its next step. */
  async change(changes: Partial<Config>): Promise<void> {
    if (!this.race || this.next.mustOpen) return;
    const { config, references } = await this.race.session.set(changes);
    this.race.config = config;
    this.race.opened.references = references;
    put(this.figure, 'steps', this.race.config.steps.toLocaleString('en'));
  }

  /** Looks again at what changed: at once at rest, at the next report while training. */
  async look(...names: LookName[]): Promise<void> {
    if (!this.race || this.next.mustOpen) return this.picture.draw();
    if (this.#loop) return this.looks?.ask(...names);
    await this.#gaze.look(names);
  }

  draw(): void {
    this.#drawn = performance.now();
    if (this.race) {
      const { history, opened, config, dataset } = this.race;
      const modes = dataset?.modes?.centres.length ?? 0;
      this.picture.scene.charts = { history, opened, steps: config.steps, against: this.against, modes };
    }
    this.picture.draw();
  }

  async #run(): Promise<void> {
    try {
      let result: 'done' | 'paused' = 'paused';
      while (result !== 'done' && !this.#stopping) {
        const race = this.race!;
        race.training = true;
        result = checked(this.figure, 'slow')
          ? await slowStep(race, this, () => this.#stopping || !checked(this.figure, 'slow'))
          : await race.session.train((progress) => this.#report(race, progress), { reportMilliseconds });
      }
      this.figure.state = result === 'done' ? 'done' : 'paused';
      const race = this.race!;
      this.figure.announce(`${result === 'done' ? 'Done' : 'Paused'} at step ${race.step}. ${tell(this, race)}`, true);
    } catch (error) {
      showFailure(this, error);
    } finally {
      if (this.race) this.race.training = false;
    }
    if (!this.next.mustOpen) setTimeout(() => void this.#rest());
  }

  recovered(recovery: Recovery): void {
    showRecovery(this, recovery);
  }
  kept(snapshot: SessionSnapshot): void {
    void this.#keeping.kept(snapshot);
  }

  /** Puts a saved run in the place of the present one. If it does not fit, the present one stays. */
  adopt(checkpoint: Checkpoint): Promise<void> {
    return this.#turns.take('adopt', async () => {
      demandOwn(this, checkpoint.snapshot.config);
      await this.pause();
      await adoptRun(this, checkpoint);
    });
  }
  /** At rest: keep what was learned, then look at it closely. */
  async #rest(): Promise<void> {
    if (this.race && !this.#loop && !this.next.mustOpen) {
      try {
        await this.#keeping.rest(await this.race.session.snapshot());
      } catch (error) {
        this.figure.fail(error);
      }
    }
    if (document.visibilityState !== 'hidden') await this.look();
  }

  /** Numbers first, then the looks that are due, then one drawing: at most ten times a second. */
  async report(progress: Progress): Promise<void> {
    if (this.race) await this.#report(this.race, progress, true);
  }
  async #report(race: Observed, progress: Progress, everything = false): Promise<void> {
    showReport(this, race, progress);
    race.training = !everything;
    await this.looks!.make(progress.seconds, { all: everything });
    const rest = this.figure.reducedMotion && !everything ? 1000 : 0;
    if (race.awake && document.visibilityState !== 'hidden' && performance.now() - this.#drawn >= rest) this.draw();
    this.figure.announce(`Step ${progress.step}. ${tell(this, race)}`);
  }

  say(sentence: string): void {
    const place = this.figure.piece('sentence');
    if (place && place.textContent !== sentence) place.textContent = sentence;
  }

  async #trainOn(race: Observed): Promise<void> {
    const more =
      this.wanted.steps > race.config.steps
        ? this.wanted.steps
        : race.step + resolveConfig(experiments[race.config.data as 'ring']).steps;
    write(this.figure, 'steps', more);
    await this.change({ steps: more });
  }
}

export function mount(figure: LiveFigure): RaceDriver {
  return new RaceDriver(figure);
}
