/** The figure once the reader acts: axes are chosen, marks are named, and two trained models are timed in this page. */
import { unlessStopped } from '../../../lib/faults.ts';
import { onChange, read, write } from '../../controls/controls.ts';
import { watched } from '../howFar.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { TrainedModel } from '../trained.ts';
import { describe, narrate, short, type Told } from './narrate.ts';
import { markAt, paintTriangle } from './pictures.ts';
import {
  axisNames,
  batch,
  familyNames,
  front,
  marksOf,
  repeats,
  start,
  studyNames,
  timed,
  type FamilyName,
  type Machine,
  type Mark,
  type Scenes,
  type Settings,
} from './scene.ts';

const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

class TradeOffsDriver implements Driver {
  readonly figure: LiveFigure;
  #scenes: Scenes;
  #panels: Panels<'triangle'>;
  #models: Record<string, TrainedModel>;
  #machine: Machine = {};
  #timing: number | null = null;
  #far = '';
  /** Counts presses: what an earlier one measured is no longer wanted. */
  #press = 0;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#scenes = JSON.parse(figure.piece('recorded')!.textContent) as Scenes;
    this.#models = Object.fromEntries(
      [...new Set(timed.map(({ arm }) => arm))].map((arm) => [
        arm,
        new TrainedModel(figure, { experiment: 'ring', trained: arm, backend: 'auto' }),
      ]),
    );
    this.#panels = new Panels(
      figure,
      {
        triangle: {
          paint: (pen, width, height, theme) => paintTriangle(pen, width, height, theme, this.#told),
          describe: () => describe(this.#told),
        },
      },
      figure.signal,
    );
    const { signal } = figure;
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    const { host } = this.#panels.surfaces.triangle;
    const point = (event: PointerEvent) => {
      const { left, top } = host.getBoundingClientRect();
      const { width, height } = this.#panels.surfaces.triangle;
      const mark = markAt(this.#told, width, height, event.clientX - left, event.clientY - top);
      if (mark || event.type === 'pointerdown') this.#pick(mark);
    };
    host.addEventListener('pointermove', point, { signal });
    host.addEventListener('pointerdown', point, { signal });
    host.addEventListener('keydown', (event) => this.#walk(event), { signal });
    bindSaving(figure, this.#panels, 'trade-offs', () => {
      const { marks } = this.#told;
      const { x, y } = this.#wanted;
      return {
        title: `Trade-offs. ${describe(this.#told)}`,
        columns: {
          row: marks.map(({ row }) => this.#scene.rows.indexOf(row)),
          [x]: marks.map((mark) => mark.x),
          [`${y} (up)`]: marks.map((mark) => mark.y),
          'seconds for 1,000': marks.map(({ seconds }) => seconds),
        },
      };
    });
    signal.addEventListener('abort', () => this.dispose());
    this.#show();
  }

  /** What the controls say; anything strange becomes the start value. */
  get #wanted(): Settings {
    const { figure } = this;
    return {
      study: studyNames.find((name) => name === read(figure, 'study')) ?? start.study,
      x: axisNames.find((name) => name === read(figure, 'x')) ?? start.x,
      y: axisNames.find((name) => name === read(figure, 'y')) ?? start.y,
      families: Object.fromEntries(familyNames.map((name) => [name, read(figure, name) !== false])) as Record<
        FamilyName,
        boolean
      >,
    };
  }
  get #scene() {
    return this.#scenes[this.#wanted.study];
  }
  get #told(): Told {
    const settings = this.#wanted;
    const scene = this.#scenes[settings.study];
    const marks = marksOf(scene, settings);
    const pick = Number(read(this.figure, 'pick'));
    const row = pick >= 1 ? scene.rows[pick - 1] : undefined;
    return {
      scene,
      settings,
      marks,
      front: front(marks, settings, scene.perfect),
      picked: marks.find((mark) => mark.row === row) ?? null,
      machine: this.#machine,
      timing: this.#timing,
      far: this.#far,
    };
  }

  async play(): Promise<void> {
    const { figure } = this;
    const press = ++this.#press;
    const current = () => press === this.#press && !figure.signal.aborted;
    this.#timing = 0;
    this.#show();
    for (const [i, { arm, request, rows }] of timed.entries()) {
      this.#timing = i;
      const model = this.#models[arm]!;
      await model.session();
      if (!current()) return;
      figure.state = 'running';
      this.#show();
      // The first call compiles; it is thrown away.
      const seconds: number[] = [];
      for (let k = 0; k <= repeats; k++) {
        const session = await model.session();
        if (!current()) return;
        figure.state = 'running';
        const drawn = await unlessStopped(
          watched(
            (progress) => session.sample(model.name, { n: batch, seed: k, ...request }, progress),
            (far) => this.#tellHowFar(far && `draw ${k + 1} of ${repeats + 1}, ${far}`),
          ),
        );
        if (!current()) return;
        if (!drawn) return this.#givenUp();
        if (k > 0) seconds.push((1000 * drawn.seconds) / batch);
      }
      for (const row of rows) this.#machine[row] = median(seconds);
      this.#show();
    }
    this.#timing = null;
    figure.state = 'done';
    this.#show();
    figure.announce(narrate(this.#told), true);
  }
  pause(): void {
    this.#cancel();
    this.figure.state = 'paused';
    this.#show();
  }
  /** Another figure has taken the session in the middle of a draw. */
  #givenUp(): void {
    this.pause();
    put(this.figure, 'note', 'Timing was stopped, since another figure of this page went to work.');
  }
  /** Nobody waits for a time any more: the draw under way is stopped. */
  #cancel(): void {
    this.#press++;
    this.#timing = null;
    for (const model of Object.values(this.#models)) model.stop().catch((error: unknown) => this.figure.fail(error));
  }
  sleep(asleep: boolean): void {
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    this.#press++;
    for (const model of Object.values(this.#models)) model.dispose();
  }
  /** What was measured here is forgotten, and nothing is picked. */
  reset(): void {
    this.#cancel();
    this.#machine = {};
    write(this.figure, 'pick', 0);
    this.figure.state = 'idle';
    this.#show();
    this.figure.announce('Reset. The recorded study is shown.', true);
  }

  #pick(mark: Mark | null): void {
    const index = mark ? this.#scene.rows.indexOf(mark.row) + 1 : 0;
    if (Number(read(this.figure, 'pick')) === index) return;
    write(this.figure, 'pick', index);
    this.#show();
  }
  /** Arrow keys go from mark to mark, left to right; Escape lets go. */
  #walk(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (event.key === 'Escape') return this.#pick(null);
    if (step === undefined) return;
    event.preventDefault();
    const { marks, picked } = this.#told;
    const sorted = [...marks].sort((a, b) => a.x - b.x || a.y - b.y);
    if (sorted.length === 0) return;
    const at = picked ? sorted.findIndex(({ row }) => row === picked.row) : step > 0 ? -1 : sorted.length;
    this.#pick(sorted[(at + step + sorted.length) % sorted.length]!);
  }

  #tellHowFar(far: string): void {
    this.#far = far;
    if (this.#timing !== null) this.#say(narrate(this.#told));
  }
  #say(text: string): void {
    const sentence = this.figure.piece('sentence');
    if (sentence && sentence.textContent !== text) sentence.textContent = text;
  }

  #changed(name: string): void {
    if (name === 'study') write(this.figure, 'pick', 0);
    this.#show();
  }

  #show(): void {
    const { figure } = this;
    const told = this.#told;
    const { settings, marks, front: best, picked, scene, machine } = told;
    const text = narrate(told);
    this.#say(text);
    if (this.#timing === null) figure.announce(text);
    put(figure, 'shown', String(marks.length));
    put(figure, 'front', String(best.length));
    put(figure, 'seeds', String(scene.seeds));
    put(figure, 'device', scene.device);
    const [gan, edm] = [machine[timed[0].rows[0]], machine[timed[1].rows[0]]];
    put(figure, 'here-gan', gan === undefined ? '–' : `${short(1000 * gan)} ms`);
    put(figure, 'here-edm', edm === undefined ? '–' : `${short(1000 * edm)} ms`);
    const missing = scene.rows.filter((row) => settings.families[row.family]).length - marks.length;
    const notes = [
      ...(missing > 0 ? [`${missing} of the rows have no such value for every seed and are left out.`] : []),
      ...(gan !== undefined && settings.study !== 'ring' ? ['Your machine was timed on models of the ring.'] : []),
    ];
    put(figure, 'note', notes.join(' '));
    Object.assign(figure.dataset, {
      shown: String(marks.length),
      front: String(best.length),
      pick: picked?.row.title ?? '',
      hereGan: gan?.toPrecision(4) ?? '',
      hereEdm: edm?.toPrecision(4) ?? '',
    });
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new TradeOffsDriver(figure);
