/** What Gaussians miss in each of T steps, on average over x_t. Build time: the numbers travel with the page. */
import { kernelGap } from '../../../lib/theory/denoisingKernel.ts';
import { alphaBarOf, coin, stepCounts } from './kernel.ts';

export interface Gap {
  T: number;
  /** Nats of each step, from the data to the noise. */
  steps: number[];
  sum: number;
}

let kept: Gap[] | null = null;
export function gapTable(): Gap[] {
  kept ??= stepCounts.map((T) => {
    const steps = Array.from({ length: T }, (_, i) =>
      Math.max(0, kernelGap(coin, alphaBarOf(i / T), alphaBarOf((i + 1) / T))),
    );
    return { T, steps, sum: steps.reduce((sum, gap) => sum + gap, 0) };
  });
  return kept;
}

/** The fewest of these steps with which Gaussians miss less than `most` nats in all. */
export const fewestSteps = (most: number): number => gapTable().find(({ sum }) => sum < most)!.T;
/** The part of what T Gaussian steps miss that is missed in the step next to the data. */
export function firstShare(T: number): number {
  const { steps, sum } = gapTable().find((gap) => gap.T === T)!;
  return steps[0]! / sum;
}
export const gapOf = (T: number): number => gapTable().find((gap) => gap.T === T)!.sum;
