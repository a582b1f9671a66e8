/** The figure once the reader acts: G is moved by hand, or its samples are let go and follow the arrows. */
import { generatorLosses, type GeneratorLoss } from '../../../lib/theory/scoreDifference.ts';
import { onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { small } from '../optimalDiscriminator/narrate.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { discriminators, Flow, whereabouts, type DiscriminatorKind, type FlowHistory } from './flow.ts';
import { describe, narrateFlow, narrateStill } from './narrate.ts';
import { paintHistory, paintPlane, paintPulls, planeFrame } from './pictures.ts';
import { arrowPoints, fairJs, measure, reach, start, sweep, type Scene, type Still, type Sweep } from './scene.ts';

/** Points of the sweep at a time: a few milliseconds. */
const slice = 2;
/** Steps between two pictures where motion is not wanted. */
const stills = 50;
const startLoss: GeneratorLoss = 'nonSaturating';

class ScoreDifferenceDriver implements Driver {
  readonly figure: LiveFigure;
  #panels: Panels<'plane' | 'pulls' | 'history'>;
  #still: Still = measure(start);
  #flow: Flow | null = null;
  #runs: Partial<Record<GeneratorLoss, FlowHistory>> = {};
  #sweep: Sweep = sweep(start).next().value;
  #sweepKey = '';
  #fair = fairJs(start.seed);
  #sweeping = 0;
  #moving = 0;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    const told = () => describe({ loss: this.loss, pulls: this.#now.pulls });
    this.#panels = new Panels(
      figure,
      {
        plane: {
          paint: (pen, width, height, theme) => paintPlane(pen, width, height, theme, this.#view()),
          describe: told,
        },
        pulls: {
          paint: (pen, width, height, theme) =>
            paintPulls(pen, width, height, theme, this.#sweep, this.#flow ? null : this.#pullsNow()),
          describe: () => `Mean pull on the samples over the quality of G, for three losses. ${told()}`,
        },
        history: {
          paint: (pen, width, height, theme) =>
            paintHistory(pen, width, height, theme, this.#runs, this.loss, this.#fair),
          describe: () => `JS divergence of the samples since their release: now ${this.#now.plane.js.toFixed(3)}.`,
        },
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, (name, final) => this.#changed(name, final), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    figure.piece('back')?.addEventListener('click', () => this.#back(), { signal });
    this.#bindPointer();
    bindSaving(figure, this.#panels, 'score-difference', () => ({
      title: this.#sentence(),
      columns: {
        x: this.#now.samples.filter((_, i) => i % 2 === 0),
        y: this.#now.samples.filter((_, i) => i % 2 === 1),
        arrow_x: arrowPoints.filter((_, i) => i % 2 === 0),
        arrow_y: arrowPoints.filter((_, i) => i % 2 === 1),
        difference_x: this.#now.arrows.vectors.filter((_, i) => i % 2 === 0),
        difference_y: this.#now.arrows.vectors.filter((_, i) => i % 2 === 1),
        logit: this.#now.arrows.logits,
      },
    }));
    signal.addEventListener('abort', () => this.dispose());
    this.#move(this.#asSet());
  }

  /** What the controls say, which may have been touched before this code was here. */
  #asSet(): Scene {
    const number = (name: keyof Scene) => Number(read(this.figure, name) ?? start[name]);
    const seed = number('seed');
    return {
      quality: number('quality'),
      cx: number('cx'),
      cy: number('cy'),
      seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
    };
  }

  get loss(): GeneratorLoss {
    const value = read(this.figure, 'loss');
    return generatorLosses.find((name) => name === value) ?? startLoss;
  }
  get kind(): DiscriminatorKind {
    const value = read(this.figure, 'kind');
    return discriminators.find((name) => name === value) ?? 'best';
  }
  get #now() {
    const flow = this.#flow;
    return flow
      ? { samples: flow.x, pulls: flow.pulls, plane: flow.plane, arrows: flow.arrows }
      : { ...this.#still, samples: this.#still.samples };
  }
  #pullsNow() {
    return { quality: this.#still.scene.quality, means: this.#still.pulls.means };
  }
  #view() {
    const { samples: x, plane, arrows } = this.#now;
    const { scene } = this.#still;
    const handle = this.#flow || scene.quality > 0.95 ? null : ([scene.cx, scene.cy] as const);
    return { scene, loss: this.loss, x, plane, arrows, handle };
  }

  /** Lets the samples go, or lets them go on; after the end, from the beginning. */
  play(): void {
    const { figure } = this;
    if (!this.#flow || this.#flow.over) this.#release();
    figure.state = 'running';
    figure.announce(this.#sentence(), true);
    const tick = () => {
      const flow = this.#flow;
      if (!flow || figure.state !== 'running') return;
      if (!this.#asleep) {
        const before = flow.steps;
        do flow.step();
        while (figure.reducedMotion && !flow.over && flow.steps % stills !== 0);
        if (flow.steps - before > 1 || flow.steps % 2 === 0 || flow.over) this.#look();
      }
      if (flow.over) {
        figure.state = 'done';
        figure.announce(this.#sentence(), true);
      } else this.#next(tick);
    };
    this.#next(tick);
  }
  #next(tick: () => void): void {
    if (this.figure.reducedMotion) setTimeout(tick, 700);
    else this.#moving = requestAnimationFrame(tick);
  }
  #release(): void {
    this.#flow = new Flow(this.#still, this.loss, this.kind);
    this.#runs[this.loss] = this.#flow.history;
    this.#show();
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
    write(this.figure, 'loss', startLoss);
    write(this.figure, 'kind', 'best');
    this.#move(start);
    this.figure.announce('Reset.', true);
  }
  /** The samples return to where they set out; what was measured of earlier flights stays. */
  #back(): void {
    this.pause();
    this.#flow = null;
    this.figure.state = 'idle';
    this.#show();
  }

  #changed(name: string, final: boolean): void {
    if (name === 'loss') return this.#back();
    if (name === 'kind') {
      this.#runs = {};
      return this.#back();
    }
    const { scene } = this.#still;
    const value = Number(read(this.figure, name));
    if (name === 'quality' || name === 'cx' || name === 'cy') return this.#move({ ...scene, [name]: value });
    if (name === 'seed' && final && Number.isSafeInteger(value) && value >= 0) this.#move({ ...scene, seed: value });
  }

  #bindPointer(): void {
    const { host } = this.#panels.surfaces.plane;
    const { signal } = this.figure;
    const place = (event: PointerEvent) => {
      const box = host.getBoundingClientRect();
      const frame = planeFrame(box.width, box.height);
      return [frame, event.clientX - box.left, event.clientY - box.top] as const;
    };
    const near = (event: PointerEvent) => {
      const handle = this.#view().handle;
      const [frame, x, y] = place(event);
      return handle !== null && Math.hypot(frame.x(handle[0]) - x, frame.y(handle[1]) - y) < 30;
    };
    let held = false;
    host.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0 || !near(event)) return;
        held = true;
        if (event.isTrusted) host.setPointerCapture(event.pointerId);
        event.preventDefault();
      },
      { signal },
    );
    // A finger on the handle moves it; anywhere else it scrolls the page.
    host.addEventListener('touchmove', (event) => held && event.preventDefault(), { signal, passive: false });
    host.addEventListener(
      'pointermove',
      (event) => {
        if (!held) {
          host.style.cursor = near(event) ? 'move' : '';
          return;
        }
        const [frame, x, y] = place(event);
        const within = (value: number) => Math.round(20 * Math.min(reach, Math.max(-reach, value))) / 20;
        this.#move({ ...this.#still.scene, cx: within(frame.x.invert(x)), cy: within(frame.y.invert(y)) });
      },
      { signal },
    );
    for (const type of ['pointerup', 'pointercancel'] as const) {
      host.addEventListener(type, () => (held = false), { signal });
    }
  }

  /** G is another: samples go home, and flights of the old one are forgotten. */
  #move(scene: Scene): void {
    cancelAnimationFrame(this.#moving);
    this.#flow = null;
    this.#runs = {};
    if (scene.seed !== this.#still.scene.seed) this.#fair = fairJs(scene.seed);
    this.#still = measure(scene);
    this.figure.state = 'idle';
    const key = `${scene.cx} ${scene.cy} ${scene.seed}`;
    if (key !== this.#sweepKey) this.#startSweep(scene, key);
    this.#show();
  }

  #startSweep(scene: Scene, key: string): void {
    this.#sweepKey = key;
    cancelAnimationFrame(this.#sweeping);
    const places = sweep(scene);
    const take = () => {
      for (let i = 0; i < slice; i++) {
        const { value, done } = places.next();
        this.#sweep = value;
        if (done) return this.#panels.draw();
      }
      this.#panels.draw();
      this.#sweeping = requestAnimationFrame(take);
    };
    take();
  }

  #look(): void {
    this.#flow?.look();
    this.#show();
  }

  #sentence(): string {
    const flow = this.#flow;
    if (!flow) return narrateStill({ loss: this.loss, pulls: this.#still.pulls });
    const { loss, kind, pulls, time, over } = flow;
    return narrateFlow({ loss, kind, pulls, time, over, where: whereabouts(flow.x, this.#still.samples) });
  }

  #show(): void {
    const { figure } = this;
    const { pulls, plane, samples } = this.#now;
    const { scene } = this.#still;
    for (const name of ['quality', 'cx', 'cy'] as const) {
      write(figure, name, scene[name]);
      writeText(figure, name, scene[name].toFixed(2).replace('-', '−'));
    }
    write(figure, 'seed', scene.seed);
    for (const loss of generatorLosses) put(figure, `pull-${loss}`, small(pulls.means[loss]));
    put(figure, 'belief', small(pulls.belief));
    put(figure, 'js', plane.js.toFixed(3).replace('-', ''));
    put(figure, 'kl', plane.kl.toFixed(2).replace('-', ''));
    put(figure, 'reached', String(whereabouts(samples, this.#still.samples).reached));
    const sentence = this.#sentence();
    const place = figure.piece('sentence');
    if (place) place.textContent = sentence;
    if (figure.state !== 'running') figure.announce(sentence);
    figure.dataset['time'] = (this.#flow?.time ?? 0).toFixed(2);
    figure.dataset['step'] = String(this.#flow?.steps ?? 0);
    figure.dataset['seed'] = String(scene.seed);
    figure.dataset['js'] = plane.js.toFixed(6);
    for (const loss of generatorLosses) figure.dataset[loss] = pulls.means[loss].toFixed(6);
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new ScoreDifferenceDriver(figure);
