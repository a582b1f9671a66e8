/** The figure once the reader acts: climbs the bound a few steps a frame, more as it gets slower, and tells what is missing. */
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels, type Panel } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { cloudOf, offerDigits } from './clouds.ts';
import { Fit, sane, type Settings } from './fit.ts';
import { degrees, describe, narrate, signed, small } from './narrate.ts';
import { paintColumns, paintGaps, paintLadder, paintPlane, paintVariances } from './pictures.ts';

/** Milliseconds of climbing in a frame, at most. */
const budget = 8;
/** Steps a second: so many, and one more for each step made since the last change, or the end would not be reached. */
const pace = 25;
/** After a pause of the page the climb does not catch up, milliseconds. */
const longestGap = 250;

class LinearVaeDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'plane' | 'columns' | 'ladder' | 'gaps' | 'variances'>;
  #fit: Fit;
  #frame = 0;
  /** Steps that are due, and when they were last counted. */
  #owed = 0;
  #last = 0;
  #asleep = false;
  #digits: Promise<void> | null = null;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#fit = new Fit(this.#wanted);
    const spoken = () => describe(this.#fit);
    const panel = (paint: typeof paintPlane, heading?: string): Panel => ({
      paint: (pen, width, height, theme) => paint(pen, width, height, theme, this.#fit),
      describe: spoken,
      ...(heading ? { heading: () => heading } : {}),
    });
    this.#panels = new Panels(
      figure,
      {
        plane: panel(paintPlane, 'Data and decoder'),
        columns: panel(paintColumns, 'Columns of the decoder'),
        ladder: panel(paintLadder),
        gaps: panel(paintGaps),
        variances: panel(paintVariances),
      },
      figure.signal,
    );
    // A choice tells of itself twice. A k that is too large is put back at once: the second telling would take the reason away.
    onChange(figure, (name, final) => (final || name !== 'k') && this.#changed(), figure.signal);
    this.#button('step', () => {
      this.#stop();
      this.#fit.advance();
      figure.state = this.#fit.done ? 'done' : 'paused';
      this.#show();
    });
    this.#button('reset', () => {
      this.#stop();
      figure.state = 'idle';
      this.#restart();
      figure.announce('Reset to the start.', true);
    });
    bindSaving(figure, this.#panels, 'linear-vae', () => ({
      title: `Linear VAE. ${describe(this.#fit)}`,
      columns: {
        step: this.#fit.history.step,
        bound: this.#fit.history.bound,
        'gap of the encoder': this.#fit.history.amortisation,
        'gap of its shape': this.#fit.history.approximation,
        'gap of the decoder': this.#fit.history.decoder,
        'noise variance': this.#fit.history.variance,
      },
    }));
    if (this.#wanted.data === 'digits') this.#changed();
    this.#show();
  }

  play(): void {
    const { figure } = this;
    if (this.#fit.done) this.#restart();
    figure.state = 'running';
    this.#last = performance.now();
    this.#owed = 1;
    figure.announce('Training.', true);
    this.#tick();
  }
  pause(): void {
    this.#stop();
    this.figure.state = 'paused';
    this.figure.announce(narrate(this.#fit), true);
    this.#show();
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (asleep) return;
    this.#panels.draw();
    if (this.figure.state === 'running') this.#tick();
  }
  dispose(): void {
    this.#stop();
  }

  get #wanted(): Settings {
    const of = (name: keyof Settings) => read(this.figure, name);
    return sane({ data: of('data'), encoder: of('encoder'), k: of('k'), beta: of('beta'), seed: of('seed') });
  }

  #button(name: string, action: () => void): void {
    this.figure.piece(name)?.addEventListener('click', action, { signal: this.figure.signal });
  }

  #changed(): void {
    const { figure } = this;
    const wanted = this.#wanted;
    if (wanted.data === 'digits' && !cloudOf('digits')) {
      put(figure, 'note', 'Fetching the digits.');
      this.#digits ??= this.#fetchDigits();
      return;
    }
    const { data, k, seed } = this.#fit.settings;
    const room = cloudOf(wanted.data)!.most;
    put(
      figure,
      'note',
      wanted.k > room
        ? `k must be smaller than the number of coordinates, or nothing is left for the noise: k = ${room} here.`
        : '',
    );
    if (wanted.data !== data || Math.min(wanted.k, room) !== k || wanted.seed !== seed) {
      this.#restart();
      if (figure.state === 'done') figure.state = 'paused';
      return;
    }
    const before = { ...this.#fit.settings };
    this.#fit.change(wanted);
    const { beta, encoder } = this.#fit.settings;
    if ((beta !== before.beta || encoder !== before.encoder) && figure.state === 'done') figure.state = 'paused';
    this.#show();
  }

  async #fetchDigits(): Promise<void> {
    try {
      const answer = await fetch(`${document.body.dataset.base ?? '/'}data/digits-8x8.bin`);
      if (!answer.ok) throw new Error(`the server said ${answer.status}`);
      offerDigits(new Uint8Array(await answer.arrayBuffer()));
      this.#changed();
    } catch (error) {
      put(
        this.figure,
        'note',
        `The digits could not be fetched (${error instanceof Error ? error.message : String(error)}). Choose them again to try again.`,
      );
    } finally {
      this.#digits = null;
    }
  }

  #restart(): void {
    this.#fit = new Fit(this.#wanted);
    this.#show();
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #tick(): void {
    if (this.#frame || this.#asleep) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { figure } = this;
      if (figure.state !== 'running') return;
      const now = performance.now();
      this.#owed += (Math.min(longestGap, now - this.#last) / 1000) * (pace + this.#fit.lately);
      this.#last = now;
      if (figure.reducedMotion) this.#owed = Infinity;
      for (; this.#owed >= 1 && !this.#fit.done && performance.now() - now < budget; this.#owed--) this.#fit.advance();
      this.#owed = Math.min(1, this.#owed);
      if (this.#fit.done) {
        figure.state = 'done';
        figure.announce(narrate(this.#fit), true);
      }
      // With less motion one press goes to the end, and only the end is drawn.
      if (!figure.reducedMotion || this.#fit.done) this.#show();
      if (figure.state === 'running') this.#tick();
    });
  }

  #show(): void {
    const { figure } = this;
    const fit = this.#fit;
    const { settings, step, variance, target, off, history } = fit;
    const last = history.step.length - 1;
    const { bound, amortisation, approximation } = fit.ladder;
    write(figure, 'k', settings.k);
    write(figure, 'seed', settings.seed);
    writeText(figure, 'beta', settings.beta.toFixed(2));
    const decoder = history.decoder[last]!;
    const readouts: Record<string, string> = {
      step: step.toLocaleString('en'),
      bound: signed(bound),
      best: signed(fit.best),
      encoder: small(amortisation),
      shape: small(approximation),
      decoder: small(decoder),
      variance: variance.toFixed(4),
      target: target.variance.toFixed(4),
      off: degrees(off),
      signs: fit.cloud.directions ? 'green: positive, grey: negative' : 'filled: positive, hollow: negative',
    };
    for (const [name, text] of Object.entries(readouts)) put(figure, name, text);
    const sentence = figure.piece('sentence');
    const text = narrate(fit);
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
    Object.assign(figure.dataset, {
      step: String(step),
      seed: String(settings.seed),
      data: settings.data,
      bound: bound.toFixed(6),
      best: fit.best.toFixed(6),
      variance: variance.toFixed(6),
      target: target.variance.toFixed(6),
      kept: String(target.kept),
      off: off.toFixed(3),
    });
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new LinearVaeDriver(figure);
