/** The figure once the reader acts: the trained network in the page's worker, asked again at every move of a control. */
import { loadClassifier, type Classifier } from '../../../lib/metrics/classifier.ts';
import { parseQuery } from '../../../lib/experiments/query.ts';
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { put, showBackend } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { TrainedModel } from '../trained.ts';
import { latentsOf, mostSeed, noiseEffect, noiseOf, ranges, readingOf, sameCurve, shown, start, sweepFrom, tableRows, withCorner, type Reading, type Settings } from './lab.ts'; // prettier-ignore
import { narrate, numbers, partOf, tableTitle } from './narrate.ts';
import { paintPlane, paintSheet, paintTable, type ImageSet } from './pictures.ts';

/** Milliseconds that each place of the sweep stays, at least. */
const pace = 110;

interface Recorded {
  curve: Reading[];
  real: { distance: number; confidence: number };
  /** Values of an empty and of a full pixel. */
  range: [number, number];
}
interface Answer {
  settings: Settings;
  sheet: ImageSet;
  table: ImageSet;
  reading: Reading;
  effect: number;
}

class StyleLabDriver implements Driver {
  readonly figure: LiveFigure;
  #model: TrainedModel;
  #classifier: Promise<Classifier> | null = null;
  #recorded: Recorded;
  #panels: Panels<'sheet' | 'plane' | 'table'> | null = null;
  #answer: Answer | null = null;
  #trail: Reading[] = [];
  #asking: Promise<void> | null = null;
  #stale = false;
  #sweeping = false;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    const { backend } = parseQuery(location.search);
    this.#model = new TrainedModel(figure, { experiment: 'digits', trained: 'stylegan', backend });
    this.#recorded = JSON.parse(figure.piece('recorded')!.textContent) as Recorded;
    onChange(
      figure,
      () => {
        this.#sweeping = false;
        this.#guard(this.#ask());
      },
      figure.signal,
    );
    figure.piece('reset')?.addEventListener('click', () => this.#guard(this.#reset()), { signal: figure.signal });
  }

  get settings(): Settings {
    const number = (name: 'psi' | 'crossover' | 'seed', min: number, max: number) => {
      const value = Number(read(this.figure, name));
      return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : start[name];
    };
    return {
      psi: number('psi', ranges.psi.min, ranges.psi.max),
      crossover: Math.round(number('crossover', 0, ranges.crossover.max)),
      noise: read(this.figure, 'noise') === true,
      seed: Math.round(number('seed', 0, mostSeed)),
    };
  }

  async play(): Promise<void> {
    const { figure } = this;
    await this.#ask();
    figure.state = 'running';
    figure.announce('Sweeping the truncation.', true);
    this.#sweeping = true;
    for (const psi of sweepFrom(this.settings.psi)) {
      const until = performance.now() + pace;
      write(figure, 'psi', psi);
      await this.#ask();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, until - performance.now())));
      if (!this.#sweeping || figure.signal.aborted) break;
    }
    const finished = this.#sweeping;
    this.#sweeping = false;
    if (figure.state === 'running') figure.state = finished ? 'done' : 'paused';
    this.#show();
    figure.announce(this.#sentence(), true);
  }
  pause(): void {
    this.#sweeping = false;
    this.figure.state = 'paused';
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    if (!this.#panels) return;
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    this.#sweeping = false;
    this.#model.dispose();
  }

  #guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.figure.fail(error));
  }

  async #reset(): Promise<void> {
    this.#sweeping = false;
    for (const [name, value] of Object.entries(start)) write(this.figure, name, value);
    this.#trail = [];
    await this.#ask();
    this.figure.announce('Reset.', true);
  }

  /** Asks with what the controls say; while an answer is under way, only that they have changed is remembered. */
  #ask(): Promise<void> {
    const { psi, crossover } = this.settings;
    writeText(this.figure, 'psi', psi.toFixed(2));
    writeText(this.figure, 'crossover', String(crossover));
    this.#stale = true;
    this.#asking ??= this.#answerAll().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #answerAll(): Promise<void> {
    const { figure } = this;
    while (this.#stale && !figure.signal.aborted) {
      this.#stale = false;
      this.#take(await this.#question(this.settings));
      if (figure.state === 'idle' || figure.state === 'error') figure.state = 'paused';
    }
  }

