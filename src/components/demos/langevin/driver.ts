/** The figure once the reader acts: points walk, settings change under their feet, everything is counted and told. */
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { describe, narrate, percent, ratio } from './narrate.ts';
import { paintPlane, paintShares, paintWidths } from './pictures.ts';
import { annealingSteps, lastStep, levels, ranges, start, Walk, type Settings } from './scene.ts';
import { told } from './told.ts';

/** Milliseconds of walking in a frame, at most. */
const budget = 8;
/** Steps a second, and once the annealing is over. A slow machine draws less often, it does not walk more slowly. */
const pace = 60;
const hurry = 240;
/** The longest time between two frames that is made up for, milliseconds. */
const longestGap = 250;
const knobs = ['weight', 'sigma', 'step'] as const;

class LangevinDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'plain' | 'annealed' | 'shares' | 'widths'>;
  #walk: Walk;
  #moving = 0;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#walk = new Walk(this.#wanted);
    const describeAll = () => describe(told(this.#walk));
    this.#panels = new Panels(
      figure,
      {
        plain: {
          paint: (pen, width, height, theme) =>
            paintPlane(pen, width, height, theme, { ...this.#walk.settings, x: this.#walk.plain }),
          describe: describeAll,
          heading: () => `Plain Langevin at σ = ${this.#walk.settings.sigma.toFixed(1)}`,
        },
        annealed: {
          paint: (pen, width, height, theme) =>
            paintPlane(pen, width, height, theme, {
              x: this.#walk.annealed,
              weight: this.#walk.settings.weight,
              sigma: this.#walk.level,
            }),
          describe: describeAll,
          heading: () => `Annealed Langevin, σ = ${this.#walk.level.toFixed(2)}`,
        },
        shares: {
          paint: (pen, width, height, theme) => paintShares(pen, width, height, theme, this.#walk),
          describe: () => `The part of the points on the right over the steps. ${describeAll()}`,
        },
        widths: {
          paint: (pen, width, height, theme) =>
            paintWidths(pen, width, height, theme, this.#walk.settings.step, this.#walk.widths),
          describe: () => `Variance within a mode over the step size. ${describeAll()}`,
        },
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    figure.piece('step')?.addEventListener('click', () => this.#single(), { signal });
    bindSaving(figure, this.#panels, 'langevin', () => ({
      title: `Langevin dynamics. ${describeAll()}`,
      columns: {
        step: this.#walk.shares.plain.map((_, i) => i),
        'plain, on the right': this.#walk.shares.plain,
        'annealed, on the right': this.#walk.shares.annealed,
      },
    }));
    signal.addEventListener('abort', () => this.dispose());
    this.#show();
  }

  /** What the controls say; anything strange becomes the start value. */
  get #wanted(): Settings {
    const knob = (name: (typeof knobs)[number]) => {
      const value = Number(read(this.figure, name));
      const { min, max } = ranges[name];
      return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : start[name];
    };
    const seed = Number(read(this.figure, 'seed'));
    return {
      weight: knob('weight'),
      sigma: knob('sigma'),
      step: knob('step'),
      seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
    };
  }

  play(): void {
    const { figure } = this;
    if (this.#walk.step >= lastStep) this.#walk = new Walk(this.#wanted);
    figure.state = 'running';
    figure.announce('The points walk.', true);
    let last = performance.now() - 1000 / pace;
    let owed = 0;
    const frame = () => {
      if (figure.state !== 'running') return;
      const began = performance.now();
      owed += (Math.min(longestGap, began - last) / 1000) * (this.#walk.annealing ? pace : hurry);
      last = began;
      if (this.#asleep) owed = 0;
      if (!this.#asleep) {
        const steps = figure.reducedMotion ? annealingSteps : Math.floor(owed);
        owed = Math.min(1, owed - Math.floor(owed));
        for (let i = 0; i < steps && performance.now() - began < budget && this.#walk.step < lastStep; i++) {
          const annealing = this.#walk.annealing;
          this.#walk.advance();
          // With less motion one press goes to the end of the annealing, and the next to the end of the run.
          if (figure.reducedMotion && annealing && !this.#walk.annealing) return this.#rest('paused');
        }
        if (!figure.reducedMotion || this.#walk.step >= lastStep) this.#show();
        if (this.#walk.step >= lastStep) return this.#rest('done');
      }
      this.#moving = requestAnimationFrame(frame);
    };
    this.#moving = requestAnimationFrame(frame);
  }
  #rest(state: 'paused' | 'done'): void {
    this.figure.state = state;
    this.#show();
    this.figure.announce(narrate(told(this.#walk)), true);
  }
  pause(): void {
    cancelAnimationFrame(this.#moving);
    if (this.figure.state === 'running') this.#rest('paused');
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    cancelAnimationFrame(this.#moving);
  }
  /** Back to step 0, with the settings that are there. */
  reset(): void {
    this.pause();
    this.#walk = new Walk(this.#wanted);
    this.figure.state = 'idle';
    this.#show();
    this.figure.announce('Reset. The points are back where they start.', true);
  }

  #single(): void {
    this.pause();
    this.#walk.advance();
    this.#rest('paused');
  }

  #changed(name: string): void {
    if (name === 'seed') {
      if (this.#walk.step === 0) this.#walk = new Walk(this.#wanted);
      put(this.figure, 'note', this.#walk.step > 0 ? 'The seed takes effect on Reset.' : '');
      return this.#show();
    }
    if (!knobs.some((knob) => knob === name)) return;
    const { weight, sigma, step } = this.#wanted;
    this.#walk.change({ weight, sigma, step });
    this.#show();
  }

  #show(): void {
    const { figure } = this;
    const words = told(this.#walk);
    const { settings, step, level, plain, annealed, widths } = words;
    if (step === 0) put(figure, 'note', '');
    write(figure, 'seed', this.#wanted.seed);
    writeText(figure, 'weight', percent(settings.weight));
    writeText(figure, 'sigma', settings.sigma.toFixed(1));
    writeText(figure, 'step', settings.step.toFixed(1));
    const readouts: Record<string, string> = {
      'plain-level': settings.sigma.toFixed(1),
      'annealed-level': level.toFixed(2),
      steps: String(step),
      plain: percent(plain),
      annealed: percent(annealed),
      truth: percent(settings.weight),
      measured: widths.measured === null ? '–' : ratio(widths.measured),
      predicted: ratio(widths.predicted),
    };
    for (const [name, text] of Object.entries(readouts)) put(figure, name, text);
    const sentence = figure.piece('sentence');
    const text = narrate(words);
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
    if (figure.state !== 'running') figure.announce(text);
    Object.assign(figure.dataset, {
      step: String(step),
      seed: String(settings.seed),
      plain: plain.toFixed(4),
      annealed: annealed.toFixed(4),
      level: (step === 0 ? levels[0]! : level).toFixed(3),
      measured: widths.measured?.toFixed(4) ?? '',
      predicted: widths.predicted.toFixed(4),
    });
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new LangevinDriver(figure);
