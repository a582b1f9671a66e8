/** What a run has been through: its losses and its metrics, thinned out as they grow so that memory and drawing stay bounded. */
import type { MetricName } from '../../../lib/metrics/index.ts';
import type { Progress } from '../../../lib/session/types.ts';

const mostPoints = 1200;

/** Means over stretches of steps: the stretch doubles whenever there are too many points. */
export class LossSeries {
  readonly steps: number[] = [];
  readonly values: number[] = [];
  #stride = 1;
  #sum = 0;
  #stepSum = 0;
  #count = 0;

  /** A series as it was saved. */
  static from(steps: readonly number[], values: readonly number[]): LossSeries {
    const series = new LossSeries();
    series.steps.push(...steps.slice(0, mostPoints));
    series.values.push(...values.slice(0, mostPoints));
    const gap = steps.length > 1 ? steps.at(-1)! - steps.at(-2)! : 1;
    series.#stride = 2 ** Math.max(0, Math.round(Math.log2(Math.max(1, gap))));
    return series;
  }

  push(step: number, value: number): void {
    if (!Number.isFinite(value)) return;
    this.#sum += value;
    this.#stepSum += step;
    this.#count += 1;
    if (this.#count < this.#stride) return;
    this.steps.push(this.#stepSum / this.#count);
    this.values.push(this.#sum / this.#count);
    this.#sum = this.#stepSum = this.#count = 0;
    if (this.values.length > mostPoints) this.#halve();
  }

  #halve(): void {
    this.#stride *= 2;
    for (const list of [this.steps, this.values]) {
      for (let i = 0; 2 * i + 1 < list.length; i++) list[i] = (list[2 * i]! + list[2 * i + 1]!) / 2;
      list.length = Math.floor(list.length / 2);
    }
  }

  /** Forgets what came after a step. */
  rewind(step: number): void {
    const keep = this.steps.findIndex((s) => s > step);
    if (keep >= 0) this.steps.length = this.values.length = keep;
    this.#sum = this.#stepSum = this.#count = 0;
  }

  /** A moving mean over about a twenty-fifth of the points, both sides: the trend without the minibatch noise. */
  smooth(): number[] {
    const half = Math.max(1, Math.floor(this.values.length / 50));
    const out: number[] = [];
    let sum = 0;
    let from = 0;
    let to = 0;
    for (let i = 0; i < this.values.length; i++) {
      const [a, b] = [Math.max(0, i - half), Math.min(this.values.length, i + half + 1)];
      while (to < b) sum += this.values[to++]!;
      while (from < a) sum -= this.values[from++]!;
      out.push(sum / (to - from));
    }
    return out;
  }

  /** Mean of the latest n points; NaN if there are none. */
  recent(n = 50): number {
    const tail = this.values.slice(-n);
    return tail.length ? tail.reduce((sum, v) => sum + v, 0) / tail.length : NaN;
  }
}

/** One reading of the metrics of one model. */
export interface Reading {
  step: number;
  /** Seconds this model alone has trained. */
  seconds: number;
  values: Partial<Record<MetricName, number>>;
}

export class History {
  readonly losses: Record<string, LossSeries> = {};
  readonly readings: Record<string, Reading[]> = {};
  /** Seconds of training of each model alone. */
  readonly seconds: Record<string, number> = {};
  #lastStep = 0;

  add(progress: Progress): void {
    const { lossSteps, losses, step } = progress;
    for (const [name, values] of Object.entries(losses)) {
      const series = (this.losses[name] ??= new LossSeries());
      values.forEach((value, i) => {
        series.push(lossSteps[i]!, value);
      });
    }
    const steps = Math.max(0, step - this.#lastStep);
    this.#lastStep = step;
    for (const [model, milliseconds] of Object.entries(progress.stepMilliseconds)) {
      this.seconds[model] = (this.seconds[model] ?? 0) + (steps * milliseconds) / 1000;
    }
  }

  addReading(model: string, step: number, values: Reading['values']): void {
    const list = (this.readings[model] ??= []);
    const last = list.at(-1);
    if (last && last.step === step) list.pop();
    list.push({ step, seconds: this.seconds[model] ?? 0, values });
    // Too many: keep every other one, and the latest.
    if (list.length > mostPoints) this.readings[model] = list.filter((_, i) => i % 2 === 0 || i === list.length - 1);
  }

  /** The run goes on from an earlier step: what came after it did not happen. */
  rewind(step: number): void {
    for (const series of Object.values(this.losses)) series.rewind(step);
    for (const [model, list] of Object.entries(this.readings))
      this.readings[model] = list.filter((r) => r.step <= step);
    this.#lastStep = step;
  }

  /** The latest metrics, unless the run has long left them behind. */
  fresh(model: string, step: number): Reading['values'] | null {
    const last = this.readings[model]?.at(-1);
    return last && step - last.step <= Math.max(150, step / 3) ? last.values : null;
  }
}
