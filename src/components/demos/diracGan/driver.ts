/** The figure once the reader acts: plays the steps a few a frame, draws them beside what theory expects, and tells. */
import type { DiracMethod } from '../../../lib/theory/diracGan.ts';
import type { Point } from '../../../lib/theory/games.ts';
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { bindHandle, type Handle } from '../handle.ts';
import { Panels } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { narrate, short, signed, verdict } from './narrate.ts';
import { fieldArrows, paintEigenvalues, paintPlane, paintRadius, planeFrame } from './pictures.ts';
import { forecast, offered, startPoint, startRange, Track, type Forecast, type Setup } from './track.ts';

/** Time of the game in a millisecond of ours. A turn takes 4 pi: at the slow pace about four seconds. */
const timePerMillisecond = 0.003;
/** After a pause of the page the game does not catch up. */
const longestFrame = 100;
/** Milliseconds of a frame that may go into steps. */
const longestSlice = 8;

class DiracDriver implements Driver {
  readonly figure: LiveFigure;
  #track: Track;
  #ahead: Forecast;
  #field: { at: number[]; vectors: number[] };
  #panels: Panels<'plane' | 'eigenvalues' | 'radius'>;
  #handle: Handle;
  #frame = 0;
  /** Steps that are due, and when they were last counted. */
  #owed = 0;
  #last = 0;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    const setup = this.#setup;
    this.#track = new Track(setup);
    this.#ahead = forecast(setup);
    this.#field = fieldArrows(setup);
    this.#panels = new Panels(
      figure,
      {
        plane: {
          paint: (pen, width, height, theme) => {
            this.#handle.place(this.#start, width, height);
            return paintPlane(pen, width, height, theme, this.#track, this.#field);
          },
          describe: () =>
            `The plane of theta and psi with the vector field and a path of ${this.#track.step} steps, now at distance ${this.#track.distance.toFixed(3)} from the equilibrium.`,
          heading: () => 'Both players',
        },
        eigenvalues: {
          paint: (pen, width, height, theme) => paintEigenvalues(pen, width, height, theme, this.#ahead),
          describe: () =>
            this.#ahead.eigenvalues
              ? `Eigenvalues of a step and the unit circle. The largest has modulus ${this.#ahead.factor.toFixed(5)}.`
              : 'The unit circle. This method has no eigenvalues at the equilibrium.',
          heading: () => 'Eigenvalues of a step',
        },
        radius: {
          paint: (pen, width, height, theme) => paintRadius(pen, width, height, theme, this.#track),
          describe: () =>
            `Distance from the equilibrium over ${this.#track.step} steps: from ${short(this.#track.radius[0]!)} to ${short(this.#track.distance)}.`,
        },
      },
      figure.signal,
    );
    this.#handle = bindHandle({
      button: figure.piece('start')!,
      plane: this.#panels.surfaces.plane.host,
      frame: planeFrame,
      range: startRange,
      stride: 5,
      now: () => this.#start,
      move: (to) => {
        this.#start = to;
        this.#begin();
      },
      label: ([x, y]) => `Start point: θ ${signed(x)}, ψ ${signed(y)}`,
      signal: figure.signal,
    });
    onChange(figure, () => this.#changed(), figure.signal);
    this.#button('step', () => {
      if (figure.state === 'running') return this.pause();
      if (this.#track.end) this.#restart();
      this.#track.advance(1);
      figure.state = 'paused';
      this.#show();
    });
    this.#button('reset', () => {
      this.#stop();
      this.#start = startPoint;
      this.#restart();
      figure.state = 'idle';
      figure.announce('Reset to the start.', true);
    });
    bindSaving(figure, this.#panels, 'dirac-gan', () => ({
      title: `Dirac-GAN: ${this.#track.setup.method}, h = ${this.#track.setup.h}`,
      columns: { theta: this.#track.theta, psi: this.#track.psi, distance: this.#track.radius },
    }));
    this.#show();
  }

  play(): void {
    if (this.#track.end) this.#restart();
    this.figure.state = 'running';
    this.#last = performance.now();
    this.figure.announce(verdict(this.#track.setup, this.#ahead), true);
    this.#tick();
  }
  pause(): void {
    this.#stop();
    this.figure.state = 'paused';
    this.figure.announce(this.#sentence(), true);
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

  /** The start point lives in its two sliders. */
  get #start(): Point {
    return [Number(read(this.figure, 'theta0')), Number(read(this.figure, 'psi0'))];
  }
  set #start([theta, psi]: Point) {
    write(this.figure, 'theta0', theta);
    write(this.figure, 'psi0', psi);
  }
  get #setup(): Setup {
    const number = (name: string) => Number(read(this.figure, name));
    return {
      method: String(read(this.figure, 'method')) as DiracMethod,
      h: number('h'),
      gamma: number('gamma'),
      start: this.#start,
    };
  }

  #button(name: string, action: () => void): void {
    this.figure.piece(name)?.addEventListener('click', action, { signal: this.figure.signal });
  }

  #changed(): void {
    const next = this.#setup;
    const { method, h, gamma, start } = this.#track.setup;
    const same = next.method === method && next.h === h && next.gamma === gamma;
    if (same && next.start[0] === start[0] && next.start[1] === start[1]) return; // the pace has no bearing on the run
    if (next.method !== method || next.gamma !== gamma) this.#field = fieldArrows(next);
    this.#ahead = forecast(next);
    this.#begin();
  }

  #begin(): void {
    this.#restart();
    if (this.figure.state === 'done') this.figure.state = 'paused';
  }

  #restart(): void {
    this.#track = new Track(this.#setup);
    this.#owed = 0;
    this.#show();
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #tick(): void {
    if (this.#frame || this.#asleep) return;
    this.#frame = requestAnimationFrame((now) => {
      this.#frame = 0;
      if (this.figure.state !== 'running') return;
      const elapsed = Math.min(longestFrame, now - this.#last);
      this.#last = now;
      this.#owed += (timePerMillisecond * elapsed * Number(read(this.figure, 'pace'))) / this.#track.setup.h;
      const late = performance.now() + longestSlice;
      for (; this.#owed >= 1 && performance.now() < late; this.#owed--) this.#track.advance(1);
      this.#owed = Math.min(this.#owed, 1);
      if (this.#track.end) {
        this.figure.state = 'done';
        this.figure.announce(this.#sentence(), true);
      }
      this.#show();
      if (this.figure.state === 'running') this.#tick();
    });
  }

  #sentence(): string {
    return narrate(this.#track, this.#ahead);
  }

  #show(): void {
    const { figure } = this;
    const { setup, step, distance } = this.#track;
    writeText(figure, 'h', setup.h.toFixed(2));
    writeText(figure, 'gamma', setup.gamma.toFixed(2));
    writeText(figure, 'theta0', signed(setup.start[0]));
    writeText(figure, 'psi0', signed(setup.start[1]));
    const damped = offered.find(({ value }) => value === setup.method)?.damped ?? false;
    figure.querySelector<HTMLInputElement>('input[name="gamma"]')!.disabled = !damped;
    put(figure, 'step', step.toLocaleString('en'));
    put(figure, 'theta', signedShort(this.#track.now[0]));
    put(figure, 'psi', signedShort(this.#track.now[1]));
    put(figure, 'distance', short(distance));
    const expected = this.#track.expected(step);
    put(figure, 'expected', Number.isFinite(expected) ? short(expected) : '–');
    put(figure, 'factor', Number.isFinite(this.#ahead.factor) ? this.#ahead.factor.toFixed(5) : 'none');
    figure.dataset.step = String(step);
    figure.dataset.distance = distance.toFixed(6);
    const sentence = this.#sentence();
    const place = figure.piece('sentence');
    if (place && place.textContent !== sentence) place.textContent = sentence;
    this.#panels.draw();
  }
}

const signedShort = (v: number) =>
  v
    .toFixed(3)
    .replace(/^-0\.000$/, '0.000')
    .replace('-', '−');

export const mount = (figure: LiveFigure): Driver => new DiracDriver(figure);
