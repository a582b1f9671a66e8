/** The figure once the reader acts: points run back, lambda is pulled under them, and the flow keeps its account. */
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { bindHandle } from '../handle.ts';
import { Panels } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { estimate, exactLog, keepAccount, places, startChoice, type Account, type Choice } from './account.ts';
import { describe, fixed, narrate, narrateAccount, power, type Told, type ToldAccount } from './narrate.ts';
import { paintAccount, paintGap, paintHistogram, paintPaths, paintPlane, planeFrame } from './pictures.ts';
import { count, frameOf, limit, makeRun, start, type Run, type Settings } from './scene.ts';
import { choiceFrom, sameSettings, settingsFrom, timeFrom } from './settings.ts';

/** Milliseconds of computing in one go; between two the page draws and listens. */
const budget = 8;
/** How long the way from noise to data takes, and the account from data to noise, milliseconds. */
const sweepTime = 5000;
const accountTime = 2200;
const names = ['lambda', 'steps', 'seed', 't', 'px', 'py', 'probes', 'kind'] as const;

class FamilyDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'paths' | 'histogram' | 'gap' | 'plane' | 'account'>;
  /** The last run that is whole, or the first one while it is being made. */
  #run: Run;
  #paths: Float64Array[];
  /** A run in the making is always finished; what was wanted last comes next. */
  #job: Generator<Run, Run> | null;
  #making: Settings;
  #t: number;
  #choice: Choice;
  #account: Account;
  #estimate;
  #upTo = 1;
  #sweeping = false;
  #integrating = false;
  #moving = 0;
  #working: ReturnType<typeof setTimeout> | undefined;
  #last = 0;
  #asleep = false;
  #handle;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    const control = (name: string) => read(figure, name);
    this.#making = settingsFrom(control);
    this.#job = makeRun(this.#making);
    this.#run = this.#job.next().value;
    this.#paths = this.#run.paths;
    this.#t = timeFrom(control);
    this.#choice = choiceFrom(control);
    this.#account = keepAccount(this.#choice);
    this.#estimate = estimate(this.#account, this.#choice, this.#making.seed);
    const now = () => ({ run: this.#run, t: this.#t });
    const shown = () => ({ account: this.#account, estimate: this.#estimate, upTo: this.#upTo });
    const family = () => describe(this.#told);
    const flow = () => narrateAccount(this.#toldAccount);
    this.#panels = new Panels(
      figure,
      {
        paths: {
          paint: (pen, width, height, theme) =>
            paintPaths(pen, width, height, theme, { paths: this.#paths, t: this.#t }),
          describe: () => `Paths from noise to data. ${family()}`,
        },
        histogram: {
          paint: (pen, width, height, theme) => paintHistogram(pen, width, height, theme, now()),
          describe: () => `Histogram of the points over the exact density. ${family()}`,
        },
        gap: {
          paint: (pen, width, height, theme) => paintGap(pen, width, height, theme, now()),
          describe: () => `The largest gap to the exact law over time. ${family()}`,
        },
        plane: {
          paint: (pen, width, height, theme) => paintPlane(pen, width, height, theme, shown()),
          describe: () => `A curve of the flow from a point to noise. ${flow()}`,
          heading: () => 'From a point to the noise',
        },
        account: {
          paint: (pen, width, height, theme) => paintAccount(pen, width, height, theme, shown()),
          describe: () => `The log density along the curve. ${flow()}`,
          heading: () => 'The account',
        },
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    figure.piece('integrate')?.addEventListener('click', () => this.#integrate(), { signal });
    const button = figure.piece('start');
    this.#handle = button
      ? bindHandle({
          button,
          plane: this.#panels.surfaces.plane.host,
          frame: planeFrame,
          range: places,
          stride: 1,
          now: () => [this.#choice.px, this.#choice.py],
          move: (at) => this.#move(at),
          label: ([x, y]) => `The point: ${fixed(x, 2)}, ${fixed(y, 2)}`,
          signal,
        })
      : null;
    bindSaving(figure, this.#panels, 'sde-family', () => ({
      title: `One law, many walks: λ = ${this.#run.settings.lambda.toFixed(2)}, ${this.#run.settings.steps} steps, seed ${this.#run.settings.seed}`,
      columns: {
        t: this.#run.times,
        'largest gap': this.#run.gaps,
        'x at t': this.#run.frames[frameOf(this.#run, this.#t)]!,
        'limit of a perfect sample': [limit],
        'account t': this.#account.times,
        'log density, exact': this.#account.exact,
        'log density, by the flow': this.#account.byFlow,
        'log density, by probes': this.#estimate.mean,
      },
    }));
    signal.addEventListener('abort', () => this.dispose());
    this.#show();
    this.#go();
  }

  get #told(): Told {
    const { settings, gaps } = this.#run;
    const finite = gaps.filter(Number.isFinite);
    return {
      settings,
      t: this.#t,
      gap: gaps[frameOf(this.#run, this.#t)]!,
      limit,
      worst: finite.length > 0 ? Math.max(...finite) : NaN,
    };
  }
  get #toldAccount(): ToldAccount {
    return {
      choice: this.#choice,
      exact: exactLog(this.#choice),
      byFlow: this.#account.byFlow[0]!,
      withNormal: this.#account.withNormal,
      estimate: this.#estimate.mean[0]!,
      standardError: this.#estimate.standardError,
    };
  }

  /** From noise to data; from where t is, or from 1 if it has arrived. */
  play(): void {
    const { figure } = this;
    if (this.#t <= 0) this.#t = 1;
    if (figure.reducedMotion) {
      this.#t = 0;
      return this.#arrive();
    }
    figure.state = 'running';
    figure.announce('The points run from noise to data.', true);
    this.#sweeping = true;
    this.#last = performance.now();
    this.#go();
  }
  #arrive(): void {
    this.#sweeping = false;
    this.figure.state = 'done';
    this.#show();
    this.figure.announce(narrate(this.#told), true);
  }
  pause(): void {
    this.#sweeping = false;
    if (this.figure.state !== 'running') return;
    this.figure.state = 'paused';
    this.#show();
    this.figure.announce(narrate(this.#told), true);
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (asleep) return;
    this.#last = performance.now();
    this.#panels.draw();
    this.#go();
  }
  dispose(): void {
    cancelAnimationFrame(this.#moving);
    clearTimeout(this.#working);
    this.#moving = 0;
    this.#working = undefined;
  }
  reset(): void {
    this.pause();
    const first: Record<(typeof names)[number], number | string> = { ...start, t: 0, ...startChoice };
    for (const name of names) write(this.figure, name, first[name]);
    this.#integrating = false;
    this.#upTo = 1;
    for (const name of names) this.#changed(name);
    this.figure.state = 'idle';
    this.figure.announce('Reset.', true);
  }

  /** From data to noise, along the curve of the flow. */
  #integrate(): void {
    this.#upTo = this.figure.reducedMotion ? 1 : 0;
    this.#integrating = this.#upTo < 1;
    this.#last = performance.now();
    this.figure.announce(narrateAccount(this.#toldAccount), true);
    this.#show();
    this.#go();
  }

  #move([px, py]: [number, number]): void {
    write(this.figure, 'px', px);
    write(this.figure, 'py', py);
    this.#changed('px');
  }

  #changed(name: string): void {
    const control = (of: string) => read(this.figure, of);
    if (!names.some((one) => one === name)) return;
    if (name === 't') {
      this.pause();
      this.#t = timeFrom(control);
    } else if (name === 'lambda' || name === 'steps' || name === 'seed') {
      const wanted = settingsFrom(control);
      // A few paths at once; the histogram follows when all points have walked.
      if (!sameSettings(wanted, this.#making) || !this.#job) this.#paths = makeRun(wanted).next().value.paths;
    }
    if (name !== 't' && name !== 'lambda' && name !== 'steps') {
      this.#choice = choiceFrom(control);
      if (name === 'px' || name === 'py') this.#account = keepAccount(this.#choice);
      this.#estimate = estimate(this.#account, this.#choice, settingsFrom(control).seed);
      if (!this.#integrating) this.#upTo = 1;
    }
    this.#show();
    this.#go();
  }

  /** What computes and what moves; each stops by itself when there is nothing left to do. */
  #go(): void {
    if (this.#asleep) return;
    this.#working ??= setTimeout(() => this.#work(), 0);
    if (!this.#moving && (this.#sweeping || this.#integrating)) this.#animate();
  }

  /** One slice of the run in the making. */
  #work(): void {
    this.#working = undefined;
    const wanted = settingsFrom((name) => read(this.figure, name));
    const unwanted = !sameSettings(wanted, this.#making);
    if (unwanted && (!this.#job || this.#run.done < count)) {
      this.#making = wanted;
      this.#job = makeRun(wanted);
      // Nothing whole has been shown yet: what a link asks for does not wait for the figure's own first run.
      if (this.#run.done < count) this.#run = this.#job.next().value;
    }
    const began = performance.now();
    while (this.#job && performance.now() - began < budget) {
      const { value, done } = this.#job.next();
      if (!done) continue;
      this.#run = value;
      this.#job = null;
      if (sameSettings(value.settings, wanted)) this.#paths = value.paths;
      this.#show();
    }
    if (this.#run.done < count) this.#panels.draw(); // the very first run is seen to fill up
    if (this.#job || !sameSettings(wanted, this.#making)) this.#go();
  }

  #animate(): void {
    this.#moving = requestAnimationFrame((now) => {
      this.#moving = 0;
      if (this.#asleep) return;
      const elapsed = Math.min(100, Math.max(0, now - this.#last));
      this.#last = now;
      if (this.#integrating) {
        this.#upTo = Math.min(1, this.#upTo + elapsed / accountTime);
        this.#integrating = this.#upTo < 1;
      }
      if (this.#sweeping) this.#t = Math.max(0, this.#t - elapsed / sweepTime);
      if (this.#sweeping && this.#t <= 0) this.#arrive();
      else this.#show();
      if (this.#sweeping || this.#integrating) this.#animate();
    });
  }

  #show(): void {
    const { figure } = this;
    const words = this.#told;
    const account = this.#toldAccount;
    const control = (name: string) => read(figure, name);
    const wanted = settingsFrom(control);
    write(figure, 'seed', wanted.seed);
    write(figure, 't', this.#t.toFixed(2));
    writeText(figure, 't', this.#t.toFixed(2));
    writeText(figure, 'lambda', wanted.lambda.toFixed(2));
    writeText(figure, 'px', fixed(this.#choice.px, 2));
    writeText(figure, 'py', fixed(this.#choice.py, 2));
    writeText(figure, 'probes', String(this.#choice.probes));
    const readouts: Record<string, string> = {
      gap: Number.isNaN(words.gap) ? '–' : words.gap.toFixed(3),
      worst: Number.isNaN(words.worst) ? '–' : words.worst.toFixed(3),
      exact: fixed(account.exact, 5),
      flow: fixed(account.byFlow, 5),
      normal: power(Math.abs(account.withNormal - account.exact)),
      probed: fixed(account.estimate, 3),
      error: account.standardError.toFixed(3),
    };
    for (const [name, text] of Object.entries(readouts)) put(figure, name, text);
    const sentence = figure.piece('sentence');
    const text = narrate(words);
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
    put(figure, 'account-sentence', narrateAccount(account));
    if (figure.state !== 'running') figure.announce(text);
    const { settings, done, frames } = this.#run;
    Object.assign(figure.dataset, {
      lambda: settings.lambda.toFixed(2),
      steps: String(settings.steps),
      seed: String(settings.seed),
      t: this.#t.toFixed(2),
      whole: String(!this.#job && done === frames[0]!.length && sameSettings(settings, wanted)),
      gap: Number.isNaN(words.gap) ? '' : words.gap.toFixed(4),
      worst: Number.isNaN(words.worst) ? '' : words.worst.toFixed(4),
      exact: account.exact.toFixed(6),
      flow: account.byFlow.toFixed(6),
      probed: account.estimate.toFixed(6),
      upTo: this.#upTo.toFixed(2),
    });
    const { width, height } = this.#panels.surfaces.plane;
    if (width > 1) this.#handle?.place([this.#choice.px, this.#choice.py], width, height);
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new FamilyDriver(figure);
