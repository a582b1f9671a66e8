/** What every data set offers. Coordinates are standardised: mean 0, variance 1 averaged over the axes. */
import type { Rng } from '../random.ts';
import { mixtureLabels, type Labels } from './labels.ts';
import { logDensity, moments, rescale, sampleMixture, type GaussianMixture } from '../theory/mixture.ts';

/** 'line' is one-dimensional, for theory; 'digits' are images. */
export const datasetNames = [
  'ring',
  'grid25',
  'moons',
  'swissRoll',
  'spiral',
  'checkerboard',
  'twoGaussians',
  'line',
  'digits',
] as const;
export type DatasetName = (typeof datasetNames)[number];

/** Made from what the reader brings: files of MNIST, a table of points, a drawing, images. */
export const ownDatasetNames = ['mnist', 'table', 'drawing', 'images'] as const;
export type OwnDatasetName = (typeof ownDatasetNames)[number];

export interface Modes {
  /** Standardised coordinates, [K][dim]. */
  centres: number[][];
  /** Standard deviation of each mode along each axis. */
  std: number;
}

export interface Dataset {
  name: DatasetName | OwnDatasetName;
  title: string;
  kind: 'points' | 'images';
  dim: number;
  /** n fresh points in standardised coordinates. [n, dim] flat */
  sample(n: number, rng: Rng): Float32Array;
  /** Points with their classes, for conditional models, where the data has classes. */
  labels?: Labels | undefined;
  /** The exact law in standardised coordinates, where it is a Gaussian mixture. */
  mixture: GaussianMixture | null;
  /** Exact log density at x [dim], natural logarithm, standardised coordinates; null where none is known. */
  logDensity: ((x: ArrayLike<number>) => number) | null;
  /** raw = x * scale + mean. One scale for all axes, so that circles stay circles. */
  mean: number[];
  scale: number;
  /** Where the data clusters; null for data without separate modes. */
  modes: Modes | null;
  /** Half-width of a square (or an interval) that shows the data with some air, standardised units. */
  extent: number;
  /** Images only. */
  images?: ImageLayout;
}

export interface ImageLayout {
  width: number;
  height: number;
  /** All images, standardised. [count, width * height] flat */
  pixels: Float32Array;
  /** The class of each image. [count] */
  labels: Uint8Array;
  /** Standardised values of an empty and of a full pixel. */
  black: number;
  white: number;
}

/** Air around the data in a figure, and the least half-width: 98 % of the noise that sampling starts from is inside. */
const air = 1.15;
const leastExtent = 2.4;

/** Half-width of a figure for data that lie within `reach` of 0, all or nearly all. */
export const extentOf = (reach: number) => Math.max(leastExtent, Math.ceil(air * reach * 10) / 10);

export interface MixtureOptions {
  separateModes: boolean;
  /** What the classes are called, if the data has some. */
  classes?: string[];
  /** Which class a component belongs to; by default each component is a class of its own. */
  classOf?: (component: number) => number;
}

/** Builds a data set whose law, in raw coordinates, is a Gaussian mixture. Its mean and scale are exact, not estimated. */
export function mixtureDataset(
  name: Dataset['name'],
  title: string,
  raw: GaussianMixture,
  { separateModes, classes, classOf }: MixtureOptions,
): Dataset {
  const { mean, variance } = moments(raw);
  const scale = Math.sqrt(variance.reduce((sum, v) => sum + v, 0) / raw.dim);
  const mixture = rescale(raw, mean, scale);
  const reach = Math.max(...mixture.means.map((m, k) => Math.max(...m.map(Math.abs)) + 3 * mixture.stds[k]!));
  return {
    name,
    title,
    kind: 'points',
    dim: raw.dim,
    sample: (n, rng) => sampleMixture(mixture, n, rng),
    labels: classes && mixtureLabels(mixture, classes, classOf),
    mixture,
    logDensity: (x) => logDensity(mixture, x),
    mean,
    scale,
    modes: separateModes ? { centres: mixture.means, std: mixture.stds[0]! } : null,
    extent: extentOf(reach),
  };
}
