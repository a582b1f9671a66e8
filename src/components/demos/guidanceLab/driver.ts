/** The figure once the reader acts: points are drawn in slices, and a change of a control draws them anew with the same noise. */
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { describe, fixed, narrate, type Told } from './narrate.ts';
import { paintChart, paintLaws } from './pictures.ts';
import { lawsOf, namesOf, settingsFrom, start, type Settings } from './scene.ts';
import { countOf, estimates, simulate, type Drawn } from './simulate.ts';

/** Milliseconds of computing in a frame, at most. */
const budget = 10;

class LabDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'laws' | 'chart'>;
  #settings: Settings;
  #job: Generator<Drawn, Drawn>;
  #drawn: Drawn | null = null;
  #frame = 0;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#settings = this.#wanted;
    this.#job = simulate(this.#settings);
    this.#panels = new Panels(
      figure,
      {
        laws: {
          paint: (pen, width, height, theme) =>
            paintLaws(pen, width, height, theme, { settings: this.#settings, drawn: this.#drawn }),
          describe: () => `Histograms over the predicted laws. ${describe(this.#told)}`,
          heading: () => 'What is drawn',
        },
        chart: {
          paint: (pen, width, height, theme) => paintChart(pen, width, height, theme, this.#told),
          describe: () => `The predicted numbers, and dots for the measured ones. ${describe(this.#told)}`,
          heading: () => 'What theory says',
        },
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, () => this.#changed(), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    bindSaving(figure, this.#panels, 'guidance-lab', () => {
      const names = namesOf(this.#settings);
      const drawn = this.#drawn;
      return {
        title: `Steering with exact scores. ${describe(this.#told)}`,
        columns: {
          [names.first]: drawn?.first.subarray(0, drawn.done) ?? [],
          [names.second]: drawn?.second.subarray(0, drawn.done) ?? [],
          'theory, mean': Object.values(lawsOf(this.#settings)).map(({ mean }: { mean: number }) => mean),
          'theory, variance': Object.values(lawsOf(this.#settings)).map(({ variance }: { variance: number }) => variance), // prettier-ignore
        },
      };
    });
    signal.addEventListener('abort', () => this.dispose());
    this.#begin();
  }

  get #wanted(): Settings {
    return settingsFrom((name) => read(this.figure, name));
  }
  get #told(): Told {
    return { settings: this.#settings, measured: this.#drawn && estimates(this.#drawn) };
  }

  /** Draws on, or once more from the beginning if all points are there. */
  play(): void {
    if (this.figure.state === 'paused') {
      this.figure.state = 'running';
      return this.#tick();
    }
    this.#begin();
    this.figure.announce('Drawing points.', true);
  }
  pause(): void {
    if (this.figure.state !== 'running') return;
    this.figure.state = 'paused';
    this.#show();
    this.figure.announce(narrate(this.#told), true);
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (asleep) return;
    this.#panels.draw();
    this.#tick();
  }
  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }
  reset(): void {
    for (const [name, value] of Object.entries(start)) write(this.figure, name, value as number | string);
    this.#begin();
    this.figure.announce('Reset.', true);
  }

  #changed(): void {
    const wanted = this.#wanted;
    if (JSON.stringify(wanted) === JSON.stringify(this.#settings)) return; // "change" follows "input" with the same value
    this.#begin();
  }

  #begin(): void {
    this.#settings = this.#wanted;
    this.#job = simulate(this.#settings);
    this.#drawn = null;
    this.figure.state = 'running';
    this.#slice();
    this.#show();
    this.#tick();
  }

  #slice(): void {
    const began = performance.now();
    while (performance.now() - began < budget) {
      const { value, done } = this.#job.next();
      this.#drawn = value;
      if (!done) continue;
      this.figure.state = 'done';
      this.#show();
      this.figure.announce(narrate(this.#told), true);
      return;
    }
  }

  #tick(): void {
    if (this.#frame || this.#asleep) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#asleep || this.figure.state !== 'running') return;
      const before = this.#drawn?.done ?? 0;
      this.#slice();
      if (this.figure.state !== 'running') return;
      if (this.#drawn && this.#drawn.done > before) this.#show();
      this.#tick();
    });
  }

  #show(): void {
    const { figure } = this;
    const settings = this.#settings;
    const told = this.#told;
    const { measured } = told;
    const laws = lawsOf(settings);
    const names = namesOf(settings);
    figure.dataset['experiment'] = settings.experiment;
    for (const name of ['gamma', 'guide', 'observed'] as const) writeText(figure, name, fixed(settings[name], 1));
    for (const name of ['lambda', 'strength', 'rho'] as const) writeText(figure, name, fixed(settings[name], 2));
    for (const which of ['first', 'second'] as const) {
      const m = measured?.[which];
      put(figure, `name-${which}`, names[which]);
      put(figure, `legend-${which}`, names[which]);
      put(figure, `mean-${which}`, m ? fixed(m.mean) : '–');
      put(figure, `variance-${which}`, m ? fixed(m.variance) : '–');
      put(figure, `error-${which}`, m ? m.varianceError.toFixed(3) : '–');
      put(figure, `theory-${which}`, `${fixed(laws[which].mean)} and ${fixed(laws[which].variance)}`);
      figure.dataset[`${which}Mean`] = m ? m.mean.toFixed(4) : '';
      figure.dataset[`${which}Variance`] = m ? m.variance.toFixed(4) : '';
      figure.dataset[`${which}Theory`] = laws[which].variance.toFixed(4);
    }
    put(figure, 'legend-target', names.target);
    put(figure, 'name-target', names.target);
    put(figure, 'theory-target', `${fixed(laws.target.mean)} and ${fixed(laws.target.variance)}`);
    figure.dataset['seed'] = String(settings.seed);
    figure.dataset['points'] = String(this.#drawn?.done ?? 0);
    figure.dataset['progress'] = ((this.#drawn?.done ?? 0) / countOf(settings)).toFixed(2);
    const sentence = figure.piece('sentence');
    const text = narrate(told);
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
    if (figure.state !== 'running') figure.announce(text);
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new LabDriver(figure);
