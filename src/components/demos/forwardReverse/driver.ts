/** The figure once the reader acts: the points under way, the net that learns to lead them back, and what to say about both. */
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';
import { offeredT, scheduleNames } from '../../../lib/experiments/config.ts';
import { parseQuery } from '../../../lib/experiments/query.ts';
import { unlessStopped } from '../../../lib/faults.ts';
import type { RemoteSession } from '../../../lib/session/client.ts';
import type { Progress } from '../../../lib/session/types.ts';
import { field, onChange, read, write } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { Panels } from '../panels.ts';
import { LossSeries } from '../race/history.ts';
import { put, showBackend } from '../race/readouts.ts';
import { LiveRun } from '../run.ts';
import { bindSaving } from '../saving.ts';
import { average, boundTerms, halfBelow, sum } from './bars.ts';
import { Due } from './due.ts';
import { ExactSide, samplerStepsOf } from './exactSide.ts';
import { narrate } from './narrate.ts';
import { showNumbers } from './numbers.ts';
import { columns, plots, title, type PlotName, type View } from './plots.ts';
import { alphaBarAt, clustersOf, count, forwardAt, memory, offeredData, sampleSeed, type Setup } from './points.ts';
import { offeredSamplers, type OfferedSampler, type Place } from './reverse.ts';
import { travel } from './travel.ts';

/** Readings of the loss over which it is averaged for the ratio. */
const recent = 150;
/** A sentence stays at least this long while the net trains, milliseconds. */
const readable = 1500;

