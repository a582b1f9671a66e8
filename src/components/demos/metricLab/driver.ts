/** The figure once the reader acts: every change breaks the sampler anew, and all metrics are measured again, in slices. */
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import { batteryNames, type Battery, type BatteryBands, type Sets } from '../../../lib/metrics/battery.ts';
import { noFaults } from '../../../lib/metrics/brokenSampler.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { bindSaving } from '../saving.ts';
import { paintCloud, paintMeters } from './pictures.ts';
import {
  bandDraws,
  banding,
  bandKey,
  dataNames,
  faultKnobs,
  measuring,
  ranges,
  references,
  setsOf,
  sizes,
  start,
  type Reading,
  type Settings,
} from './scene.ts';
import { describe, knobText, marks, narrate } from './words.ts';

/** Milliseconds of measuring in a frame, at most; a single metric of a thousand points may take longer. */
const budget = 7;
/** Milliseconds between two draws of a figure that plays. */
const pace = 500;
const controls = ['data', 'n', 'reference', 'seed', ...faultKnobs] as const;

class MetricLabDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'cloud' | 'meters'>;
  #bands = new Map<string, BatteryBands>();
  #settings: Settings = start;
  #sets: Sets;
  #reading: Reading;
  /** The frame in which measuring goes on; 0 where nothing is left to do. */
  #frame = 0;
  #next: ReturnType<typeof setTimeout> | undefined;
  #asleep = false;
  /** What the figure becomes when it has measured. */
  #then: 'done' | 'idle' = 'done';

  constructor(figure: LiveFigure) {
    this.figure = figure;
    const { signal } = figure;
    // The page brings the numbers of its own picture.
    this.#reading = {
      settings: start,
      bands: JSON.parse(figure.dataset['bands']!) as BatteryBands,
      values: JSON.parse(figure.dataset['values']!) as Battery,
    };
    this.#bands.set(bandKey(start), this.#reading.bands);
    this.#sets = setsOf(start);
    this.#panels = new Panels(
      figure,
      {
        cloud: {
          paint: (...at) => paintCloud(...at, this.#settings, this.#sets),
          describe: () => `Samples over real points. ${narrate(this.#reading)}`,
          heading: () => 'Samples over real points',
        },
        meters: {
          paint: (...at) => paintMeters(...at, this.#reading),
          describe: () => describe(this.#reading),
          heading: () => 'Metrics and the bands of a perfect sampler',
        },
      },
      signal,
    );
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    figure.piece('mend')?.addEventListener('click', () => this.#set(noFaults), { signal });
    bindSaving(figure, this.#panels, 'metrics', () => {
      const { values, bands } = this.#reading;
      const column = (of: (name: (typeof batteryNames)[number]) => number) => batteryNames.map(of);
      return {
        title: narrate(this.#reading),
        columns: {
          [`metric (${batteryNames.join(' ')})`]: column((name) => batteryNames.indexOf(name) + 1),
          value: column((name) => values[name]),
          low: column((name) => bands[name].low),
          median: column((name) => bands[name].median),
          high: column((name) => bands[name].high),
        },
      };
    });
    signal.addEventListener('abort', () => this.dispose());
    this.#show();
    this.#changed('seed'); // a browser may have kept what was set before the page was left
  }

  /** What the controls say; anything strange becomes the start value. */
  get #wanted(): Settings {
    const one = <V>(name: string, all: readonly V[], otherwise: V) =>
      all.find((value) => String(value) === String(read(this.figure, name))) ?? otherwise;
    const seed = Number(read(this.figure, 'seed'));
    const data = one('data', dataNames, start.data);
    const faults = { ...noFaults };
    for (const knob of faultKnobs) {
      const value = Number(read(this.figure, knob));
      const { min, max } = ranges[knob];
      faults[knob] = Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : start[knob];
    }
    return {
      ...faults,
      data,
      n: one<number>('n', sizes, start.n),
      reference: one('reference', references, start.reference),
      seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
    };
  }

  /** New draws, one after the other: the spread of every metric becomes visible. */
  play(): void {
    this.figure.state = 'running';
    this.figure.announce('New draws, one after the other.', true);
    this.#another();
  }
  #another(): void {
    if (this.figure.state !== 'running') return;
    if (!this.#asleep && this.#frame === 0) {
      write(this.figure, 'seed', (this.#wanted.seed + 1) % 1_000_000);
      this.#changed('seed');
    }
    this.#next = setTimeout(() => this.#another(), this.figure.reducedMotion ? 4 * pace : pace);
  }
  pause(): void {
    clearTimeout(this.#next);
    if (this.figure.state === 'running') this.figure.state = 'paused';
    this.#show();
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    clearTimeout(this.#next);
    cancelAnimationFrame(this.#frame);
  }
  /** Everything as it was recorded. */
  reset(): void {
    this.pause();
    this.figure.state = 'idle';
    this.#set(start, 'Reset. The figure is as it was recorded.');
    this.#then = 'idle';
  }

  #set(values: Partial<Settings>, words?: string): void {
    for (const [name, value] of Object.entries(values)) write(this.figure, name, value as string | number);
    this.#changed('seed');
    if (words) this.figure.announce(words, true);
  }

  #changed(name: string): void {
    if (!controls.some((one) => one === name)) return;
    const settings = this.#wanted;
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return; // the change after its input
    this.#then = 'done';
    this.#settings = settings;
    this.#sets = setsOf(settings);
    for (const knob of faultKnobs) writeText(this.figure, knob, knobText[knob](settings[knob]));
    this.#panels.draw();
    // What is being measured is finished first, or a slider that moves on and on would starve the meters.
    if (this.#frame === 0) this.#measure();
  }

  /** Measures what the controls say, once more if they have changed meanwhile. */
  #measure(): void {
    const { figure } = this;
    const settings = this.#settings;
    const steps = this.#all(settings, this.#sets);
    delete figure.dataset['measured'];
    const frame = () => {
      const began = performance.now();
      let step = steps.next();
      while (!step.done && performance.now() - began < budget) step = steps.next();
      if (!step.done) {
        if (step.value !== null) {
          const words = `Measuring what a perfect sampler scores with ${settings.n} points: draw ${step.value} of ${bandDraws}.`;
          const sentence = figure.piece('sentence');
          if (sentence) sentence.textContent = words;
        }
        this.#frame = requestAnimationFrame(frame);
        return;
      }
      this.#frame = 0;
      this.#reading = step.value;
      if (this.#settings !== settings) return this.#measure();
      if (figure.state !== 'running') figure.state = this.#then;
      this.#show();
      if (figure.state !== 'running') figure.announce(narrate(this.#reading));
    };
    this.#frame = requestAnimationFrame(frame);
  }

  /** Yields the number of draws where the band is measured, null otherwise. */
  *#all(settings: Settings, sets: Sets): Generator<number | null, Reading> {
    let bands = this.#bands.get(bandKey(settings));
    if (!bands) {
      bands = yield* banding(settings);
      this.#bands.set(bandKey(settings), bands);
    }
    const steps = measuring(settings, sets);
    let step = steps.next();
    for (; !step.done; step = steps.next()) yield null;
    return { settings, values: step.value, bands };
  }

  #show(): void {
    const { figure } = this;
    const settings = this.#settings;
    write(figure, 'seed', settings.seed);
    for (const knob of faultKnobs) writeText(figure, knob, knobText[knob](settings[knob]));
    const sentence = figure.piece('sentence');
    const text = narrate(this.#reading);
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
    Object.assign(figure.dataset, marks(this.#reading), { measured: '' });
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new MetricLabDriver(figure);
