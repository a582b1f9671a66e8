/** The figure once the reader acts: every change of the schedule draws the samples again, step by step. */
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { createHandles, type Handles } from './handles.ts';
import { describe, narrate, signed, tell, type Told } from './narrate.ts';
import {
  handlePlaces,
  handlesNow,
  handleValue,
  paintLevels,
  paintSamples,
  paintSignal,
  paintStart,
  paintWeights,
} from './pictures.ts';
import { marks, readouts } from './readouts.ts';
import {
  dataNames,
  falling,
  handleRange,
  lengths,
  log10Snr,
  Run,
  samplerNames,
  scheduleNames,
  start,
  type Bands,
  type DataName,
  type Settings,
} from './scene.ts';

/** Milliseconds of sampling in a frame, at most, and of a whole walk where the machine can. */
const budget = 8;
const duration = 1600;
const knobs = ['data', 'schedule', 'T', 'rescaled', 'sampler', 'seed'] as const;
const handleNames = start.handles.map((_, i) => `h${i}`);

/** The recorded picture again: some milliseconds. */
function recordedRun(): Run {
  const run = new Run(start);
  while (!run.finished) run.advance();
  return run;
}

class ScheduleDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'levels' | 'signal' | 'weights' | 'start' | 'samples'>;
  #bands: Record<DataName, Bands>;
  #run: Run;
  #handles: Handles;
  #moving = 0;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#bands = JSON.parse(figure.dataset['bands']!) as Record<DataName, Bands>;
    this.#run = recordedRun();
    const describeAll = () => describe(this.#told);
    this.#panels = new Panels(
      figure,
      {
        levels: {
          paint: (...at) => paintLevels(...at, this.#run),
          describe: () => `The schedule in log signal-to-noise ratio. ${describeAll()}`,
        },
        signal: {
          paint: (...at) => paintSignal(...at, this.#run),
          describe: () => 'What is left of the variance of the signal, over time.',
        },
        weights: {
          paint: (...at) => paintWeights(...at, this.#run),
          describe: () => 'Weights of an error of x0 over time, by what is predicted.',
        },
        start: {
          paint: (...at) => paintStart(...at, this.#run),
          describe: () => `Points of the true x_T, and the bell from which sampling starts. ${describeAll()}`,
          heading: () => 'Where sampling starts',
        },
        samples: {
          paint: (...at) => paintSamples(...at, this.#run),
          describe: () => `Samples over the data. ${describeAll()}`,
          heading: () => 'Samples',
        },
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    const { host } = this.#panels.surfaces.levels;
    this.#handles = createHandles(host, handleNames, (i, y) => this.#drag(i, y), signal);
    bindSaving(figure, this.#panels, 'schedule', () => {
      const { schedule } = this.#run;
      return {
        title: `A noise schedule and its samples. ${describeAll()}`,
        columns: {
          t: schedule.betas.map((_, i) => i + 1),
          beta: schedule.betas,
          'alpha-bar': schedule.alphasCumprod,
          'log10 snr': schedule.alphasCumprod.map(log10Snr),
          x: this.#run.points.filter((_, i) => i % 2 === 0),
          y: this.#run.points.filter((_, i) => i % 2 === 1),
        },
      };
    });
    const resized = new ResizeObserver(() => this.#placeHandles());
    resized.observe(host);
    signal.addEventListener('abort', () => {
      resized.disconnect();
      this.dispose();
    });
    this.#show();
    this.#changed('schedule'); // a browser may have kept what was set before the page was left
  }

  /** What the controls say; anything strange becomes the start value. */
  get #wanted(): Settings {
    const one = <V>(name: string, all: readonly V[], otherwise: V) =>
      all.find((value) => String(value) === String(read(this.figure, name))) ?? otherwise;
    const seed = Number(read(this.figure, 'seed'));
    return {
      data: one('data', dataNames, start.data),
      schedule: one('schedule', scheduleNames, start.schedule),
      T: one<number>('T', lengths, start.T),
      rescaled: read(this.figure, 'rescaled') === true,
      sampler: one('sampler', samplerNames, start.sampler),
      handles: handleNames.map((name, i) => {
        const value = Number(read(this.figure, name));
        return Number.isFinite(value) ? value : start.handles[i]!;
      }),
      seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
    };
  }
  get #told(): Told {
    return tell(this.#run, this.#bands[this.#run.settings.data]);
  }

  /** Goes on, or samples anew where the walk is over. */
  play(): void {
    if (this.#run.finished || this.figure.state !== 'paused') this.#run = new Run(this.#wanted);
    this.#sample();
  }

  #sample(): void {
    const { figure } = this;
    cancelAnimationFrame(this.#moving);
    figure.state = 'running';
    let last = performance.now() - 16;
    let owed = 0;
    const frame = () => {
      if (figure.state !== 'running') return;
      const run = this.#run;
      const began = performance.now();
      owed += this.#asleep ? 0 : (Math.min(100, began - last) / duration) * run.settings.T;
      last = began;
      if (figure.reducedMotion && !this.#asleep) owed = run.settings.T;
      while (owed >= 1 && !run.finished && performance.now() - began < budget) {
        run.advance();
        owed--;
      }
      owed = Math.min(owed, run.settings.T / 20); // a slow machine takes longer, it does not catch up in one frame
      if (run.finished) {
        figure.state = 'done';
        this.#show();
        figure.announce(`${narrate(this.#told)} ${describe(this.#told)}`, true);
        return;
      }
      if (!figure.reducedMotion) this.#show();
      this.#moving = requestAnimationFrame(frame);
    };
    this.#show();
    this.#moving = requestAnimationFrame(frame);
  }
  pause(): void {
    cancelAnimationFrame(this.#moving);
    if (this.figure.state !== 'running') return;
    this.figure.state = 'paused';
    this.#show();
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    cancelAnimationFrame(this.#moving);
    this.#handles.remove();
  }
  /** Everything as it was recorded. */
  reset(): void {
    this.pause();
    const { figure } = this;
    for (const name of knobs) write(figure, name, start[name]);
    start.handles.forEach((value, i) => write(figure, handleNames[i]!, value));
    this.#run = recordedRun();
    figure.state = 'idle';
    this.#show();
    figure.announce('Reset. The figure is as it was recorded.', true);
  }

  #changed(name: string): void {
    const moved = handleNames.indexOf(name);
    if (moved >= 0) {
      const handles = falling(this.#wanted.handles, moved);
      handles.forEach((value, i) => write(this.figure, handleNames[i]!, value));
      if (this.#wanted.schedule !== 'drawn') return this.#show();
    } else if (!knobs.some((knob) => knob === name)) return;
    const settings = this.#wanted;
    if (JSON.stringify(settings) === JSON.stringify(this.#run.settings)) return; // the change after its input
    this.#run = new Run(settings);
    this.#sample();
  }

  /** A pulled handle makes the schedule one drawn by hand. */
  #drag(i: number, y: number): void {
    const { width, height } = this.#panels.surfaces.levels;
    const value = handleValue(width, height, this.#run, y);
    const { settings, schedule } = this.#run;
    const handles = handlesNow(settings, schedule);
    handles[i] = Math.min(handleRange.max, Math.max(handleRange.min, value));
    falling(handles, i).forEach((one, k) => write(this.figure, handleNames[k]!, one));
    write(this.figure, 'schedule', 'drawn');
    this.#changed(handleNames[i]!);
  }
  #placeHandles(): void {
    const { width, height } = this.#panels.surfaces.levels;
    if (width < 2) return;
    const { settings, schedule } = this.#run;
    this.#handles.place(handlePlaces(width, height, this.#run, handlesNow(settings, schedule)));
  }

  #show(): void {
    const { figure } = this;
    const told = this.#told;
    const { settings } = told;
    write(figure, 'seed', settings.seed);
    this.#wanted.handles.forEach((value, i) => writeText(figure, handleNames[i]!, signed(value, 1)));
    figure.piece('handles')?.toggleAttribute('hidden', settings.schedule !== 'drawn');
    const rescaled = figure.querySelector<HTMLInputElement>('input[name="rescaled"]');
    if (rescaled) rescaled.disabled = settings.schedule !== 'linear';
    for (const [name, text] of Object.entries(readouts(told))) put(figure, name, text);
    const sentence = figure.piece('sentence');
    const text = narrate(told);
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
    Object.assign(figure.dataset, marks(told));
    this.#placeHandles();
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new ScheduleDriver(figure);
