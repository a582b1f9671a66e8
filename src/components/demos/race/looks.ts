/**
 * Looking at a model (drawing samples, probing it, measuring it) takes time from training. Each kind of look may take a
 * share of it: after a look that took c seconds the next one of its kind is due c / share seconds of training later, and
 * never before its period. The shares add up to less than a quarter. The least of its last three costs counts, and the very
 * first is free: a compiler that warms up, or a neighbour that takes the machine for a moment, must not blind the reader.
 */
import { unlessStopped } from '../../../lib/faults.ts';

export interface Look {
  /** Fraction of the training time that this kind may take. */
  share: number;
  /** Least seconds of training between two. */
  period: number;
  run(): Promise<void>;
  /** Looks that nobody would see are not made. */
  wanted?(): boolean;
}

export const shares = {
  gan: 0.02,
  ddpm: 0.07,
  D: 0.02,
  force: 0.01,
  field: 0.02,
  ganMetrics: 0.02,
  ddpmMetrics: 0.08,
} as const;
export type LookName = keyof typeof shares;

/**
 * Seconds of training that a reader waits for a look at most, whatever its share: on a slow machine too, something moves. A look that
 * takes longer than a third of this waits three times as long as it takes.
 */
const longest = 10;

export class Looks {
  #looks: Record<LookName, Look>;
  /** An untrained diffusion model is not worth a measurement. */
  #due: Record<string, number> = { ddpmMetrics: 1.5 };
  #costs: Partial<Record<LookName, number[]>> = {};
  #now = () => performance.now() / 1000;

  constructor(looks: Record<LookName, Look>, clock?: () => number) {
    this.#looks = looks;
    if (clock) this.#now = clock;
  }

  /** Due at once, whatever it cost last time (the reader asked for it). */
  ask(...names: LookName[]): void {
    for (const name of names) this.#due[name] = 0;
  }
  askAll(): void {
    this.#due = {};
  }

  /** Makes the looks that are due after `trained` seconds of training; all that are wanted if `all`. One that is stopped is the last. */
  async make(
    trained: number,
    { all = false, only }: { all?: boolean; only?: readonly LookName[] } = {},
  ): Promise<LookName[]> {
    const made: LookName[] = [];
    for (const name of Object.keys(this.#looks) as LookName[]) {
      const look = this.#looks[name];
      if (only && !only.includes(name)) continue;
      if (!all && (this.#due[name] ?? 0) > trained) continue;
      if (look.wanted && !look.wanted()) continue;
      const start = this.#now();
      const stopped = (await unlessStopped(look.run().then(() => true))) === null;
      const costs = (this.#costs[name] ??= []);
      costs.push(this.#now() - start);
      if (costs.length > 3) costs.shift();
      const cost = costs.length > 1 ? Math.min(...costs) : 0;
      this.#due[name] = trained + Math.max(look.period, Math.min(Math.max(longest, 3 * cost), cost / look.share));
      if (stopped) break;
      made.push(name);
    }
    return made;
  }
}
