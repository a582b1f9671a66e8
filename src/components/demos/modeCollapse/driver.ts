/** The figure once the reader acts: one loss trains, its samples are read, and earlier runs stay on the charts. */
import type { Dataset } from '../../../lib/data/dataset.ts';
import { grid25 } from '../../../lib/data/grid25.ts';
import { ring } from '../../../lib/data/ring.ts';
import { parseQuery } from '../../../lib/experiments/query.ts';
import { createRng } from '../../../lib/random.ts';
import type { RemoteSession } from '../../../lib/session/client.ts';
import type { Opened, Progress } from '../../../lib/session/types.ts';
import type { Study } from '../../../lib/book/studies.ts';
import { onChange, read, write } from '../../controls/controls.ts';
import { Due } from '../forwardReverse/due.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { whole } from '../race/format.ts';
import { put, showBackend } from '../race/readouts.ts';
import { LiveRun } from '../run.ts';
import { bindSaving } from '../saving.ts';
import { armOf, offeredArms, offeredData, sameRun, shortName, startArm, stepsOf, titleOf, type OfferedData, type Setup } from './arms.ts'; // prettier-ignore
import { narrate, texts } from './narrate.ts';
import { columns, modesOf, plots, type PlotName, type View } from './plots.ts';
import { readModes, targets, type ModeValues, type Reading } from './reading.ts';
import { recordedValues, viewOf, type StudyView } from './studyView.ts';

/** Points that are drawn, of the data and of the samples. */
const shown = 600;
/** The same noise every time: a point moves as its generator learns. */
const shownSeed = 1;
/** Earlier runs that stay on the charts. */
const mostPast = 6;
/** A sentence stays at least this long while a net trains, milliseconds. */
const readable = 1200;

/** One training run of the reader's. */
interface Past {
  setup: Setup;
  readings: Reading[];
  samples: Float32Array | null;
}

