/** Samples let go: each follows its own arrow, while D keeps up with them or stands still. */
import { pullWeights, type GeneratorLoss } from '../../../lib/theory/scoreDifference.ts';
import {
  arrowPoints,
  arrowsAt,
  blurredDataOnGrid,
  centres,
  comparePlanes,
  data,
  fieldOf,
  fieldOfSamples,
  modes,
  pullsOf,
  samplesOnGrid,
  type Arrows,
  type Plane,
  type Pulls,
  type Still,
} from './scene.ts';

/** 'best': D* of the samples as they are now. 'frozen': D* of the law they started from. */
export const discriminators = ['best', 'frozen'] as const;
export type DiscriminatorKind = (typeof discriminators)[number];

/** A step of the flow. The steepest part of the field, the middle of a mode, has a slope of about 1 / std^2 = 10. */
export const stepSize = 0.01;
export const lastTime = 3;

export interface FlowHistory {
  times: number[];
  js: number[];
}

export class Flow {
  readonly loss: GeneratorLoss;
  readonly kind: DiscriminatorKind;
  readonly still: Still;
  readonly history: FlowHistory = { times: [], js: [] };
  steps = 0;
  x: Float64Array;
  pulls!: Pulls;
  plane!: Plane;
  /** On the grid of arrows. */
  arrows!: Arrows;
  #atSamples!: Arrows;

  constructor(still: Still, loss: GeneratorLoss, kind: DiscriminatorKind) {
    this.still = still;
    this.loss = loss;
    this.kind = kind;
    this.x = still.samples;
    this.#see();
    this.look();
  }
  get time(): number {
    return this.steps * stepSize;
  }
  get over(): boolean {
    return this.time >= lastTime - stepSize / 2;
  }

  /** One explicit Euler step of dx/dt = w (grad log p - grad log q). */
  step(): void {
    const { vectors, logits } = this.#atSamples;
    const weight = pullWeights[this.loss];
    this.x = this.x.map((v, i) => v + stepSize * weight(logits[i >> 1]!) * vectors[i]!);
    this.steps += 1;
    this.#see();
  }
  get #field() {
    return this.kind === 'frozen' ? fieldOf(this.still.scene) : fieldOfSamples(this.x);
  }
  #see(): void {
    this.#atSamples = arrowsAt(this.#field, this.x);
  }

  /** Takes stock of the moment: what is drawn and told. */
  look(): void {
    const { still, x } = this;
    const now = comparePlanes(blurredDataOnGrid, samplesOnGrid(x));
    const frozen = this.kind === 'frozen';
    this.pulls = pullsOf(this.#atSamples);
    this.plane = frozen ? { ...now, belief: still.plane.belief } : now;
    this.arrows = frozen ? still.arrows : arrowsAt(this.#field, arrowPoints);
    if (this.history.times.at(-1) === this.time) return;
    this.history.times.push(this.time);
    this.history.js.push(now.js);
  }
}

export interface Whereabouts {
  /** Modes with at least a tenth of their fair share of the samples within three deviations. */
  reached: number;
  /** Samples within three deviations of some mode, as a fraction. */
  near: number;
  /** Root mean square distance of those from their own mean, per axis, over the modes' deviation: 1 for the data. */
  width: number;
  /** Samples that have moved by less than a tenth, as a fraction. */
  still: number;
}

export function whereabouts(x: Float64Array, from: Float64Array): Whereabouts {
  const n = x.length / 2;
  const std = data.stds[0]!;
  const groups = centres.map(() => [] as [number, number][]);
  let unmoved = 0;
  for (let i = 0; i < n; i++) {
    const [u, v] = [x[2 * i]!, x[2 * i + 1]!];
    if (Math.hypot(u - from[2 * i]!, v - from[2 * i + 1]!) < 0.1) unmoved += 1;
    const k = centres.findIndex(([a, b]) => Math.hypot(u - a!, v - b!) < 3 * std);
    if (k >= 0) groups[k]!.push([u, v]);
  }
  const near = groups.reduce((sum, group) => sum + group.length, 0);
  let square = 0;
  for (const group of groups) {
    const mean = [0, 1].map((i) => group.reduce((sum, point) => sum + point[i]!, 0) / Math.max(1, group.length));
    for (const [u, v] of group) square += (u - mean[0]!) ** 2 + (v - mean[1]!) ** 2;
  }
  return {
    reached: groups.filter((group) => group.length >= (0.1 * n) / modes).length,
    near: near / n,
    width: near === 0 ? 0 : Math.sqrt(square / (2 * near)) / std,
    still: unmoved / n,
  };
}
