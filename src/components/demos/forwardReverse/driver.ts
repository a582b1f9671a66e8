/** The figure once the reader acts: the points under way, the net that learns to lead them back, and what to say about both. */
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';
import { offeredT, scheduleNames } from '../../../lib/experiments/config.ts';
import { parseQuery } from '../../../lib/experiments/query.ts';
import type { RemoteSession } from '../../../lib/session/client.ts';
import type { Progress } from '../../../lib/session/types.ts';
import { field, onChange, read, write } from '../../controls/controls.ts';
import type { Driver, LiveFigure } from '../LiveFigure.ts';
import { paintChart } from '../optimalDiscriminator/pictures.ts';
import { Panels } from '../panels.ts';
import { LossSeries } from '../race/history.ts';
import { put, showBackend } from '../race/readouts.ts';
import { LiveRun } from '../run.ts';
import { bindSaving } from '../saving.ts';
import { average, binMeans, boundTerms, halfBelow, logBins, sum } from './bars.ts';
import { Due } from './due.ts';
import { boundLabel, lossLabel } from './labels.ts';
import { narrate } from './narrate.ts';
import { lossChart, paintBars, paintForward, paintReverse } from './pictures.ts';
import {
  alphaBarAt,
  count,
  createCloud,
  forwardAt,
  groupOf,
  memory,
  offeredData,
  sampleSeed,
  samplingStream,
  type Cloud,
  type Setup,
} from './points.ts';
import { exactReverse, offeredSamplers, type OfferedSampler, type Place } from './reverse.ts';
import { showNumbers } from './numbers.ts';
import { floorInSlices, inSlices } from './slices.ts';
import { travel } from './travel.ts';

/** Training steps over which the loss is averaged for the ratio. */
const recent = 150;

class ForwardReverseDriver implements Driver {
  readonly figure: LiveFigure;
  #run: LiveRun;
  #panels: Panels<'forward' | 'reverse' | 'loss' | 'bound' | 'training'>;
  #cloud: Cloud;
  #exact: Place[] = [];
  #net: Place[] = [];
  #floor: Float64Array | null = null;
  /** The net's loss at each t; belongs to the net of `#run`. */
  #lossPerT: Float32Array | null = null;
  #losses = new LossSeries();
  #trainingFloor = NaN;
  #samples = new Due(0.1, 1000);
  #evaluations = new Due(0.1, 2500);
  #toldAt = 0;
  #shown = 0;

