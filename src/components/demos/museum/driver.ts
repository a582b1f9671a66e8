/** An exhibit once the reader acts: the run with the fault, the sound one beside it if asked for, and the verdict. */
import { checked, onChange, read, write } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels, type Panel } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { startSeed, type Exhibit, type Moment } from './exhibit.ts';
import { findExhibit } from './exhibits/index.ts';
import { paintCurves, paintSamples } from './pictures.ts';

/** The longest time between two frames that is made up for, milliseconds. */
const longestGap = 250;

/** A run whose moments are computed when they are asked for. */
class Course {
  #moments: Moment[] = [];
  #run: Generator<Moment>;
  constructor(run: Generator<Moment>) {
    this.#run = run;
  }
  /** Null behind the end. */
  moment(at: number): Moment | null {
    while (this.#moments.length <= at) {
      const { value, done } = this.#run.next();
      if (done) return null;
      this.#moments.push(value);
    }
    return this.#moments[at]!;
  }
  upTo(at: number): Moment[] {
    this.moment(at);
    return this.#moments.slice(0, at + 1);
  }
}

class FaultDriver implements Driver {
  readonly figure: LiveFigure;
  #exhibit: Exhibit;
  #panels: Panels<string>;
  #seed = startSeed;
  /** Computed so far; the reader has seen `#at + 1` moments of them. */
  #planted!: Course;
  #sound!: Course;
  #at = 0;
  #moving = 0;
  #asleep = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#exhibit = findExhibit(figure.dataset['fault'] ?? '');
    const runs = () => ({
      planted: this.#planted.upTo(this.#at),
      sound: this.#shown ? this.#sound.upTo(this.#at) : [],
    });
    const panel = (paint: typeof paintCurves): Panel => ({
      paint: (pen, width, height, theme) => paint(pen, width, height, theme, this.#exhibit, runs()),
      describe: () => `${this.#exhibit.alt} ${this.#sentence}`,
    });
    const panels: Record<string, Panel> = { curves: panel(paintCurves) };
    if (this.#exhibit.picture) panels['samples'] = panel(paintSamples);
    this.#panels = new Panels(figure, panels, figure.signal);
    const { signal } = figure;
    onChange(figure, (name) => this.#changed(name), signal);
    figure.piece('reset')?.addEventListener('click', () => this.reset(), { signal });
    for (const button of figure.querySelectorAll<HTMLButtonElement>('[data-answer]')) {
      button.addEventListener('click', () => this.#answered(button), { signal });
    }
    bindSaving(figure, this.#panels, `fault-${this.#exhibit.id}`, () => ({
      title: `${this.#exhibit.title}. ${this.#sentence}`,
      columns: {
        step: this.#planted.upTo(this.#at).map(({ step }) => step),
        ...Object.fromEntries(
          this.#exhibit.lines.flatMap(({ key, name }) => [
            [`${name}, with the fault`, this.#planted.upTo(this.#at).map(({ values }) => values[key]!)],
            [`${name}, sound`, this.#sound.upTo(this.#at).map(({ values }) => values[key]!)],
          ]),
        ),
      },
    }));
    signal.addEventListener('abort', () => this.dispose());
    // As on the page before the first touch: the whole run.
    this.#begin();
    while (this.#advance());
    this.#show();
  }

  get #shown(): boolean {
    return checked(this.figure, 'sound');
  }
  get #sentence(): string {
    return this.#exhibit.tell(this.#planted.moment(this.#at)!, this.#shown ? this.#sound.moment(this.#at) : null);
  }
  get #wantedSeed(): number {
    const seed = Number(read(this.figure, 'seed'));
    return Number.isSafeInteger(seed) && seed >= 0 ? seed : startSeed;
  }

  #begin(): void {
    this.#seed = this.#wantedSeed;
    this.#planted = new Course(this.#exhibit.run(this.#seed, true));
    this.#sound = new Course(this.#exhibit.run(this.#seed, false));
    this.#at = 0;
  }
  /** To the next moment; false at the end. */
  #advance(): boolean {
    if (!this.#planted.moment(this.#at + 1)) return false;
    this.#at += 1;
    return true;
  }

  play(): void {
    const { figure } = this;
    if (figure.state !== 'paused') this.#begin();
    figure.state = 'running';
    let last = performance.now() - 1000 / this.#exhibit.pace;
    let owed = 0;
    const frame = () => {
      if (figure.state !== 'running') return;
      const now = performance.now();
      if (!this.#asleep) {
        owed += (Math.min(longestGap, now - last) / 1000) * this.#exhibit.pace;
        let going = true;
        if (figure.reducedMotion) while (going) going = this.#advance();
        for (; going && owed >= 1; owed -= 1) going = this.#advance();
        this.#show();
        if (!going) return this.#rest('done');
      }
      last = now;
      this.#moving = requestAnimationFrame(frame);
    };
    this.#moving = requestAnimationFrame(frame);
  }
  #rest(state: 'paused' | 'done'): void {
    this.figure.state = state;
    this.#show();
    this.figure.announce(this.#sentence, true);
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
  reset(): void {
    this.pause();
    this.#begin();
    put(this.figure, 'note', '');
    this.figure.state = 'idle';
    this.#show();
    this.figure.announce('Reset.', true);
  }

  #answered(chosen: HTMLButtonElement): void {
    for (const button of this.figure.querySelectorAll('[data-answer]'))
      button.setAttribute('aria-pressed', String(button === chosen));
    const answer = this.#exhibit.answers[Number(chosen.dataset['answer'])]!;
    put(this.figure, 'reply', answer.reply);
    if (answer.right) this.figure.querySelector('details.cause')!.setAttribute('open', '');
  }

  #changed(name: string): void {
    if (name === 'seed') {
      write(this.figure, 'seed', this.#wantedSeed);
      put(this.figure, 'note', this.#wantedSeed === this.#seed ? '' : 'The seed takes effect on Reset.');
    }
    this.#show();
  }

  #show(): void {
    const { figure } = this;
    const sentence = figure.piece('sentence');
    if (sentence && sentence.textContent !== this.#sentence) sentence.textContent = this.#sentence;
    if (figure.state !== 'running') figure.announce(this.#sentence);
    const planted = this.#planted.moment(this.#at)!;
    const key = this.#exhibit.lines[0]!.key;
    Object.assign(figure.dataset, {
      step: String(planted.step),
      seed: String(this.#seed),
      planted: planted.values[key]!.toFixed(4),
      sound: this.#shown ? this.#sound.moment(this.#at)!.values[key]!.toFixed(4) : '',
    });
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new FaultDriver(figure);
