/** The figure once the reader acts: what is dragged moves, everything is measured again, drawn and told. */
import { distanceNames, type DistanceName } from '../../../lib/theory/distancesOnLine.ts';
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels, type Panel } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { bars } from './bars.ts';
import { describe, narrate } from './narrate.ts';
import { grab, paintLine, paintSweep, toLine } from './pictures.ts';
import {
  apart,
  farthest,
  line,
  measure,
  onGrain,
  rangeOf,
  shapes,
  start,
  sweep,
  sweepKey,
  type Knob,
  type Measured,
  type Scene,
  type Sweep,
} from './scene.ts';

/** How long the button takes from together to apart, milliseconds. */
const duration = 7000;
/** Points of the sweep at a time: a few milliseconds. */
const slice = 3;
const knobs: readonly Knob[] = ['cp', 'wp', 'cq', 'wq'];

class DensitiesDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'line' | 'bounded' | 'unbounded'>;
  #measured: Measured;
  #sweep: Sweep;
  #sweepKey = '';
  #sweeping = 0;
  #moving = 0;
  #dragged: Knob | null = null;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#measured = measure(this.#asSet());
    this.#sweep = sweep(this.#measured.scene).next().value;
    const chart = (which: 'bounded' | 'unbounded'): Panel => ({
      paint: (pen, width, height, theme) => paintSweep(pen, width, height, theme, which, this.#sweep, this.#measured),
      describe: () => `Distances over the distance of the centres. ${describe(this.#measured)}`,
    });
    this.#panels = new Panels(
      figure,
      {
        line: {
          paint: (pen, width, height, theme) => paintLine(pen, width, height, theme, this.#measured, this.chosen),
          describe: () => describe(this.#measured),
        },
        bounded: chart('bounded'),
        unbounded: chart('unbounded'),
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    this.#bindPointer();
    bindSaving(figure, this.#panels, 'two-densities', () => ({
      title: `Distances between two densities: ${describe(this.#measured)}`,
      columns: { x: line, p: this.#measured.p, q: this.#measured.q, theta: this.#sweep.thetas, ...this.#sweep.values },
    }));
    signal.addEventListener('abort', () => this.dispose());
    this.#move(this.#measured.scene);
  }

  get chosen(): DistanceName {
    const value = read(this.figure, 'integrand');
    return distanceNames.find((name) => name === value) ?? 'kl';
  }
  /** What the controls say, which may have been touched before this code was here. */
  #asSet(): Scene {
    const shape = shapes.find((one) => one === read(this.figure, 'shape')) ?? start.shape;
    const knob = (name: Knob) => within(name, Number(read(this.figure, name) ?? start[name]));
    return { shape, cp: knob('cp'), wp: knob('wp'), cq: knob('cq'), wq: knob('wq') };
  }
  get theta(): number {
    const { cp, cq } = this.#measured.scene;
    return cq - cp;
  }

  /** Pulls the centres apart, from where they are or, if they are as far as they go, from the start. */
  play(): void {
    const { figure } = this;
    const from = this.theta < 0 || this.theta >= farthest - 0.01 ? 0 : this.theta;
    if (figure.reducedMotion) {
      this.#move(apart(this.#measured.scene, farthest));
      this.#arrive();
      return;
    }
    figure.state = 'running';
    figure.announce('Pulling the densities apart.', true);
    let [theta, last] = [from, performance.now()];
    const step = (now: number) => {
      if (!this.#asleep) theta = Math.min(farthest, theta + ((now - last) * farthest) / duration);
      last = now;
      if (onGrain(theta) !== onGrain(this.theta)) this.#move(apart(this.#measured.scene, onGrain(theta)));
      if (theta >= farthest) this.#arrive();
      else this.#moving = requestAnimationFrame(step);
    };
    this.#moving = requestAnimationFrame(step);
  }
  #arrive(): void {
    this.figure.state = 'done';
    this.figure.announce(`${this.#sentence()} ${describe(this.#measured)}`, true);
  }
  pause(): void {
    cancelAnimationFrame(this.#moving);
    if (this.figure.state === 'running') this.figure.state = 'paused';
  }
  sleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    cancelAnimationFrame(this.#moving);
    cancelAnimationFrame(this.#sweeping);
  }
  reset(): void {
    this.pause();
    write(this.figure, 'shape', start.shape);
    write(this.figure, 'integrand', 'kl');
    this.#move(start);
    this.figure.state = 'idle';
    this.figure.announce('Reset.', true);
  }

  #changed(name: string): void {
    if (name === 'integrand') return this.#show();
    this.pause();
    const { scene } = this.#measured;
    if (name === 'shape') {
      const shape = shapes.find((one) => one === read(this.figure, 'shape')) ?? start.shape;
      return this.#move({ ...scene, shape });
    }
    const knob = knobs.find((one) => one === name);
    if (knob) this.#set(knob, Number(read(this.figure, knob)));
  }

  #set(knob: Knob, value: number): void {
    this.#move({ ...this.#measured.scene, [knob]: within(knob, value) });
  }

  #bindPointer(): void {
    const host = this.#panels.surfaces.line.host;
    const { signal } = this.figure;
    const place = (event: PointerEvent) => {
      const box = host.getBoundingClientRect();
      return [box.width, box.height, event.clientX - box.left, event.clientY - box.top] as const;
    };
    let offset = 0;
    host.addEventListener(
      'pointerdown',
      (event) => {
        const [width, height, x, y] = place(event);
        const knob = event.button === 0 ? grab(width, height, this.#measured, x, y) : null;
        if (!knob) return;
        this.pause();
        this.#dragged = knob;
        // A density is held where it was taken, its centre does not jump to the pointer.
        offset = knob.startsWith('c') ? this.#measured.scene[knob] - toLine(width, height, x) : 0;
        if (event.isTrusted) host.setPointerCapture(event.pointerId);
        event.preventDefault();
      },
      { signal },
    );
    host.addEventListener(
      'pointermove',
      (event) => {
        const [width, height, x, y] = place(event);
        const knob = this.#dragged;
        if (!knob) {
          host.style.cursor = grab(width, height, this.#measured, x, y) ? 'ew-resize' : '';
          return;
        }
        const at = toLine(width, height, x) + offset;
        const { scene } = this.#measured;
        this.#set(knob, knob === 'wp' ? Math.abs(at - scene.cp) : knob === 'wq' ? Math.abs(at - scene.cq) : at);
      },
      { signal },
    );
    for (const type of ['pointerup', 'pointercancel'] as const) {
      host.addEventListener(type, () => (this.#dragged = null), { signal });
    }
  }

  #move(scene: Scene): void {
    this.#measured = measure(scene);
    if (sweepKey(scene) !== this.#sweepKey) this.#startSweep(scene);
    this.#show();
  }

  #startSweep(scene: Scene): void {
    this.#sweepKey = sweepKey(scene);
    cancelAnimationFrame(this.#sweeping);
    const points = sweep(scene);
    const take = () => {
      for (let i = 0; i < slice; i++) {
        const { value, done } = points.next();
        this.#sweep = value;
        if (done) return this.#panels.draw();
      }
      this.#panels.draw();
      this.#sweeping = requestAnimationFrame(take);
    };
    take();
  }

  #sentence(): string {
    return narrate(this.#measured, this.chosen);
  }

  #show(): void {
    const { figure } = this;
    const { scene, values } = this.#measured;
    for (const knob of knobs) {
      write(figure, knob, scene[knob]);
      writeText(figure, knob, scene[knob].toFixed(2).replace('-', '−'));
    }
    for (const { name, text, share } of bars(values)) {
      put(figure, name, text);
      figure.piece(`bar-${name}`)?.style.setProperty('--share', share.toFixed(4));
    }
    const place = figure.piece('sentence');
    if (place) place.textContent = this.#sentence();
    if (figure.state !== 'running') figure.announce(`${this.#sentence()} ${describe(this.#measured)}`);
    figure.dataset['theta'] = this.theta.toFixed(3);
    for (const name of ['js', 'tv', 'w1'] as const) figure.dataset[name] = values[name].toFixed(6);
    this.#panels.draw();
  }
}

function within(knob: Knob, value: number): number {
  const { min, max } = rangeOf(knob);
  return onGrain(Math.min(max, Math.max(min, value)));
}

export const mount = (figure: LiveFigure): Driver => new DensitiesDriver(figure);
