/** The race, once the reader has pressed: opens the session, trains, looks, tells. The figure's states are set here. */
import type { Dataset } from '../../../lib/data/dataset.ts';
import { createDataset } from '../../../lib/data/index.ts';
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';
import type { Config } from '../../../lib/experiments/config.ts';
import { faultOf } from '../../../lib/faults.ts';
import type { Checkpoint } from '../../../lib/session/checkpoint/format.ts';
import {
  claim,
  lastSnapshot,
  release,
  type Holder,
  type Recovery,
  type RemoteSession,
} from '../../../lib/session/client.ts';
import type { Progress, SessionSnapshot } from '../../../lib/session/types.ts';
import { checked, write } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { bindActions } from './actions.ts';
import { bindControls } from './bindControls.ts';
import { panelsFor, type Against } from './charts.ts';
import { fromCurves } from './curves.ts';
import { clock } from './format.ts';
import { History } from './history.ts';
import { RaceKeeping } from './keeping.ts';
import { Gaze } from './gaze.ts';
import { Looks, type LookName } from './looks.ts';
import { divergence, narrate, sceneOf } from './narrate.ts';
import { createLooks, observe, type Observed } from './observe.ts';
import { emptyScene, RacePicture } from './picture.ts';
import { note, put, showBackend, showLoss, showProgress, showStart, showStep } from './readouts.ts';
import { liveSettings, readBackend, readSettings, writeSettings, type Backend } from './settings.ts';
import { applyQuery, prepare } from './setup.ts';
import { slowStep } from './slowMotion.ts';

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
  #looks: Looks | null = null;
  #loop: Promise<void> | null = null;
  #stopping = false;
  #mustOpen = true;
  #saved: SessionSnapshot | null = null;
  /** What a saved run has been through: drawn again when it is opened. */
  #history: History | null = null;
  #keeping: RaceKeeping;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = new Map<string, Promise<void>>();
  /** Seconds of training so far. */
  #trained = 0;
  #drawn = 0;
  /** Looks at rest, one after the other. */
  #gaze = new Gaze({
    free: () => !this.#loop && !this.#mustOpen,
    make: async (name) => {
      await this.#looks?.make(this.#trained, { all: true, only: [name] });
      this.draw();
    },
    done: () => {
      if (this.race && this.step > 0 && !this.#loop && this.figure.state !== 'error') this.#tell(this.race);
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
    this.#mustOpen = true;
    prepare(this);
  }

  /** What the style sheet shows depends on what the data is. */
  shape(kind: 'points' | 'images'): void {
    this.figure.dataset.kind = kind;
    this.figure.dataset.modes = this.dataset?.modes ? 'yes' : 'no';
  }

  /** One action after another: a Reset that is pressed while a run is being opened waits for it, once. */
  #inTurn(name: string, action: () => Promise<void>): Promise<void> {
    const same = this.#waiting.get(name);
    if (same) return same;
    const turn = this.#turn.then(() => {
      this.#waiting.delete(name);
      return action();
    });
    this.#waiting.set(name, turn);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  play(): Promise<void> {
    return this.#inTurn('play', () => this.#play());
  }
  async #play(): Promise<void> {
    if (this.#loop) return;
    await this.open();
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
    await this.session?.pause();
    await this.#loop;
  }

  /** One step of both models. */
  async stepOnce(): Promise<void> {
    if (this.#loop) return this.pause();
    return this.#inTurn('step', () => this.#stepOnce());
  }
  async #stepOnce(): Promise<void> {
    if (this.#loop) return;
    await this.open();
    const race = this.race!;
    if (race.step >= race.config.steps) await this.#trainOn(race);
    this.#loop = (async () => {
      await race.session.train((progress) => this.#report(race, progress, true), { stopAfter: 1 });
      this.figure.state = 'paused';
    })().finally(() => (this.#loop = null));
    await this.#loop;
    this.figure.announce(`Step ${race.step}. ${this.#tell(race)}`, true);
  }

  /** Throws the run away and starts from the seed with what the form says. */
  reset(): Promise<void> {
    return this.#inTurn('reset', () => this.#reset());
  }
  async #reset(): Promise<void> {
    await this.pause();
    this.#saved = null;
    this.#history = null;
    this.#keeping.fresh();
    this.#mustOpen = true;
    if (!this.race) {
      this.prepare();
      return;
    }
    await this.open();
    this.figure.state = 'idle';
    this.figure.announce('Reset to the seed. Nothing is trained.', true);
    await this.look('gan', 'D', 'force', 'ddpm', 'field');
  }

  /** Another figure takes the session: keep everything that was learned. */
  async yield(): Promise<void> {
    await this.pause();
    if (this.race && this.race.step > 0 && !this.#mustOpen) this.#saved = await this.race.session.snapshot();
    this.#mustOpen = true;
    if (this.race)
      note(this.figure, 'messages', 'Paused, since another figure of this page is training. Train goes on from here.');
  }

  sleep(asleep: boolean): void {
    if (!this.race) return;
    this.race.awake = !asleep;
    if (!asleep) {
      this.#looks?.askAll();
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
    if (!this.race || this.#mustOpen) return;
    const { config, references } = await this.race.session.set(changes);
    this.race.config = config;
    this.race.opened.references = references;
    put(this.figure, 'steps', this.race.config.steps.toLocaleString('en'));
  }

  /** Looks again at what changed: at once at rest, at the next report while training. */
  async look(...names: LookName[]): Promise<void> {
    if (!this.race || this.#mustOpen) return this.picture.draw();
    if (this.#loop) return this.#looks?.ask(...names);
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
      this.figure.announce(`${result === 'done' ? 'Done' : 'Paused'} at step ${race.step}. ${this.#tell(race)}`, true);
    } catch (error) {
      this.#mustOpen = true;
      this.#saved = lastSnapshot();
      this.figure.fail(faultOf(error) === 'NotFinite' ? divergence(error, this.#saved?.step ?? null) : error);
    } finally {
      if (this.race) this.race.training = false;
    }
    if (!this.#mustOpen) setTimeout(() => void this.#rest());
  }

  /** The engine or the worker failed and was replaced: the run goes on from an earlier step. */
  recovered({ sentence, step, opened, offerReload }: Recovery): void {
    const { race, figure } = this;
    if (!race) return;
    race.opened.backend = opened.backend;
    race.step = step;
    race.history.rewind(step);
    showStep(figure, step);
    showBackend(figure, opened.backend);
    const reload = offerReload
      ? ' Reloading the page gives the graphics processor another chance; the run is kept.'
      : '';
    note(figure, 'messages', sentence + reload);
    figure.announce(sentence, true);
  }
  kept(snapshot: SessionSnapshot): void {
    void this.#keeping.kept(snapshot);
  }

  /** Puts a saved run in the place of the present one. If it does not fit, the present one stays. */
  adopt(checkpoint: Checkpoint): Promise<void> {
    return this.#inTurn('adopt', () => this.#adopt(checkpoint));
  }
  async #adopt({ snapshot, curves }: Checkpoint): Promise<void> {
    await this.pause();
    const before = this.race && !this.#mustOpen && this.step > 0 ? await this.race.session.snapshot() : null;
    const { race } = this;
    const put = async (saved: SessionSnapshot | null, history: History | null) => {
      this.#saved = saved;
      this.#history = history;
      this.#mustOpen = true;
      if (saved) {
        writeSettings(this.figure, saved.config);
        for (const name of Object.keys(saved.config)) this.touched.add(name);
      }
      await this.open();
    };
    try {
      await put(snapshot, fromCurves(curves));
    } catch (error) {
      if (before) await put(before, race!.history);
      else {
        this.#saved = null;
        this.#mustOpen = true;
        this.race = null;
      }
      this.figure.state = before ? 'paused' : 'idle';
      throw error;
    }
    this.figure.state = 'paused';
    const { name } = this.race!.opened.backend;
    if (name !== snapshot.backend)
      note(
        this.figure,
        'messages',
        `This run was computed on ${snapshot.backend} and goes on with ${name}: numbers may differ in the last digits.`,
      );
  }

  /** At rest: keep what was learned, then look at it closely. */
  async #rest(): Promise<void> {
    if (this.race && !this.#loop && !this.#mustOpen) {
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
    race.step = progress.step;
    this.#trained = progress.seconds;
    race.history.add(progress);
    showProgress(this.figure, progress, race.config.steps);
    showLoss(this.figure, race.history.losses['ddpm.eps']?.recent(), race.opened.references['ddpm.eps']?.value);
    race.training = !everything;
    await this.#looks!.make(progress.seconds, { all: everything });
    const rest = this.figure.reducedMotion && !everything ? 1000 : 0;
    if (race.awake && document.visibilityState !== 'hidden' && performance.now() - this.#drawn >= rest) this.draw();
    const sentence = this.#tell(race);
    this.figure.announce(`Step ${progress.step}. ${sentence}`);
  }

  #tell(race: Observed): string {
    const ended = this.figure.state === 'done' ? `Done: ${race.step} steps in ${clock(this.#trained)}. ` : '';
    const sentence = ended + narrate(sceneOf(race));
    this.say(sentence);
    return sentence;
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

  /** Makes sure that the page's session holds this race, opened and (if it was interrupted) restored. */
  async open(): Promise<void> {
    const { session, fresh } = await claim(this);
    if (!fresh && !this.#mustOpen) return;
    const saved = this.#saved;
    const wanted = saved ? { ...saved.config, ...liveSettings(this.wanted) } : this.wanted;
    const backend = readBackend(this.figure);
    const same = saved && backend === 'auto' ? saved.backend : backend; // where it goes on bit for bit
    this.figure.state = 'loading';
    this.say(backend === 'auto' ? 'Loading, and timing one step of each engine on this machine.' : 'Loading.');
    this.figure.announce('Loading.', true);
    const assets = new URL(this.figure.dataset.base ?? '/', location.href).href;
    const opened = await session.open({
      experiment: wanted.data as 'ring',
      config: wanted,
      backend: same,
      assets,
    });
    this.#mustOpen = false;
    this.openedBackend = backend;
    this.dataset = opened.config.data === 'digits' ? null : createDataset(opened.config.data);
    const history = this.#history ?? (saved && this.race?.history) ?? new History();
    this.#history = null;
    this.race = observe(this.figure, session, opened, this.dataset, history);
    const { scene } = this.race;
    this.picture.scene = scene;
    this.shape(scene.kind);
    this.picture.showPanels(panelsFor(opened.bands).length);
    this.figure.dataset.set = opened.config.data;
    this.#looks = new Looks(createLooks(this.race));
    this.#trained = 0;
    showStart(this.figure, opened);
    showBackend(this.figure, opened.backend);
    if (saved) note(this.figure, 'messages', '');
    note(this.figure, 'pending', '');
    this.figure.piece('reset')?.classList.remove('is-wanted');
    this.figure.dispatchEvent(new CustomEvent('opened'));
    if (saved) {
      await session.restore(saved);
      this.race.step = saved.step;
      showStep(this.figure, saved.step);
      this.race.history.rewind(saved.step);
    }
    this.picture.goLive();
    await this.#looks.make(0, { all: true, only: ['gan', 'D', 'force', 'ddpm', 'field'] });
    this.draw();
    this.#tell(this.race);
  }
}

export function mount(figure: LiveFigure): RaceDriver {
  return new RaceDriver(figure);
}
