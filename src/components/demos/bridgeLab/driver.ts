/** The figure once the reader acts: points flow, pairs are exchanged for the flow's own ends, jumps and laws are looked at. */
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { alphaBarOf, coin, kernelDensities } from './kernel.ts';
import { fixed, narrateFlow, narrateJumps, narrateKernel } from './narrate.ts';
import { paintErrors, paintFlow, paintLanding } from './flowPictures.ts';
import type { Measured } from './frames.ts';
import { paintFunctions, paintGuesses, paintJumps } from './jumpPictures.ts';
import { kernelFrame, paintBars, paintKernel, paintSums } from './kernelPictures.ts';
import {
  countOf,
  errorSteps,
  first,
  flowOf,
  jumpsFrom,
  leastCost,
  ranges,
  shownRows,
  starts,
  stepOf,
  type Jumps,
  type Settings,
  type Shown,
} from './scene.ts';
import { names, settingsFrom } from './settings.ts';
import { responsibilities } from '../../../lib/theory/mixture.ts';

/** Milliseconds of a run from one end to the other, and of the slide from old partners to new ones. */
const sweepTime = 3500;
const slideTime = 1100;

class BridgeDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'main' | 'side' | 'below'>;
  #measured: Measured;
  #settings: Settings;
  #shown: Shown;
  #jumps: Jumps | null = null;
  #slide: { from: ArrayLike<number>; slid: number } | null = null;
  #sweeping = false;
  #moving = 0;
  #last = 0;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#measured = JSON.parse(figure.piece('recorded')!.textContent!) as Measured;
    this.#settings = settingsFrom((name) => read(figure, name));
    this.#shown = flowOf(this.#settings);
    const say = () => this.#sentence;
    this.#panels = new Panels(
      figure,
      {
        main: {
          paint: (pen, width, height, theme) => {
            const { view } = this.#settings;
            if (view === 'flow') return paintFlow(pen, width, height, theme, this.#shown, this.#slide ?? undefined);
            if (view === 'consistency') return paintJumps(pen, width, height, theme, this.#jumped);
            return paintKernel(pen, width, height, theme, this.#settings);
          },
          describe: () => `Main picture. ${say()}`,
        },
        side: {
          paint: (pen, width, height, theme) => {
            const { view } = this.#settings;
            if (view === 'flow') return paintLanding(pen, width, height, theme, this.#shown);
            if (view === 'consistency') return paintFunctions(pen, width, height, theme, this.#jumped);
            return paintBars(pen, width, height, theme, this.#settings, this.#measured.gaps);
          },
          describe: () =>
            ({
              flow: 'Where the points are, and the density of the data, dashed.',
              consistency: 'The jump as a function of x, a staircase, and the denoiser, dashed.',
              kernel: 'What the best Gaussian misses in each step.',
            })[this.#settings.view],
        },
        below: {
          paint: (pen, width, height, theme) => {
            const { view } = this.#settings;
            if (view === 'flow') return paintErrors(pen, width, height, theme, this.#shown, this.#measured);
            if (view === 'consistency') return paintGuesses(pen, width, height, theme, this.#jumped, this.#measured);
            return paintSums(pen, width, height, theme, this.#settings, this.#measured.gaps);
          },
          describe: () =>
            ({
              flow: 'Distance to the data over the number of Euler steps.',
              consistency: 'Distance to the data of one answer, over the time from which it is given.',
              kernel: 'What Gaussians miss in all steps over their number.',
            })[this.#settings.view],
        },
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    figure.piece('reflow')?.addEventListener('click', () => this.#reflow(), { signal });
    this.#bindDrag();
    bindSaving(figure, this.#panels, 'bridge-lab', () => ({ title: this.#sentence, columns: this.#columns }));
    signal.addEventListener('abort', () => this.dispose());
    this.#show();
  }

  get #jumped(): Jumps {
    const { t } = this.#settings;
    if (this.#jumps?.t !== t) this.#jumps = jumpsFrom(t);
    return this.#jumps!;
  }
  get #kernel() {
    const { T: exponent, moment, xt } = this.#settings;
    const T = countOf(exponent);
    const step = stepOf(T, moment);
    const { kl, law } = kernelDensities(T, step, xt);
    return {
      settings: this.#settings,
      T,
      kl,
      weight: responsibilities(coin, [xt], alphaBarOf(step / T))[1]!,
      mean: law.weights.reduce((sum, w, k) => sum + w * law.means[k]![0]!, 0),
      sum: this.#measured.gaps.find((gap) => gap.T === T)!.sum,
    };
  }
  get #sentence(): string {
    const { view } = this.#settings;
    if (view === 'flow') return narrateFlow(this.#shown);
    return view === 'consistency' ? narrateJumps(this.#jumped) : narrateKernel(this.#kernel);
  }
  get #columns(): Record<string, ArrayLike<number>> {
    const { view } = this.#settings;
    if (view === 'flow')
      return {
        start: starts,
        partner: this.#shown.partners,
        end: this.#shown.frames.at(-1)!,
        steps: errorSteps,
        'W1 of the first flow': this.#measured.firstErrors,
        'W1 of this flow': [this.#shown.error],
        cost: [this.#shown.cost],
      };
    if (view === 'consistency') {
      const { from, jumped, guessed } = this.#jumped;
      const { t, error } = this.#measured.guessErrors;
      return { start: shownRows.map((row) => starts[row]!), x: from, jump: jumped, denoiser: guessed, t, 'W1 of the denoiser': error }; // prettier-ignore
    }
    const { gaps } = this.#measured;
    return {
      T: gaps.map((gap) => gap.T),
      'summed KL': gaps.map(({ sum }) => sum),
      'KL of each step': gaps.find((gap) => gap.T === this.#kernel.T)!.steps,
      'KL at x_t': [this.#kernel.kl],
    };
  }

  play(): void {
    const { figure } = this;
    const kernel = this.#settings.view === 'kernel';
    const [name, end] = kernel ? (['xt', ranges.xt.max] as const) : (['t', 1] as const);
    if (figure.reducedMotion) {
      this.#set(name, kernel && this.#settings.xt >= end ? ranges.xt.min : end);
      figure.state = 'done';
      figure.announce(this.#sentence, true);
      return;
    }
    if (this.#settings[name] >= end) this.#set(name, ranges[name].min);
    figure.state = 'running';
    figure.announce(kernel ? 'x at the noisier end moves to the right.' : 'Time runs from noise to data.', true);
    this.#sweeping = true;
    this.#go();
  }
  pause(): void {
    this.#sweeping = false;
    if (this.figure.state !== 'running') return;
    this.figure.state = 'paused';
    this.figure.announce(this.#sentence, true);
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (asleep) return;
    this.#panels.draw();
    if (this.#sweeping || this.#slide) this.#go();
  }
  dispose(): void {
    cancelAnimationFrame(this.#moving);
    this.#moving = 0;
  }
  reset(): void {
    this.pause();
    this.#slide = null;
    for (const name of names) write(this.figure, name, first[name]);
    this.#changed('view');
    this.figure.state = 'idle';
    this.figure.announce('Reset.', true);
  }

  /** Each start's partner becomes the end of its own curve. */
  #reflow(): void {
    this.pause();
    write(this.figure, 'pairs', 'reflowed');
    this.#changed('pairs');
    this.figure.announce(this.#sentence, true);
  }

  #set(name: 't' | 'xt', value: number): void {
    write(this.figure, name, value);
    this.#settings = settingsFrom((of) => read(this.figure, of));
    this.#shown = { ...this.#shown, settings: this.#settings };
    this.#show();
  }

  #changed(name: string): void {
    if (!names.some((one) => one === name)) return;
    const before = this.#shown;
    this.#settings = settingsFrom((of) => read(this.figure, of));
    if (name === 't' || name === 'xt' || name === 'view') this.pause();
    if (name === 't' || name === 'xt' || name === 'moment' || name === 'T') {
      this.#shown = { ...before, settings: this.#settings };
    } else this.#shown = flowOf(this.#settings);
    if (before.settings.pairs !== this.#settings.pairs && !this.figure.reducedMotion) {
      this.#slide = { from: before.partners, slid: 0 };
      this.#go();
    }
    this.#show();
  }

  /** In the view of the denoising law the dot is dragged by its place across. */
  #bindDrag(): void {
    const { host } = this.#panels.surfaces.main;
    const { signal } = this.figure;
    const follow = (event: PointerEvent) => {
      const box = host.getBoundingClientRect();
      const { min, max, step } = ranges.xt;
      const x = kernelFrame(box.width, box.height).x.invert(event.clientX - box.left);
      this.pause();
      this.#set('xt', Math.min(max, Math.max(min, Math.round(x / step) * step)));
    };
    host.addEventListener(
      'pointerdown',
      (event) => {
        if (this.#settings.view !== 'kernel' || event.button !== 0) return;
        host.setPointerCapture(event.pointerId);
        follow(event);
      },
      { signal },
    );
    host.addEventListener(
      'pointermove',
      (event) => {
        if (host.hasPointerCapture(event.pointerId) && this.#settings.view === 'kernel') follow(event);
      },
      { signal },
    );
  }

  #go(): void {
    this.#last = performance.now();
    if (!this.#moving && !this.#asleep) this.#animate();
  }
  #animate(): void {
    this.#moving = requestAnimationFrame((now) => {
      this.#moving = 0;
      if (this.#asleep) return;
      const elapsed = Math.min(100, Math.max(0, now - this.#last));
      this.#last = now;
      if (this.#slide) {
        const slid = this.#slide.slid + elapsed / slideTime;
        this.#slide = slid < 1 ? { ...this.#slide, slid } : null;
        this.#panels.draw();
      }
      if (this.#sweeping) this.#advance(elapsed / sweepTime);
      if (this.#sweeping || this.#slide) this.#animate();
    });
  }
  #exact = NaN;
  #advance(part: number): void {
    const name = this.#settings.view === 'kernel' ? 'xt' : 't';
    const { min, max, step } = ranges[name];
    // The slider rounds; what it left over is not lost.
    const shown = this.#settings[name];
    const from = Math.abs(this.#exact - shown) <= step ? this.#exact : shown;
    this.#exact = Math.min(max, from + part * (max - min));
    this.#set(name, Math.floor(this.#exact / step + 1e-9) * step);
    if (this.#exact < max) return;
    this.#sweeping = false;
    this.#set(name, max);
    this.figure.state = 'done';
    this.figure.announce(this.#sentence, true);
  }

  #show(): void {
    const { figure } = this;
    const settings = this.#settings;
    const { view } = settings;
    const T = countOf(settings.T);
    write(figure, 'seed', settings.seed);
    const texts: Record<string, string> = {
      n: String(settings.n),
      teacher: String(settings.teacher),
      t: settings.t.toFixed(2),
      T: String(T),
      moment: `${stepOf(T, settings.moment)} of ${T}`,
      xt: fixed(settings.xt, 2),
    };
    for (const [name, text] of Object.entries(texts)) writeText(figure, name, text);
    const { error, oneStep, cost } = this.#shown;
    const jumps = view === 'consistency' ? this.#jumped : null;
    const kernel = view === 'kernel' ? this.#kernel : null;
    const readouts: Record<string, string> = {
      error: error.toFixed(3),
      'one-step': oneStep.toFixed(3),
      cost: cost.toFixed(3),
      least: leastCost.toFixed(3),
      ...(jumps && { apart: jumps.apart.toExponential(0).replace('-', '−'), guess: jumps.guessError.toFixed(3) }),
      ...(kernel && { kl: kernel.kl.toFixed(3), sum: kernel.sum.toFixed(3), weight: kernel.weight.toFixed(3) }),
    };
    for (const [name, text] of Object.entries(readouts)) put(figure, name, text);
    const sentence = figure.piece('sentence');
    const text = this.#sentence;
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
    if (figure.state !== 'running') figure.announce(text);
    Object.assign(figure.dataset, {
      view,
      pairs: settings.pairs,
      seed: String(settings.seed),
      t: settings.t.toFixed(2),
      error: error.toFixed(6),
      oneStep: oneStep.toFixed(6),
      cost: cost.toFixed(6),
      ...(jumps && { apart: String(jumps.apart), guess: jumps.guessError.toFixed(6) }),
      ...(kernel && { kl: kernel.kl.toFixed(6), sum: kernel.sum.toFixed(6) }),
    });
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new BridgeDriver(figure);
