/** The figure once the reader acts: trains D, looks at it after each report, draws, and tells. */
import { defaultConfig } from '../../../lib/experiments/config.ts';
import { experiments } from '../../../lib/experiments/index.ts';
import { separationRange } from '../../../lib/experiments/pair.ts';
import { parseQuery } from '../../../lib/experiments/query.ts';
import type { RemoteSession } from '../../../lib/session/client.ts';
import type { Opened, Progress } from '../../../lib/session/types.ts';
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { bindSaving } from '../saving.ts';
import { LossSeries } from '../race/history.ts';
import { put, showBackend } from '../race/readouts.ts';
import { LiveRun } from '../run.ts';
import { exactGame, line, readBelief, type Belief, type Game, type Reading } from './game.ts';
import { minus, narrate, small } from './narrate.ts';
import { paintChart, paintDensities, paintPulls, pullCurves, valueChart } from './pictures.ts';

const budget = experiments.discriminator.config.steps!;
/** Steps that D gets at least once the densities have moved, or when it is sent on after the end. */
const more = budget / 2;

class DiscriminatorDriver implements Driver {
  readonly figure: LiveFigure;
  #run: LiveRun;
  #panels: Panels<'densities' | 'value' | 'pulls'>;
  #game: Game;
  #curves = pullCurves();
  #belief: Belief | null = null;
  #reading: Reading | null = null;
  #steps = budget;
  #batches = new LossSeries();
  #exact: { steps: number[]; values: number[] } = { steps: [], values: [] };
  #ceilings: { step: number; value: number }[] = [];
  /** Steps of D at the last move of the densities: -1 if it has learned since. */
  #movedAt = -1;
  #sending: Promise<void> | null = null;
  #asleep = false;
  #toldAt = 0;
  /** The seed of the present run; a new one in the form waits for Reset. */
  #seed: number;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#game = exactGame(this.separation);
    this.#ceilings = [{ step: 0, value: this.#game.ceiling }];
    const { config, backend } = parseQuery(location.search);
    if (config.seed !== undefined) write(figure, 'seed', config.seed);
    this.#seed = this.wantedSeed;
    this.#run = new LiveRun(figure, {
      plan: () => ({ experiment: 'discriminator', models: ['D'], config: { seed: this.#seed }, backend }),
      opened: (opened, _session, resumed) => {
        showBackend(figure, opened.backend);
        if (!resumed) this.#forget();
      },
      ready: async (session) => {
        await session.set({ separation: this.separation, steps: this.#steps });
      },
      report: (progress, session) => this.#report(progress, session),
      rewind: (step, opened) => this.#rewind(step, opened),
      tell: (sentence) => put(figure, 'note', sentence),
      stopped: (session) => this.#look(session),
    });
    this.#panels = new Panels(
      figure,
      {
        densities: {
          paint: (pen, width, height, theme) => paintDensities(pen, width, height, theme, this.#game, this.#belief),
          describe: () => this.#describe(),
        },
        value: {
          paint: (pen, width, height, theme) =>
            paintChart(
              pen,
              width,
              height,
              valueChart(
                { batches: this.#batches, exact: this.#exact, ceilings: this.#ceilings, steps: this.#steps },
                theme,
              ),
            ),
          describe: () => `The value of D over ${this.#run.step} steps. ${this.#valueText()}`,
        },
        pulls: {
          paint: (pen, width, height, theme) =>
            paintPulls(pen, width, height, theme, this.#curves, this.#game, this.#reading),
          describe: () =>
            `The mean pull on samples of q against the distance of the centres, logarithmic. ${this.#pullText()}`,
        },
      },
      figure.signal,
    );
    onChange(figure, (name) => void this.#changed(name).catch((error: unknown) => figure.fail(error)), figure.signal);
    this.#button('step', async () => {
      if (figure.state === 'running') return this.pause();
      await this.#extend();
      await this.#run.train(1);
    });
    this.#button('reset', () => this.reset());
    bindSaving(figure, this.#panels, 'discriminator', () => ({
      title: `A discriminator against its optimum: distance ${this.#game.separation}, step ${this.#run.step}, seed ${this.#seed}`,
      columns: {
        x: line,
        p: this.#game.p,
        q: this.#game.q,
        'D*': this.#game.best,
        'logit of D': this.#belief?.logit ?? [],
        step: this.#exact.steps,
        V: this.#exact.values,
      },
    }));
    figure.addEventListener('statechange', () => this.#show(), { signal: figure.signal });
    this.#show();
  }

  get separation(): number {
    const value = read(this.figure, 'separation');
    return typeof value === 'number' && Number.isFinite(value) ? value : separationRange.start;
  }
  /** What the form says. */
  get wantedSeed(): number {
    const value = Number(read(this.figure, 'seed'));
    return Number.isSafeInteger(value) && value >= 0 ? value : defaultConfig.seed;
  }

  async play(): Promise<void> {
    this.#seedChanged(); // whatever else was noted is past
    await this.#extend();
    this.figure.announce('Training D.', true);
    await this.#run.train();
    this.figure.announce(this.#sentence(), true);
  }
  pause(): Promise<void> {
    return this.#run.pause();
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    this.#run.dispose();
  }
  async reset(): Promise<void> {
    await this.#run.reset();
    this.#takeSeed();
    this.#forget();
    this.#show();
    this.figure.announce('Reset. Nothing is trained.', true);
  }

  #button(name: string, action: () => Promise<void>): void {
    const press = () => void action().catch((error: unknown) => this.figure.fail(error));
    this.figure.piece(name)?.addEventListener('click', press, { signal: this.figure.signal });
  }

  /** D has done all its steps: give it some more. */
  async #extend(): Promise<void> {
    if (!this.#run.current) return; // a new model starts with the whole budget
    if (this.#run.step >= this.#steps) this.#steps = this.#run.step + more;
  }

  #forget(): void {
    this.#belief = null;
    this.#reading = null;
    this.#steps = budget;
    this.#batches = new LossSeries();
    this.#exact = { steps: [], values: [] };
    this.#ceilings = [{ step: 0, value: this.#game.ceiling }];
    this.#movedAt = -1;
    delete this.figure.dataset.gap;
    delete this.figure.dataset.error;
  }

  /** What was measured after this step did not happen. */
  #rewind(step: number, opened: Opened): void {
    showBackend(this.figure, opened.backend);
    this.#batches.rewind(step);
    const { steps, values } = this.#exact;
    const later = steps.findIndex((s) => s > step);
    if (later >= 0) steps.length = values.length = later;
    for (const ceiling of this.#ceilings) ceiling.step = Math.min(ceiling.step, step);
    this.#movedAt = Math.min(this.#movedAt, step);
    this.#show();
  }

  async #changed(name: string): Promise<void> {
    if (name === 'seed') return this.#seedChanged();
    if (name !== 'separation' || this.separation === this.#game.separation) return;
    this.#game = exactGame(this.separation);
    const step = this.#run.step;
    if (this.#ceilings.at(-1)?.step === step) this.#ceilings.pop();
    this.#ceilings.push({ step, value: this.#game.ceiling });
    this.#movedAt = step;
    if (this.#belief) this.#reading = readBelief(this.#belief, this.#game);
    if (this.#run.current) this.#steps = Math.max(this.#steps, step + more);
    this.#show();
    if (this.figure.state === 'running') this.#send();
    else if (this.figure.state === 'done') await this.play(); // nobody paused it: D keeps learning
  }

  /** A changed seed waits for Reset if there is a run that it would throw away. */
  #seedChanged(): void {
    const waiting = this.#run.step > 0 && this.wantedSeed !== this.#seed;
    put(this.figure, 'note', waiting ? 'The seed takes effect on Reset; the present run goes on as it is.' : '');
    if (this.#run.step === 0) this.#takeSeed();
  }
  #takeSeed(): void {
    this.#seed = this.wantedSeed;
    this.figure.dataset.seed = String(this.#seed);
    put(this.figure, 'note', '');
  }

  /** The new distance, to the worker; while one message is under way the next waits, and only the last is sent. */
  #send(): void {
    const session = this.#run.session;
    if (this.#sending || !session) return;
    const { separation } = this.#game;
    this.#sending = session
      .set({ separation, steps: this.#steps })
      .then(() => {
        this.#sending = null;
        if (separation !== this.#game.separation) this.#send();
      })
      .catch((error: unknown) => this.figure.fail(error));
  }

  async #report({ step, lossSteps, losses }: Progress, session: RemoteSession): Promise<void> {
    losses['D.V']?.forEach((value, i) => this.#batches.push(lossSteps[i]!, value));
    if (step > this.#movedAt) this.#movedAt = -1;
    await this.#look(session);
    this.figure.announce(`Step ${step}. ${this.#sentence()}`);
  }

  /** Asks for D on the line and reads it against the exact game. */
  async #look(session: RemoteSession): Promise<void> {
    const [logit, saturating, nonSaturating] = await Promise.all([
      session.probe('D', 'logit', line),
      session.probe('D', 'forceSaturating', line),
      session.probe('D', 'forceNonSaturating', line),
    ]);
    this.#belief = { logit, saturating, nonSaturating };
    this.#reading = readBelief(this.#belief, this.#game);
    const { step } = this.#run;
    const { steps, values } = this.#exact;
    if (steps.at(-1) === step) {
      steps.pop();
      values.pop();
    }
    steps.push(step);
    values.push(this.#reading.value);
    if (!this.#asleep || this.figure.state !== 'running') this.#show();
  }

  #sentence(): string {
    const { separation, ceiling } = this.#game;
    return narrate({
      step: this.#run.step,
      separation,
      ceiling,
      reading: this.#reading,
      moved: this.#movedAt >= 0 && this.figure.state !== 'running',
    });
  }

  #show(): void {
    const { figure } = this;
    const reading = this.#reading;
    const { ceiling, pulls, separation } = this.#game;
    writeText(figure, 'separation', separation.toFixed(1));
    put(figure, 'step', this.#run.step.toLocaleString('en'));
    put(figure, 'steps', this.#steps.toLocaleString('en'));
    put(figure, 'value', reading ? minus(reading.value) : '–');
    put(figure, 'ceiling', minus(ceiling));
    put(figure, 'error', reading ? small(reading.error) : '–');
    put(figure, 'pull-s', reading ? small(reading.pulls.saturating) : '–');
    put(figure, 'pull-n', reading ? small(reading.pulls.nonSaturating) : '–');
    put(figure, 'best-s', small(pulls.saturating));
    put(figure, 'best-n', small(pulls.nonSaturating));
    this.#tell();
    figure.dataset.ceiling = ceiling.toFixed(6);
    if (reading) {
      figure.dataset.gap = (ceiling - reading.value).toFixed(6);
      figure.dataset.error = reading.error.toFixed(6);
    }
    this.#panels.draw();
  }

  /** A sentence stays long enough to be read while D trains. */
  #tell(): void {
    const place = this.figure.piece('sentence');
    const now = performance.now();
    if (!place || (this.figure.state === 'running' && now - this.#toldAt < 1500)) return;
    this.#toldAt = now;
    place.textContent = this.#sentence();
  }

  #valueText(): string {
    const { ceiling } = this.#game;
    return `The ceiling is ${ceiling.toFixed(3)}${this.#reading ? `, D has reached ${this.#reading.value.toFixed(3)}` : ''}.`;
  }
  #pullText(): string {
    const say = (pulls: { saturating: number; nonSaturating: number }) =>
      `${small(pulls.saturating)} under log(1 - D), ${small(pulls.nonSaturating)} under minus log D`;
    const exact = `With the best D: ${say(this.#game.pulls)}.`;
    return this.#reading ? `With the trained D: ${say(this.#reading.pulls)}. ${exact}` : exact;
  }
  #describe(): string {
    const trained = this.#reading
      ? `The trained D is off by ${this.#reading.error.toFixed(3)} on average.`
      : 'No D is trained yet.';
    return `Two densities with centres ${this.#game.separation.toFixed(1)} apart and the best discriminator between them, dashed. ${trained}`;
  }
}

export const mount = (figure: LiveFigure): Driver => new DiscriminatorDriver(figure);