class ForwardReverseDriver implements Driver {
  readonly figure: LiveFigure;
  #run: LiveRun;
  #panels: Panels<PlotName>;
  #side: ExactSide;
  /** The trained net's way back from noise. */
  #net: Place[] = [];
  #lossPerT: Float32Array | null = null;
  #losses = new LossSeries();
  #trainingFloor = NaN;
  #samples = new Due(0.1, 1000);
  #evaluations = new Due(0.1, 2500);
  #toldAt = 0;
  #shown: number;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    const { config, backend } = parseQuery(location.search);
    if (config.seed !== undefined) write(figure, 'seed', config.seed);
    this.#shown = this.t;
    this.#side = new ExactSide(this.setup, () => this.#show(), figure.signal);
    this.#run = new LiveRun(figure, {
      plan: () => {
        const { data, T, schedule, seed } = this.setup;
        return { experiment: data, models: ['ddpm'], config: { T, schedule, seed }, backend };
      },
      opened: (opened, _session, resumed) => {
        showBackend(figure, opened.backend);
        this.#trainingFloor = opened.references['ddpm.eps']?.value ?? NaN;
        if (!resumed) this.#forget();
        this.#letNetLead(true);
      },
      report: (progress, session) => this.#report(progress, session),
      rewind: (step, opened) => {
        showBackend(figure, opened.backend);
        this.#losses.rewind(step);
        this.#samples.now();
        this.#evaluations.now();
        this.#show();
      },
      tell: (sentence) => put(figure, 'note', sentence),
      stopped: (session) => this.#look(session, true),
    });
    const view = () => this.#view;
    this.#panels = new Panels(figure, plots(view), figure.signal);
    onChange(figure, (name, final) => this.#guard(this.#changed(name, final)), figure.signal);
    this.#button('step', () => (figure.state === 'running' ? this.pause() : this.#run.train(1)));
    this.#button('reset', () => this.reset());
    this.#button('travel', async () => travel(figure, this.setup.T, (t) => this.#moveTo(t)));
    bindSaving(figure, this.#panels, 'forward-reverse', () => ({ title: title(view()), columns: columns(view()) }));
    figure.addEventListener('statechange', () => this.#show(), { signal: figure.signal });
    this.#guard(this.#prepare());
  }

  /** What the form says. */
  get setup(): Setup {
    const seed = Number(read(this.figure, 'seed'));
    return {
      data: offeredData.find((name) => name === read(this.figure, 'data')) ?? 'ring',
      schedule: scheduleNames.find((name) => name === read(this.figure, 'schedule')) ?? 'linear',
      T: offeredT.find((T) => T === Number(read(this.figure, 'T'))) ?? 200,
      seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : 1,
    };
  }
  get t(): number {
    return Number(read(this.figure, 't'));
  }
  get sampler(): OfferedSampler {
    return offeredSamplers.find((name) => name === read(this.figure, 'sampler')) ?? 'ddim';
  }
  get #view(): View {
    const current = this.#run.current; // is there a net for this very setup?
    const led = current && this.#net.length > 0 && read(this.figure, 'led') === 'net' ? 'net' : 'exact';
    const { floor } = this.#side;
    return {
      side: this.#side,
      t: this.#shown,
      led,
      places: led === 'net' ? this.#net : this.#side.places,
      sampler: this.sampler,
      netLoss: current ? this.#lossPerT : null,
      losses: current ? this.#losses : new LossSeries(),
      step: current ? this.#run.step : 0,
      steps: this.#steps,
      meanFloor: floor ? average(floor) : NaN,
    };
  }
  get #steps(): number {
    return resolveConfig(experiments[this.setup.data]).steps;
  }
  get #ratio(): number {
    return this.#losses.recent(recent) / this.#trainingFloor;
  }

  async play(): Promise<void> {
    if (this.#run.current && this.#run.step >= this.#steps) {
      put(
        this.figure,
        'note',
        'This net has done all its steps. Reset starts it anew; another seed gives another net.',
      );
      this.figure.state = 'done';
      return;
    }
    put(this.figure, 'note', '');
    this.figure.announce('Training.', true);
    await this.#run.train();
    this.figure.announce(this.#sentence(), true);
  }
  pause(): Promise<void> {
    return this.#run.pause();
  }
  sleep(asleep: boolean): void {
    this.#panels.asleep = asleep;
    if (!asleep) this.#panels.draw();
  }
  dispose(): void {
    this.#run.dispose();
  }
  async reset(): Promise<void> {
    await this.#run.reset();
    this.#forget();
    this.#letNetLead(false);
    put(this.figure, 'note', '');
    this.#show();
    this.figure.announce('Reset. Nothing is trained.', true);
  }

  #guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.figure.fail(error));
  }
  #button(name: string, action: () => Promise<void>): void {
    const { signal } = this.figure;
    this.figure.piece(name)?.addEventListener('click', () => this.#guard(action()), { signal });
  }

  #forget(): void {
    this.#net = [];
    this.#lossPerT = null;
    this.#losses = new LossSeries();
    delete this.figure.dataset.ratio;
  }

  /** Lets the trained net lead, if there is one for this setup. */
  #letNetLead(lead: boolean): void {
    write(this.figure, 'led', lead && this.#run.current ? 'net' : 'exact');
  }

  async #changed(name: string, final: boolean): Promise<void> {
    if (name === 't') return this.#moveTo(this.t);
    if (!final) return;
    if (name === 'led') {
      const missing = read(this.figure, 'led') === 'net' && !this.#run.current;
      if (missing) this.#letNetLead(false);
      put(this.figure, 'note', missing ? 'There is no net for this setup yet: press Train.' : '');
      return this.#show();
    }
    if (name === 'sampler') {
      this.#samples.now();
      const { session } = this.#run;
      if (session && this.#run.current && this.figure.state !== 'running')
        await unlessStopped(this.#look(session, true));
      return this.#prepare();
    }
    let message = '';
    if (name === 'data') {
      const { T } = resolveConfig(experiments[this.setup.data]);
      if (T !== this.setup.T) message = `This data set brings T = ${T}, which suits its detail. `;
      write(this.figure, 'T', T);
    }
    if (['data', 'schedule', 'T', 'seed'].includes(name)) await this.#newSetup(message);
  }

  /** The exact side follows at once; a net that was trained for another setup is kept until Train or Reset. */
  async #newSetup(message: string): Promise<void> {
    const { setup, figure } = this;
    const before = this.#side.cloud.setup;
    if (JSON.stringify(setup) === JSON.stringify(before)) return;
    if (figure.state === 'running') await this.pause();
    figure.dataset.seed = String(setup.seed);
    const t = Math.round((this.t / before.T) * setup.T);
    (field(figure, 't') as HTMLInputElement).max = String(setup.T);
    write(figure, 't', t);
    this.#shown = t;
    this.#letNetLead(this.#net.length > 0);
    if (this.#run.opened) {
      const { data, T, schedule, seed } = this.#run.opened.config;
      const { title: name } = experiments[data as Setup['data']];
      message += this.#run.current
        ? 'This is the net’s own setup again: Train goes on with it.'
        : `The trained net belongs to “${name}”, T = ${T}, ${schedule}, seed ${seed}. Train starts a new one.`;
    }
    put(figure, 'note', message.trim());
    await this.#prepare();
  }

  #prepare(): Promise<void> {
    return this.#side.prepare(this.setup, this.sampler);
  }

  async #report({ step, lossSteps, losses }: Progress, session: RemoteSession): Promise<void> {
    losses['ddpm.eps']?.forEach((value, i) => this.#losses.push(lossSteps[i]!, value));
    this.figure.dataset.ratio = this.#ratio.toFixed(4);
    if (!this.#panels.asleep) await this.#look(session, false);
    this.figure.announce(`Step ${step}. ${this.#sentence()}`);
  }

  /** Asks the net for a way back from noise and for its loss at each t, when they are due or when all is asked for. */
  async #look(session: RemoteSession, all: boolean): Promise<void> {
    if (!this.#run.current) return;
    await this.#samples.run(all, async () => {
      const samplerSteps = samplerStepsOf(this.setup);
      const frames = samplerSteps + 1;
      const request = { n: count, seed: sampleSeed, sampler: this.sampler, samplerSteps, eta: 0, frames };
      this.#net = (await session.sample('ddpm', request)).frames;
      this.#show();
    });
    await this.#evaluations.run(all, async () => {
      this.#lossPerT = await session.evaluate('ddpm', 'lossPerT');
    });
    this.#show();
  }

  #moveTo(t: number): void {
    this.#shown = t;
    if (Math.round(t) !== this.t) write(this.figure, 't', Math.round(t));
    this.#show();
  }

  /** What the net costs in the bound on top of the exact denoiser, at each t. */
  get #excess(): Float64Array | null {
    const { side, netLoss } = this.#view;
    const exact = side.bound;
    const net = netLoss && boundTerms(side.cloud.schedule, netLoss);
    return exact && net && net.map((v, i) => v - exact[i]!);
  }

  #sentence(): string {
    const { side, led, step } = this.#view;
    const { cloud } = side;
    const { t } = this;
    const excess = this.#excess;
    return narrate({
      t,
      T: cloud.setup.T,
      alphaBar: alphaBarAt(cloud.schedule, t),
      memory: memory(cloud, forwardAt(cloud, t), t),
      clusters: clustersOf(cloud),
      led,
      training: this.#run.current
        ? {
            step,
            overFloor: this.#ratio,
            excessBelow: excess && halfBelow(excess),
            excessNats: excess && Math.max(0, sum(excess)),
          }
        : null,
    });
  }

  #show(): void {
    const { figure, t } = this;
    const { side, led, netLoss, step, steps } = this.#view;
    const excess = this.#excess;
    showNumbers(figure, {
      t,
      T: side.cloud.setup.T,
      alphaBar: alphaBarAt(side.cloud.schedule, t),
      floor: side.floor,
      net: netLoss,
      step,
      steps,
      ratio: this.#run.current ? this.#ratio : NaN,
      exactNats: side.bound ? sum(side.bound) : NaN,
      excessNats: excess ? sum(excess) : NaN,
      led,
    });
    const place = figure.piece('sentence');
    const now = performance.now();
    if (place && (figure.state !== 'running' || now - this.#toldAt > readable)) {
      this.#toldAt = now;
      place.textContent = this.#sentence();
    }
    this.#panels.draw();
  }
}

export const mount = (figure: LiveFigure): Driver => new ForwardReverseDriver(figure);
