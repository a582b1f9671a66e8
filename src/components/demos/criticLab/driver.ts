/** The figure once the reader acts: trains the critic a few steps a frame, draws it beside its closed form, and tells. */
import { outputLossNames } from '../../../lib/theory/outputLosses.ts';
import { regulariserNames } from '../../../lib/theory/pointCritic.ts';
import { field, onChange, read, write, writeText } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { put } from '../race/readouts.ts';
import { bindSaving } from '../saving.ts';
import { criticNames, type CriticName } from './critic.ts';
import { Lab, lossTitles, start, strengthLetters, thetaRange, type Setup } from './lab.ts';
import { describe, narrate, short } from './narrate.ts';
import { paintGap, paintLine, paintSweep, sweepOf, thetaAt } from './pictures.ts';

/** Steps in a second: a straight critic has one weight to move, a network many. */
const pace: Record<CriticName, number> = { linear: 200, network: 1000 };
/** After a pause of the page the training does not catch up. */
const longestFrame = 100;
/** Milliseconds of a frame that may go into steps. */
const longestSlice = 8;

class CriticDriver implements Driver {
  readonly figure: LiveFigure;
  #lab: Lab;
  #panels: Panels<'line' | 'gap' | 'sweep'>;
  #frame = 0;
  #owed = 0;
  #last = 0;
  #asleep = false;
  #dragging = false;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    this.#lab = new Lab(this.#setup());
    this.#panels = new Panels(
      figure,
      {
        line: {
          paint: (pen, width, height, theme) => paintLine(pen, width, height, theme, this.#lab),
          describe: () => describe(this.#lab),
          heading: () => 'The critic',
        },
        gap: {
          paint: (pen, width, height, theme) => paintGap(pen, width, height, theme, this.#lab),
          describe: () => `The gap over ${this.#lab.step} steps, now ${short(this.#lab.gap)}.`,
        },
        sweep: {
          paint: (pen, width, height, theme) => paintSweep(pen, width, height, theme, this.#lab),
          describe: () => `The gap that a straight critic ends with, over the distance. ${describe(this.#lab)}`,
        },
      },
      figure.signal,
    );
    onChange(figure, (name) => this.#changed(name), figure.signal);
    this.#button('step', () => {
      if (figure.state === 'running') return this.pause();
      if (this.#lab.end) this.#restart();
      this.#lab.advance(1);
      figure.state = 'paused';
      this.#show();
    });
    this.#button('reset', () => {
      this.#stop();
      const { strength, ...rest } = start;
      for (const [name, value] of Object.entries(rest)) write(figure, name, value);
      write(figure, 'strength', Math.log10(strength));
      this.#restart();
      figure.state = 'idle';
      figure.announce('Reset: the first settings, and a critic that has not been trained.', true);
    });
    this.#bindPointer();
    bindSaving(figure, this.#panels, 'critic-lab', () => {
      const { gaps, setup } = this.#lab;
      const { theta, gap } = sweepOf(setup);
      return {
        title: `A critic between two points: ${lossTitles[setup.loss]}, ${setup.regulariser}, ${short(setup.strength)}`,
        columns: { step: gaps.map((_, i) => i), gap: gaps, theta, closedForm: gap },
      };
    });
    this.#show();
  }

  play(): void {
    if (this.#lab.end) this.#restart();
    this.figure.state = 'running';
    this.#last = performance.now();
    this.figure.announce(narrate(this.#lab), true);
    this.#tick();
  }
  pause(): void {
    this.#stop();
    this.figure.state = 'paused';
    this.figure.announce(narrate(this.#lab), true);
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

  #setup(): Setup {
    const { figure } = this;
    const chosen = <T extends string>(name: string, from: readonly T[], otherwise: T): T =>
      from.find((one) => one === read(figure, name)) ?? otherwise;
    return {
      critic: chosen('critic', criticNames, start.critic),
      loss: chosen('loss', outputLossNames, start.loss),
      regulariser: chosen('regulariser', regulariserNames, start.regulariser),
      theta: Number(read(figure, 'theta')),
      strength: 10 ** Number(read(figure, 'strength')),
      seed: Number(read(figure, 'seed')),
    };
  }

  #button(name: string, action: () => void): void {
    this.figure.piece(name)?.addEventListener('click', action, { signal: this.figure.signal });
  }

  #changed(name: string): void {
    const next = this.#setup();
    const { setup } = this.#lab;
    if (name === 'theta' || name === 'strength') {
      if (next.theta === setup.theta && next.strength === setup.strength) return;
      this.#lab.retune({ theta: next.theta, strength: next.strength });
      // What had come to rest follows; what was paused or never begun waits.
      if (this.figure.state === 'done') this.play();
    } else {
      if ((['critic', 'loss', 'regulariser', 'seed'] as const).every((key) => next[key] === setup[key])) return;
      this.#restart();
      if (this.figure.state === 'done') this.play();
    }
    this.#show();
  }

  #restart(): void {
    this.#lab = new Lab(this.#setup());
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
      const lab = this.#lab;
      const elapsed = Math.min(longestFrame, Math.max(0, now - this.#last));
      this.#last = now;
      this.#owed += (pace[lab.setup.critic] * elapsed) / 1000;
      const late = performance.now() + longestSlice;
      for (; this.#owed >= 1 && performance.now() < late; this.#owed--) lab.advance(1);
      this.#owed = Math.min(this.#owed, 1);
      if (lab.end && !this.#dragging) {
        this.figure.state = 'done';
        this.figure.announce(narrate(lab), true);
      }
      this.#show();
      if (this.figure.state === 'running') this.#tick();
    });
  }

  #bindPointer(): void {
    const host = this.#panels.surfaces.line.host;
    const { signal } = this.figure;
    const follow = (event: PointerEvent) => {
      const box = host.getBoundingClientRect();
      const { min, max, step } = thetaRange;
      const asked = Math.round(thetaAt(box.width, event.clientX - box.left) / step) * step;
      write(this.figure, 'theta', Math.min(max, Math.max(min, asked)).toFixed(2));
      this.#changed('theta');
    };
    host.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        this.#dragging = true;
        if (event.isTrusted) host.setPointerCapture(event.pointerId);
        follow(event);
        event.preventDefault();
      },
      { signal },
    );
    host.addEventListener('pointermove', (event) => this.#dragging && follow(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      host.addEventListener(type, () => (this.#dragging = false), { signal });
    }
  }

  #show(): void {
    const { figure } = this;
    const lab = this.#lab;
    const { setup, expected } = lab;
    const reading = lab.read();
    const letter = strengthLetters[setup.regulariser];
    writeText(figure, 'theta', setup.theta.toFixed(2));
    writeText(figure, 'strength', letter === '' ? '–' : `${letter} = ${short(setup.strength)}`);
    const slider = field(figure, 'strength')!;
    slider.disabled = letter === '';
    slider.setAttribute('aria-valuetext', `${letter} ${short(setup.strength)}`);
    field(figure, 'seed')!.disabled = setup.critic === 'linear';
    put(figure, 'step', lab.step.toLocaleString('en'));
    put(figure, 'gap', short(reading.gap));
    put(figure, 'expected', short(expected));
    put(figure, 'slope', short(reading.slope));
    put(figure, 'expected-slope', short(expected / setup.theta));
    put(figure, 'steepest', short(reading.steepest));
    put(figure, 'honest', short(reading.honest));
    put(figure, 'w1', short(setup.theta));
    put(figure, 'pull', short(reading.pull));
    put(figure, 'objective', short(reading.objective));
    figure.dataset['step'] = String(lab.step);
    figure.dataset['seed'] = String(setup.seed);
    figure.dataset['theta'] = setup.theta.toFixed(2);
    figure.dataset['gap'] = reading.gap.toFixed(6);
    figure.dataset['slope'] = reading.slope.toFixed(6);
    figure.dataset['expected'] = String(Number(expected.toFixed(6)));
    const sentence = narrate(lab);
    const place = figure.piece('sentence');
    if (place && place.textContent !== sentence) place.textContent = sentence;
    if (figure.state !== 'running') figure.announce(sentence);
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new CriticDriver(figure);