class ModeCollapseDriver implements Driver {
  readonly figure: LiveFigure;
  #run: LiveRun;
  #panels: Panels<PlotName>;
  #sets: Record<OfferedData, Dataset> = { ring: ring(), grid25: grid25() };
  #data: Partial<Record<OfferedData, Float32Array>> = {};
  #studies: Partial<Record<OfferedData, StudyView>> = {};
  #now: Past | null = null;
  #past: Past[] = [];
  #opened: Opened | null = null;
  #looks = new Due(0.15, 250);
  #toldAt = 0;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    const { config, backend } = parseQuery(location.search);
    if (config.seed !== undefined) write(figure, 'seed', config.seed);
    this.#run = new LiveRun(figure, {
      plan: () => {
        const { setup } = this;
        return {
          experiment: setup.data,
          models: ['gan'],
          config: { ...armOf(setup).config, seed: setup.seed },
          backend,
        };
      },
      opened: (opened, session, resumed) => this.#start(opened, session, resumed),
      report: (progress, session) => this.#report(progress, session),
      rewind: (step, opened) => {
        showBackend(figure, opened.backend);
        if (this.#now) this.#now.readings = this.#now.readings.filter((reading) => reading.step <= step);
        this.#looks.now();
        this.#show();
      },
      tell: (sentence) => put(figure, 'note', sentence),
      stopped: (session) => this.#look(session, true),
    });
    const view = () => this.#view;
    this.#panels = new Panels(figure, plots(view), figure.signal);
    onChange(figure, (name, final) => final && this.#guard(this.#changed(name)), figure.signal);
    this.#button('step', () => (figure.state === 'running' ? this.pause() : this.#run.train(1)));
    this.#button('reset', () => this.reset());
    bindSaving(figure, this.#panels, 'mode-collapse', () => ({
      title: `${titleOf(this.setup.arm)} on ${this.setup.data}, step ${this.#live?.readings.at(-1)?.step ?? 'recorded'}, seed ${this.setup.seed}`,
      columns: columns(view()),
    }));
    figure.addEventListener('statechange', () => this.#show(), { signal: figure.signal });
    this.#guard(this.#loadStudy(this.setup.data));
    this.#show();
  }

  /** What the form says. */
  get setup(): Setup {
    const seed = Number(read(this.figure, 'seed'));
    return {
      data: offeredData.find((name) => name === read(this.figure, 'data')) ?? 'ring',
      arm: offeredArms.find((name) => name === read(this.figure, 'arm')) ?? startArm,
      seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : 1,
    };
  }
  /** The reader's run of the present setup: the one in training, or an earlier one. */
  get #live(): Past | null {
    const { setup } = this;
    if (this.#now && sameRun(this.#now.setup, setup)) return this.#now;
    return this.#past.find((past) => sameRun(past.setup, setup)) ?? null;
  }
  get #samples(): ArrayLike<number> | null {
    const { data, arm } = this.setup;
    const live = this.#live;
    return live ? live.samples : (this.#studies[data]?.samples[arm] ?? null);
  }

  get #view(): View {
    const { setup } = this;
    const dataset = this.#sets[setup.data];
    const live = this.#live;
    const study = this.#studies[setup.data] ?? null;
    const samples = this.#samples;
    const seen = samples && samples.length > 0 ? readModes(samples, dataset) : null;
    const values: ModeValues | null = live ? (live.readings.at(-1) ?? null) : study && recordedValues(study, setup.arm);
    const mine = [...this.#past, ...(this.#now ? [this.#now] : [])].filter(
      (past) => past.setup.data === setup.data && past !== live && past.readings.length > 1,
    );
    const curveOf = (past: Past, current: boolean) => ({
      name: shortName(past.setup.arm),
      readings: past.readings,
      current,
    });
    const curves = [...mine.map((past) => curveOf(past, false)), ...(live ? [curveOf(live, true)] : [])];
    const bands = curves.length > 0 ? (this.#opened?.bands ?? study?.bands) : study?.bands;
    return {
      setup,
      dataset,
      data: (this.#data[setup.data] ??= dataset.sample(shown, createRng(5))),
      samples: samples && Array.prototype.slice.call(samples, 0, 2 * shown),
      shares: seen?.shares ?? null,
      values,
      counted: Math.max(1, seen?.kept ?? 1),
      measured: curves.length > 0 ? (this.#opened?.metricSamples ?? 1000) : (study?.n ?? 10_000),
      curves,
      readings: live?.readings ?? [],
      steps: stepsOf(setup),
      study,
      bands: bands ?? {},
    };
  }

  async play(): Promise<void> {
    if (this.#run.current && this.#run.step >= stepsOf(this.setup)) {
      put(this.figure, 'note', 'This run has done all its steps. Choose another loss or another seed, or Reset.');
      this.figure.state = 'done';
      return;
    }
    put(this.figure, 'note', '');
    this.figure.announce(`Training: ${titleOf(this.setup.arm)}.`, true);
    await this.#run.train();
    this.figure.announce(this.#sentence(), true);
  }
  pause(): Promise<void> {
    return this.#run.pause();
  }
  sleep(asleep: boolean): void {
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    this.#run.dispose();
  }
  async reset(): Promise<void> {
    await this.#run.reset();
    this.#now = null;
    this.#past = [];
    put(this.figure, 'note', '');
    this.#show();
    this.figure.announce('Reset. The recorded runs are shown.', true);
  }

  #guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.figure.fail(error));
  }
  #button(name: string, action: () => Promise<void>): void {
    const { signal } = this.figure;
    this.figure.piece(name)?.addEventListener('click', () => this.#guard(action()), { signal });
  }

  /** The recorded runs; without them the figure still trains. */
  async #loadStudy(data: OfferedData): Promise<void> {
    if (this.#studies[data]) return;
    const url = new URL(`runs/study-${data}.json`, new URL(this.figure.dataset.base ?? '/', location.href));
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(String(answer.status));
      this.#studies[data] = viewOf((await answer.json()) as Study);
    } catch {
      put(this.figure, 'note', 'The recorded runs could not be loaded. Training works without them.');
    }
    this.#show();
  }

  async #changed(name: string): Promise<void> {
    if (!['data', 'arm', 'seed'].includes(name)) return;
    const { setup, figure } = this;
    if (figure.state === 'running' && !this.#run.current) await this.pause();
    figure.dataset.seed = String(setup.seed);
    const other = this.#run.opened !== null && !this.#run.current;
    if (other && figure.state === 'done') figure.state = 'paused';
    put(figure, 'note', other ? 'Train starts this run from its seed; the curves of the last one stay.' : '');
    await this.#loadStudy(setup.data);
    this.#show();
  }

  async #start(opened: Opened, session: RemoteSession, resumed: boolean): Promise<void> {
    showBackend(this.figure, opened.backend);
    this.#opened = opened;
    if (resumed) return;
    const { setup } = this;
    const kept = [...this.#past, ...(this.#now && this.#now.readings.length > 1 ? [this.#now] : [])];
    this.#past = kept.filter((past) => !sameRun(past.setup, setup)).slice(-mostPast);
    this.#now = { setup, readings: [], samples: null };
    await this.#look(session, true); // the untrained generator
  }

  async #report({ step }: Progress, session: RemoteSession): Promise<void> {
    put(this.figure, 'step', whole(step));
    await this.#look(session, false);
    this.figure.announce(`Step ${step}. ${this.#sentence()}`);
  }

  async #look(session: RemoteSession, all: boolean): Promise<void> {
    const now = this.#now;
    if (!now) return;
    await this.#looks.run(all, async () => {
      const { x } = await session.sample('gan', { n: this.#opened?.metricSamples ?? 1000, seed: shownSeed });
      const { values } = readModes(x, this.#sets[now.setup.data]);
      const { step } = this.#run;
      if (now.readings.at(-1)?.step === step) now.readings.pop();
      now.readings.push({ step, ...values });
      now.samples = x;
    });
    this.#show();
  }

  #sentence(): string {
    const { setup, dataset, values, steps, readings, measured } = this.#view;
    const live = this.#live;
    const most = readings.reduce<Reading | null>((best, r) => (best && best.modes >= r.modes ? best : r), null);
    return narrate({
      title: titleOf(setup.arm),
      from: live ? 'live' : values ? 'recorded' : 'nothing',
      step: readings.at(-1)?.step ?? 0,
      steps,
      K: modesOf(dataset),
      values,
      targets: targets(modesOf(dataset), measured),
      most,
    });
  }

  #show(): void {
    const { figure } = this;
    const { setup, dataset, values, steps, readings, measured, study } = this.#view;
    const K = modesOf(dataset);
    for (const [name, text] of Object.entries(texts(values, targets(K, measured), K))) put(figure, name, text);
    put(figure, 'step', whole(this.#live ? (readings.at(-1)?.step ?? 0) : steps));
    put(figure, 'steps', whole(steps));
    put(figure, 'led', this.#live ? 'trained here' : 'recorded');
    if (study?.ceiling)
      put(figure, 'ceiling', `exact score, ${study.ceiling.title}: ${study.ceiling.evaluations} passes`);
    figure.dataset.arm = setup.arm;
    for (const name of ['modes', 'hq', 'spread', 'modeKl'] as const) {
      const value = this.#live ? values?.[name] : undefined;
      if (value !== undefined && Number.isFinite(value)) figure.dataset[name] = String(Number(value.toPrecision(5)));
      else delete figure.dataset[name];
    }
    const place = figure.piece('sentence');
    const time = performance.now();
    if (place && (figure.state !== 'running' || time - this.#toldAt > readable)) {
      this.#toldAt = time;
      place.textContent = this.#sentence();
    }
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new ModeCollapseDriver(figure);
