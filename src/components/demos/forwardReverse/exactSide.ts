/** What needs no training: the points and their noise, the exact way back, the floor at each t. */
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';
import { boundTerms } from './bars.ts';
import { count, createCloud, samplingStream, type Cloud, type Setup } from './points.ts';
import { exactReverse, type OfferedSampler, type Place } from './reverse.ts';
import { floorInSlices, inSlices } from './slices.ts';

export const samplerStepsOf = ({ data, T }: Setup): number =>
  Math.min(T, resolveConfig(experiments[data]).samplerSteps);

export class ExactSide {
  cloud: Cloud;
  /** The way back from noise, empty until it is computed. */
  places: Place[] = [];
  floor: Float64Array | null = null;
  #wanted: string;
  #changed: () => void;
  #signal: AbortSignal;

  /** @param changed is called whenever there is more to draw. */
  constructor(setup: Setup, changed: () => void, signal: AbortSignal) {
    this.cloud = createCloud(setup);
    this.#wanted = '';
    this.#changed = changed;
    this.#signal = signal;
  }

  /** The terms of the bound at each t if the denoiser is exact, nats. */
  get bound(): Float64Array | null {
    return this.floor && boundTerms(this.cloud.schedule, this.floor);
  }

  /** Everything for a setup; slow parts in slices, given up when another setup is asked for meanwhile. */
  async prepare(setup: Setup, sampler: OfferedSampler): Promise<void> {
    const key = JSON.stringify([setup, sampler]);
    const stale = () => this.#wanted !== key || this.#signal.aborted;
    this.#wanted = key;
    if (JSON.stringify(setup) !== JSON.stringify(this.cloud.setup)) {
      this.cloud = createCloud(setup);
      this.floor = null;
      this.places = [];
    }
    const { mixture, schedule } = this.cloud;
    this.#changed();
    const rng = samplingStream(setup);
    const walk = exactReverse({ mixture, schedule, sampler, samplerSteps: samplerStepsOf(setup), n: count, rng });
    const places = await inSlices(walk, stale);
    if (!places) return;
    this.places = places;
    this.#changed();
    const floor = this.floor ?? (await floorInSlices(mixture, schedule.alphasCumprod, stale));
    if (!floor) return;
    this.floor = floor;
    this.#changed();
  }
}