  async #question(settings: Settings): Promise<Answer> {
    const { figure } = this;
    const assets = new URL(figure.dataset.base ?? '/', location.href).href;
    this.#classifier ??= loadClassifier('digits', assets).catch((error: unknown) => {
      this.#classifier = null;
      throw error;
    });
    const [session, classifier] = await Promise.all([this.#model.session(), this.#classifier]);
    const { psi, crossover, seed } = settings;
    const common = { kind: 'styles', truncation: psi, noise: noiseOf(settings) } as const;
    const seeds = latentsOf(seed);
    const cells = tableRows(seed).filter((cell) => cell !== null);
    const coarse = cells.map((cell) => cell.coarse);
    const fine = cells.map((cell) => cell.fine);
    const { name } = this.#model;
    const { x } = await session.control(name, { ...common, seeds });
    const silent = await session.control(name, { ...common, noise: null, seeds: seeds.slice(0, shown) });
    const mixed = await session.control(name, { ...common, seeds: coarse, others: fine, crossover });
    const { dim } = this.#model.opened!;
    const { range } = this.#recorded;
    const [black, white] = range;
    const side = Math.round(Math.sqrt(dim));
    const { probabilities } = classifier.read(x, { black, white });
    return {
      settings,
      sheet: { x: x.subarray(0, shown * dim), side, range },
      table: { x: withCorner(mixed.x, dim, black), side, range },
      reading: readingOf(psi, x, dim, probabilities, this.#recorded.real.distance),
      effect: noiseEffect(x, silent.x, white - black),
    };
  }

  #take(answer: Answer): void {
    const { reading, settings } = answer;
    if (this.#answer && !sameCurve(this.#answer.settings, settings)) this.#trail = [];
    this.#trail = [...this.#trail.filter(({ psi }) => psi !== reading.psi), reading].sort((a, b) => a.psi - b.psi);
    this.#answer = answer;
    this.#panels ??= this.#plots();
    this.#show();
  }

  /** The pictures that the page came with stay until there is something to put in their place. */
  #plots(): Panels<'sheet' | 'plane' | 'table'> {
    const { figure } = this;
    const panels = new Panels(
      figure,
      {
        sheet: {
          paint: (pen, width, height, theme) => paintSheet(pen, width, height, theme, this.#answer!.sheet),
          heading: () => `ψ = ${this.#answer!.reading.psi.toFixed(2)}`,
          describe: () => `${shown} digits drawn by the generator. ${this.#sentence()}`,
        },
        plane: {
          paint: (pen, width, height, theme) =>
            paintPlane(pen, width, height, theme, {
              recorded: this.#recorded.curve,
              trail: this.#trail,
              now: this.#answer!.reading,
              real: this.#recorded.real,
            }),
          describe: () => {
            const { diversity, confidence } = this.#answer!.reading;
            return `Confidence ${confidence.toFixed(3)} at diversity ${diversity.toFixed(2)}.`;
          },
        },
        table: {
          paint: (pen, width, height, theme) => paintTable(pen, width, height, theme, this.#answer!.table),
          heading: () => tableTitle(this.#answer!.settings.crossover),
          describe: () => `Mixed digits. ${tableTitle(this.#answer!.settings.crossover)}.`,
        },
      },
      figure.signal,
    );
    panels.asleep = this.#asleep;
    bindSaving(figure, panels, 'style-lab', () => ({
      title: `StyleGAN on digits, ψ = ${this.#answer!.reading.psi}, seed ${this.#answer!.settings.seed}`,
      columns: {
        psi: this.#trail.map(({ psi }) => psi),
        diversity: this.#trail.map(({ diversity }) => diversity),
        confidence: this.#trail.map(({ confidence }) => confidence),
        classes: this.#trail.map(({ classes }) => classes),
      },
    }));
    return panels;
  }

  #sentence(): string {
    const { settings, reading } = this.#answer!;
    const whole = this.#trail.find(({ psi }) => psi === 1) ?? null;
    return narrate({ from: 'live', settings, reading, whole, real: this.#recorded.real });
  }

  #show(): void {
    const { figure } = this;
    if (!this.#answer) return;
    const { settings, reading, effect } = this.#answer;
    for (const [name, text] of Object.entries(numbers(reading))) put(figure, name, text);
    put(figure, 'effect', settings.noise ? partOf(effect) : 'off');
    put(figure, 'table-title', tableTitle(settings.crossover));
    put(figure, 'led', 'drawn here');
    if (this.#model.opened) showBackend(figure, this.#model.opened.backend);
    Object.assign(figure.dataset, {
      psi: String(settings.psi),
      crossover: String(settings.crossover),
      seed: String(settings.seed),
      images: String(shown),
      diversity: reading.diversity.toFixed(4),
      confidence: reading.confidence.toFixed(4),
      classes: String(reading.classes),
      effect: effect.toExponential(2),
    });
    const sentence = figure.piece('sentence');
    if (sentence) sentence.textContent = this.#sentence();
    this.#panels?.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new StyleLabDriver(figure);
