/** The figure once the reader acts: the race in slices, the paths of a few points, and all of it told. */
import { onChange, read, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels, type Panel } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { costText, describe, metricTitles, narrate, power, valueText, type Told } from './narrate.ts';
import { walkPaths, type Paths } from './paths.ts';
import { paintErrors, paintPlane, paintQuality } from './pictures.ts';
import { bandKey, emptyMemory, inBand, race, resultsOf, slope, type Memory } from './race.ts';
import {
  dataNames,
  evaluationsOf,
  followsFlow,
  gridNames,
  metricNames,
  ranges,
  rows,
  shownExponent,
  solverNames,
  start,
  titles,
  type Metric,
  type Settings,
  type SolverName,
} from './scene.ts';
import { thaw } from './store.ts';

/** Milliseconds of computing in a frame, at most, and between two pictures while it computes: seven plots are dear to draw. */
const budget = 10;
const between = 70;
type PanelName = SolverName | 'errors' | 'quality';

class RaceDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<PanelName>;
  #settings: Settings;
  #memory: Memory;
  #running: Generator<number> | null = null;
  #progress: number | null = null;
  #walking: Generator<Paths> | null = null;
  #paths: Paths = { frames: {}, ends: null };
  /** The points travel while a race that the reader began is on; otherwise they have arrived. */
  #travelling = false;
  #frame = 0;
  #asleep = false;
  #shown = 0;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#settings = this.#wanted;
    this.#memory = thaw(figure.piece('recorded')?.textContent);
    const plane = (solver: SolverName): Panel => ({
      paint: (pen, width, height, theme) =>
        paintPlane(pen, width, height, theme, {
          settings: this.#settings,
          solver,
          paths: this.#paths,
          travelled: this.#travelling ? (this.#progress ?? 1) : 1,
          follows: followsFlow(solver, this.#settings),
        }),
      describe: () => `Forty points on their ways through ${titles[solver]}, ${costText(solver, this.#evaluations)}.`,
      heading: () => titles[solver],
    });
    this.#panels = new Panels<PanelName>(
      figure,
      {
        ddpm: plane('ddpm'),
        ddim: plane('ddim'),
        euler: plane('euler'),
        heun: plane('heun'),
        churn: plane('churn'),
        errors: {
          paint: (pen, width, height, theme) =>
            paintErrors(pen, width, height, theme, this.#told.results, this.#evaluations),
          describe: () => `Median error over evaluations. ${describe(this.#told)}`,
        },
        quality: {
          paint: (pen, width, height, theme) => {
            const { results, metric, band } = this.#told;
            return paintQuality(pen, width, height, theme, results, metric, band, this.#evaluations);
          },
          describe: () => `Quality over evaluations. ${describe(this.#told)}`,
        },
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    bindSaving(figure, this.#panels, 'solver-race', () => ({
      title: `Five solvers on an exact score. ${describe(this.#told)}`,
      columns: this.#columns,
    }));
    signal.addEventListener('abort', () => this.dispose());
    this.#rewalk();
    this.#show();
    this.#tick();
  }

  /** What the controls say; anything strange becomes the start value. */
  get #wanted(): Settings {
    const knob = (name: 'rho' | 'eta' | 'churn') => {
      const value = Number(read(this.figure, name));
      const { min, max } = ranges[name];
      return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : start[name];
    };
    const seed = Number(read(this.figure, 'seed'));
    return {
      data: dataNames.find((name) => name === read(this.figure, 'data')) ?? start.data,
      grid: gridNames.find((name) => name === read(this.figure, 'grid')) ?? start.grid,
      rho: knob('rho'),
      eta: knob('eta'),
      churn: knob('churn'),
      seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
    };
  }
  get #evaluations(): number {
    const { min, max } = ranges.evaluations;
    const exponent = Math.round(Number(read(this.figure, 'evaluations')));
    return evaluationsOf(exponent >= min && exponent <= max ? exponent : shownExponent);
  }
  get #metric(): Metric {
    return metricNames.find((name) => name === read(this.figure, 'metric')) ?? 'hq';
  }
  get #told(): Told {
    return {
      settings: this.#settings,
      metric: this.#metric,
      evaluations: this.#evaluations,
      results: resultsOf(this.#settings, this.#memory),
      band: this.#memory.bands.get(bandKey(this.#settings)),
      progress: this.#progress,
    };
  }
  get #complete(): boolean {
    const results = resultsOf(this.#settings, this.#memory);
    return solverNames.every((name) => results[name].length === rows.length);
  }

  play(): void {
    const { figure } = this;
    // A race that is over is run again: what is on the page was computed here, a moment ago.
    if (this.#complete) this.#memory = emptyMemory();
    this.#running ??= race(this.#settings, this.#memory);
    this.#travelling = !figure.reducedMotion;
    this.#progress ??= 0;
    figure.state = 'running';
    figure.announce('The race is on.', true);
    this.#tick();
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
  }
  /** All that was measured is forgotten; the settings stay. */
  reset(): void {
    this.#running = null;
    this.#progress = null;
    this.#travelling = false;
    this.#memory = emptyMemory();
    this.figure.state = 'idle';
    this.#show();
    this.figure.announce('Reset. Nothing is measured now.', true);
  }

  /** One frame of work, as long as there is some and the figure is seen. */
  #tick(): void {
    if (this.#frame || this.#asleep) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#asleep) return;
      const began = performance.now();
      const time = () => performance.now() - began < budget;
      while (this.#walking && time()) {
        const next = this.#walking.next();
        if (next.done) this.#walking = null;
        else this.#paths = next.value;
      }
      while (this.figure.state === 'running' && this.#running && time()) {
        const next = this.#running.next();
        if (!next.done) this.#progress = next.value;
        else this.#finish();
      }
      const on = this.#walking !== null || this.figure.state === 'running';
      if (!on || began - this.#shown > between) this.#show();
      if (on) this.#tick();
    });
  }
  #finish(): void {
    this.#running = null;
    this.#progress = 1;
    this.#travelling = false;
    this.figure.state = 'done';
    this.figure.announce(narrate(this.#told), true);
  }

  #rewalk(): void {
    this.#walking = walkPaths(this.#settings, this.#evaluations);
  }

  #changed(name: string): void {
    if (name === 'metric') return this.#show();
    if (name !== 'evaluations') {
      this.#settings = this.#wanted;
      this.#running = null;
      this.#travelling = false;
      // What the change leaves standing stays; the rest is measured at once.
      if (this.#complete) {
        this.#progress = 1;
        if (this.figure.state === 'running' || this.figure.state === 'paused') this.figure.state = 'done';
      } else {
        this.#progress = 0;
        this.#running = race(this.#settings, this.#memory);
        this.figure.state = 'running';
      }
    }
    this.#rewalk();
    this.#show();
    this.#tick();
  }

  get #columns(): Record<string, number[]> {
    const { results } = this.#told;
    const columns: Record<string, number[]> = { evaluations: rows };
    for (const name of solverNames) {
      const of = (key: 'error' | Metric) => rows.map((_, i) => results[name][i]?.[key] ?? NaN);
      columns[`${titles[name]}: median error`] = of('error');
      for (const metric of metricNames) columns[`${titles[name]}: ${metricTitles[metric]}`] = of(metric);
    }
    return columns;
  }

  #show(): void {
    const { figure } = this;
    this.#shown = performance.now();
    const told = this.#told;
    const { settings, results, band, metric, evaluations } = told;
    writeText(figure, 'rho', settings.grid === 'karras' ? String(settings.rho) : 'not used');
    writeText(figure, 'eta', settings.eta.toFixed(2));
    writeText(figure, 'churn', String(settings.churn));
    writeText(figure, 'evaluations', String(evaluations));
    put(figure, 'slope-euler', power(slope(results.euler)));
    put(figure, 'slope-heun', power(slope(results.heun)));
    for (const name of solverNames) {
      put(figure, `cost-${name}`, costText(name, evaluations));
      const value = results[name].find((mark) => mark.evaluations === evaluations)?.[metric];
      put(figure, `value-${name}`, value === null || value === undefined ? '–' : valueText[metric](value));
      put(figure, `first-${name}`, String(inBand(results[name], metric, band) ?? '–'));
    }
    put(figure, 'metric', metricTitles[metric]);
    const sentence = figure.piece('sentence');
    const text = narrate(told);
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
    if (figure.state !== 'running') figure.announce(text);
    Object.assign(figure.dataset, {
      progress: this.#progress?.toFixed(3) ?? '',
      seed: String(settings.seed),
      evaluations: String(evaluations),
      slopeEuler: slope(results.euler)?.toFixed(3) ?? '',
      slopeHeun: slope(results.heun)?.toFixed(3) ?? '',
      rows: String(Math.min(...solverNames.map((name) => results[name].length))),
    });
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new RaceDriver(figure);
