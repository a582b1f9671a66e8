/** Points drawn together with their classes: for models that are told what to draw. */
import type { Rng } from '../random.ts';
import { sampleMixture, type GaussianMixture } from '../theory/mixture.ts';

export interface Labelled {
  /** Standardised coordinates. [n, dim] flat */
  x: Float32Array;
  /** The class of each point, 0 .. count - 1. [n] */
  labels: Int32Array;
}

export interface Labels {
  /** Number of classes. */
  count: number;
  /** What each class is called. [count] */
  names: string[];
  /** n fresh points with their classes. `x` is what the data set's own `sample(n, rng)` draws from the same stream. */
  sample(n: number, rng: Rng): Labelled;
}

/** The classes of a mixture. `classOf` says which class a component belongs to; by default each is its own. */
export function mixtureLabels(
  mixture: GaussianMixture,
  names: string[],
  classOf: (component: number) => number = (component) => component,
): Labels {
  return {
    count: names.length,
    names,
    sample(n, rng) {
      const components = new Int32Array(n);
      const x = sampleMixture(mixture, n, rng, components);
      return { x, labels: components.map(classOf) };
    },
  };
}