  constructor(figure: LiveFigure) {
    this.figure = figure;
    const { config, backend } = parseQuery(location.search);
    if (config.seed !== undefined) write(figure, 'seed', config.seed);
    this.#shown = this.t;
    this.#cloud = createCloud(this.setup);
    this.#run = new LiveRun(figure, {
      plan: () => {
        const { data, T, schedule, seed } = this.setup;
        return { experiment: data, models: ['ddpm'], config: { T, schedule, seed }, backend };
      },
      opened: (opened, _session, resumed) => {
        showBackend(figure, opened.backend);
        this.#trainingFloor = opened.references['ddpm.eps']?.value ?? NaN;
        if (!resumed) this.#forget();
        this.#offerNet(true);
      },
      report: (progress, session) => this.#report(progress, session),
      stopped: (session) => this.#look(session, true),
    });
    this.#panels = new Panels(
      figure,
      {
        forward: {
          paint: (pen, width, height, theme) => paintForward(pen, width, height, theme, this.#cloud, this.#shown),
          describe: () => `The data at t = ${this.t} of the forward process.`,
        },
        reverse: {
          paint: (pen, width, height, theme) =>
            paintReverse(pen, width, height, theme, this.#cloud, this.#places, this.#shown),
          describe: () =>
            `Points on their way back from noise, at t = ${this.t}, led by ${this.led === 'net' ? 'the trained net' : 'the exact denoiser'}.`,
        },
        loss: {
          paint: (pen, width, height, theme) => this.#paintBars(pen, width, height, theme, 'loss'),
          describe: () => this.#describeLoss(),
        },
        bound: {
          paint: (pen, width, height, theme) => this.#paintBars(pen, width, height, theme, 'bound'),
          describe: () => this.#describeBound(),
        },
        training: {
          paint: (pen, width, height, theme) =>
            paintChart(
              pen,
              width,
              height,
              lossChart(theme, { ...this.#curve(), smooth: this.#losses.smooth() }, this.#meanFloor, this.#steps),
            ),
          describe: () =>
            `The noise loss over ${this.#run.step} training steps, and its floor ${this.#meanFloor.toFixed(3)}.`,
        },
      },
      figure.signal,
    );
    onChange(
      figure,
      (name, final) => void this.#changed(name, final).catch((error: unknown) => figure.fail(error)),
      figure.signal,
    );
    this.#button('step', async () => {
      if (figure.state === 'running') return this.pause();
      await this.#run.train(1);
    });
    this.#button('reset', () => this.reset());
    this.#button('travel', async () => travel(figure, this.setup.T, (t) => this.#moveTo(t)));
    bindSaving(figure, this.#panels, 'forward-reverse', () => ({ title: this.#title(), columns: this.#columns() }));
    void this.#prepare().catch((error: unknown) => figure.fail(error));
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
  /** The trained net leads only where there is one for this very setup. */
  get led(): 'exact' | 'net' {
    return read(this.figure, 'led') === 'net' && this.#run.current && this.#net.length > 0 ? 'net' : 'exact';
  }
  get #places(): Place[] {
    return this.led === 'net' ? this.#net : this.#exact;
  }
  get #samplerSteps(): number {
    return Math.min(this.setup.T, resolveConfig(experiments[this.setup.data]).samplerSteps);
  }
  get #steps(): number {
    return this.#run.current ? this.#run.opened!.config.steps : resolveConfig(experiments[this.setup.data]).steps;
  }
  get #meanFloor(): number {
    return this.#floor ? average(this.#floor) : this.#run.current ? this.#trainingFloor : NaN;
  }
  get #netLoss(): Float32Array | null {
    return this.#run.current ? this.#lossPerT : null;
  }
  get #ratio(): number {
    return this.#losses.recent(recent) / this.#trainingFloor;
  }

  async play(): Promise<void> {
    if (this.#run.current && this.#run.step >= this.#steps) {
      const text = 'This net has done all its steps. Reset starts a new one; another seed gives another.';
      put(this.figure, 'note', text);
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
    this.#offerNet(false);
    put(this.figure, 'note', '');
    this.#show();
    this.figure.announce('Reset. Nothing is trained.', true);
  }

  #button(name: string, action: () => Promise<void>): void {
    const press = () => void action().catch((error: unknown) => this.figure.fail(error));
    this.figure.piece(name)?.addEventListener('click', press, { signal: this.figure.signal });
  }

  #forget(): void {
    this.#net = [];
    this.#lossPerT = null;
    this.#losses = new LossSeries();
    delete this.figure.dataset.ratio;
  }

  /** The choice of the trained net, once there is one; it is taken at once. */
  #offerNet(there: boolean): void {
    const option = this.figure.querySelector<HTMLOptionElement>('select[name="led"] option[value="net"]');
    if (option) option.disabled = !there;
    write(this.figure, 'led', there ? 'net' : 'exact');
  }

  async #changed(name: string, final: boolean): Promise<void> {
    if (name === 't') return this.#moveTo(this.t);
    if (!final) return;
    if (name === 'led') return this.#show();
    if (name === 'sampler') {
      await this.#prepare();
      this.#samples.now();
      const { session } = this.#run;
      if (session && this.#run.current && this.figure.state !== 'running') await this.#look(session, true);
      return;
    }
    if (!['data', 'schedule', 'T', 'seed'].includes(name)) return;
    let message = '';
    if (name === 'data') {
      const { T } = resolveConfig(experiments[this.setup.data]);
      if (T !== this.setup.T) message = `This data set brings T = ${T}, which its finest detail needs. `;
      write(this.figure, 'T', T);
    }
    await this.#newSetup(message);
  }

  async #newSetup(message: string): Promise<void> {
    const { setup, figure } = this;
    const before = this.#cloud.setup;
    if (figure.state === 'running') await this.pause();
    figure.dataset.seed = String(setup.seed);
    const slider = field(figure, 't') as HTMLInputElement;
    const t = Math.round((this.t / before.T) * setup.T);
    slider.max = String(setup.T);
    write(figure, 't', t);
    this.#shown = t;
    if (this.#run.opened) {
      const { config } = this.#run.opened;
      message += this.#run.current
        ? 'This is the net’s own setup again: Train goes on with it.'
        : `The trained net belongs to ${experiments[config.data as 'ring'].title.toLowerCase()}, T = ${config.T}, ${config.schedule}, seed ${config.seed}. Train starts a new one for this setup.`;
    }
    put(figure, 'note', message.trim());
    await this.#prepare();
  }

  /** Everything exact for the present setup; slow parts in slices, given up when the setup changes meanwhile. */
  async #prepare(): Promise<void> {
    const { setup, sampler } = this;
    const stale = () =>
      JSON.stringify(setup) !== JSON.stringify(this.setup) || sampler !== this.sampler || this.figure.signal.aborted;
    const same = JSON.stringify(setup) === JSON.stringify(this.#cloud.setup);
    if (!same) {
      this.#cloud = createCloud(setup);
      this.#floor = null;
      this.#exact = [];
    }
    const { mixture, schedule } = this.#cloud;
    this.#show();
    const walk = exactReverse({
      mixture,
      schedule,
      sampler,
      samplerSteps: this.#samplerSteps,
      n: count,
      rng: samplingStream(setup),
    });
    const places = await inSlices(walk, stale);
    if (!places) return;
    this.#exact = places;
    this.#show();
    const floor = this.#floor ?? (await floorInSlices(mixture, schedule.alphasCumprod, stale));
    if (!floor) return;
    this.#floor = floor;
    this.#show();
  }

  async #report({ step, lossSteps, losses }: Progress, session: RemoteSession): Promise<void> {
    losses['ddpm.eps']?.forEach((value, i) => this.#losses.push(lossSteps[i]!, value));
    this.figure.dataset.ratio = this.#ratio.toFixed(4);
    if (!this.#panels.asleep) await this.#look(session, false);
    this.figure.announce(`Step ${step}. ${this.#sentence()}`);
  }

  /** Asks the net: a way back from noise, and its loss at each t, when they are due or when all is asked for. */
  async #look(session: RemoteSession, all: boolean): Promise<void> {
    if (!this.#run.current) return;
    await this.#samples.run(all, async () => {
      const samplerSteps = this.#samplerSteps;
      const request = {
        n: count,
        seed: sampleSeed,
        sampler: this.sampler,
        samplerSteps,
        eta: 0,
        frames: samplerSteps + 1,
      };
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

  /** Sums over the bound: what the exact denoiser costs, and what the net costs on top. */
  #bound(): { exact: number; excess: Float64Array | null } | null {
    if (!this.#floor) return null;
    const exact = boundTerms(this.#cloud.schedule, this.#floor);
    const net = this.#netLoss && boundTerms(this.#cloud.schedule, this.#netLoss);
    return { exact: sum(exact), excess: net && net.map((v, i) => v - exact[i]!) };
  }

  #sentence(): string {
    const { mixture, schedule, setup } = this.#cloud;
    const { t } = this;
    const excess = this.#bound()?.excess ?? null;
    const groups = new Set(mixture.means.map((_, k) => groupOf(mixture, k))).size;
    const training = this.#run.current
      ? {
          step: this.#run.step,
          overFloor: this.#ratio,
          excessBelow: excess && halfBelow(excess),
          excessNats: excess && Math.max(0, sum(excess)),
        }
      : null;
    return narrate({
      t,
      T: setup.T,
      alphaBar: alphaBarAt(schedule, t),
      memory: memory(this.#cloud, forwardAt(this.#cloud, t), t),
      clusters: groups,
      led: this.led,
      training,
    });
  }

  #show(): void {
    const { figure } = this;
    const { schedule, setup } = this.#cloud;
    const bound = this.#bound();
    showNumbers(figure, {
      t: this.t,
      T: setup.T,
      alphaBar: alphaBarAt(schedule, this.t),
      floor: this.#floor,
      net: this.#netLoss,
      step: this.#run.current ? this.#run.step : 0,
      steps: this.#steps,
      ratio: this.#run.current ? this.#ratio : NaN,
      exactNats: bound?.exact ?? NaN,
      excessNats: bound?.excess ? sum(bound.excess) : NaN,
      led: this.led,
    });
    const place = figure.piece('sentence');
    const now = performance.now();
    if (place && (figure.state !== 'running' || now - this.#toldAt > 1500)) {
      this.#toldAt = now;
      place.textContent = this.#sentence();
    }
    this.#panels.draw();
  }

  #paintBars(
    pen: Parameters<typeof paintBars>[0],
    width: number,
    height: number,
    theme: Parameters<typeof paintBars>[3],
    which: 'loss' | 'bound',
  ): string {
    const { schedule, setup } = this.#cloud;
    const bins = logBins(setup.T);
    if (!this.#floor) return '';
    const per = (values: ArrayLike<number>) => binMeans(which === 'loss' ? values : boundTerms(schedule, values), bins);
    const shared = {
      T: setup.T,
      bins,
      floor: per(this.#floor),
      net: this.#netLoss && per(this.#netLoss),
      t: Math.round(this.#shown),
    };
    return paintBars(
      pen,
      width,
      height,
      theme,
      which === 'loss' ? { ...shared, yLabel: lossLabel, top: 1.12 } : { ...shared, yLabel: boundLabel },
    );
  }

  #curve() {
    return this.#run.current ? this.#losses : new LossSeries();
  }
  #title(): string {
    const { data, T, schedule, seed } = this.#cloud.setup;
    return `Forward and reverse process on ${data}, T = ${T}, ${schedule}, t = ${this.t}, step ${this.#run.step}, seed ${seed}`;
  }
  #columns(): Record<string, ArrayLike<number>> {
    const { schedule } = this.#cloud;
    const floor = this.#floor ?? new Float64Array();
    return {
      t: schedule.alphasCumprod.map((_, i) => i + 1),
      alphaBar: schedule.alphasCumprod,
      'loss floor': floor,
      'loss of the net': this.#netLoss ?? [],
      'bound term, exact': this.#floor ? boundTerms(schedule, floor) : [],
      'bound term, net': this.#netLoss ? boundTerms(schedule, this.#netLoss) : [],
      'training step': this.#curve().steps,
      'training loss': this.#curve().values,
    };
  }
  #describeLoss(): string {
    return `The noise loss at each t on a logarithmic axis. ${this.#netLoss ? 'Grey: the floor; blue: what the net has above it.' : 'The floor, which is what the exact denoiser has.'}`;
  }
  #describeBound(): string {
    const bound = this.#bound();
    return bound
      ? `The terms of the bound at each t: ${bound.exact.toFixed(2)} nats in all with the exact denoiser, largest in the first steps.`
      : '';
  }
}

export const mount = (figure: LiveFigure): Driver => new ForwardReverseDriver(figure);
