/** A ring of bells and a generator whose quality is a number: its laws, its samples, and how hard each loss pulls on them. */
import { gridPoints, createFrame } from '../../../lib/plot/frame.ts';
import { createRng } from '../../../lib/random.ts';
import { sigmoid } from '../../../lib/theory/logSumExp.ts';
import { convolve, gaussianMixture, type GaussianMixture } from '../../../lib/theory/mixture.ts';
import { exactField, sampleField, type Field } from '../../../lib/theory/particleFlow.ts';
import { generatorLosses, pullWeights, type GeneratorLoss } from '../../../lib/theory/scoreDifference.ts';

export const modes = 6;
const radius = 1.9;
const modeStd = 0.32;
/** The generator at quality 0: one blob, wider than a mode, so that the exact log ratio has its peaks near the modes. */
const blobStd = 0.6;
/** Half the width of the picture. */
export const extent = 4;
/** How far out the generator's centre may lie: its blob stays in the picture. */
export const reach = 2;
export const sampleCount = 160;
/** The blur of both laws once the samples move and their density is only known through themselves. */
export const bandwidth = 0.2;
/** The heat map and the integrals: two cells to the narrowest bell, with which the midpoint rule is good to rounding. */
export const grid = 44;

const angles = Array.from({ length: modes }, (_, k) => (2 * Math.PI * (k + 0.5)) / modes);
export const centres = angles.map((a) => [radius * Math.cos(a), radius * Math.sin(a)]);
export const data: GaussianMixture = gaussianMixture(centres, modeStd);
export const blurredData = convolve(data, bandwidth);

export interface Scene {
  /** 0: one blob at (cx, cy); 1: the data's law itself. */
  quality: number;
  cx: number;
  cy: number;
  seed: number;
}
export const start: Scene = { quality: 0.15, cx: 0.5, cy: 0.2, seed: 1 };

const at = ({ quality, cx, cy }: Scene, [x, y]: readonly number[]) => [
  (1 - quality) * cx + quality * x!,
  (1 - quality) * cy + quality * y!,
];
const stdOf = ({ quality }: Scene) => (1 - quality) * blobStd + quality * modeStd;

/** q: bells on their way from the blob to the modes. */
export const generator = (scene: Scene): GaussianMixture =>
  gaussianMixture(
    centres.map((centre) => at(scene, centre)),
    stdOf(scene),
  );

/** Samples of q from noise that belongs to the seed, so that they move smoothly with the quality. [sampleCount, 2] flat */
export function samplesOf(scene: Scene): Float64Array {
  const z = createRng(scene.seed)
    .fork('score difference')
    .normals(2 * sampleCount);
  const std = stdOf(scene);
  const means = centres.map((centre) => at(scene, centre));
  return Float64Array.from(z, (value, i) => means[(i >> 1) % modes]![i & 1]! + std * value);
}

const plane = createFrame({ width: 1, height: 1, x: [-extent, extent], y: [-extent, extent] });
export const heatPoints = gridPoints(plane, grid);
export const arrowGrid = 17;
export const arrowPoints = gridPoints(plane, arrowGrid);

/** The score difference and D*'s logit at some places. */
export interface Arrows {
  /** [n, 2] flat. */
  vectors: Float64Array;
  logits: Float64Array;
}
export function arrowsAt(field: Field, places: Float32Array | Float64Array): Arrows {
  const vectors = new Float64Array(places.length);
  const logits = new Float64Array(places.length / 2);
  for (let i = 0; i < logits.length; i++) {
    const { logit, difference } = field(places.subarray(2 * i, 2 * i + 2));
    logits[i] = logit;
    vectors.set(difference, 2 * i);
  }
  return { vectors, logits };
}

export interface Pulls {
  /** Mean length of the arrow at the samples under each loss. */
  means: Record<GeneratorLoss, number>;
  /** Mean of D* at the samples. */
  belief: number;
}
export function pullsOf({ vectors, logits }: Arrows): Pulls {
  const means = { saturating: 0, nonSaturating: 0, logit: 0 };
  const n = logits.length;
  logits.forEach((logit, i) => {
    const length = Math.hypot(vectors[2 * i]!, vectors[2 * i + 1]!);
    for (const loss of generatorLosses) means[loss] += (pullWeights[loss](logit) * length) / n;
  });
  return { means, belief: logits.reduce((sum, logit) => sum + sigmoid(logit) / n, 0) };
}

/** The field of the exact laws, and that of the blurred ones where q is known by samples only. */
export const fieldOf = (scene: Scene): Field => exactField(data, generator(scene));
export const fieldOfSamples = (x: Float64Array): Field => sampleField(blurredData, x, bandwidth);

/** Densities at the middles of the cells. [grid * grid], row by row from the bottom left */
export function onGrid(law: GaussianMixture): Float64Array {
  return sumOfBells(
    law.means.flat(),
    law.means.map((_, k) => law.weights[k]!),
    law.stds,
  );
}
export function samplesOnGrid(x: Float64Array): Float64Array {
  const n = x.length / 2;
  return sumOfBells(x, new Array<number>(n).fill(1 / n), new Array<number>(n).fill(bandwidth));
}

/** A round bell is a product of two, so that a grid costs two exponentials a row and not one a cell. */
function sumOfBells(means: ArrayLike<number>, weights: number[], stds: number[]): Float64Array {
  const out = new Float64Array(grid * grid);
  const along = (mean: number, std: number) =>
    Float64Array.from({ length: grid }, (_, i) => Math.exp(-((heatPoints[2 * i]! - mean) ** 2) / (2 * std ** 2)));
  weights.forEach((weight, k) => {
    const std = stds[k]!;
    const [across, up] = [along(means[2 * k]!, std), along(means[2 * k + 1]!, std)];
    const factor = weight / (2 * Math.PI * std ** 2);
    for (let j = 0; j < grid; j++) {
      const scale = factor * up[j]!;
      for (let i = 0; i < grid; i++) out[j * grid + i]! += scale * across[i]!;
    }
  });
  return out;
}

export const dataOnGrid = onGrid(data);
export const blurredDataOnGrid = onGrid(blurredData);

export interface Plane {
  /** D* on the grid, in [0, 1]. */
  belief: Float32Array;
  /** p + q on the grid. */
  mass: Float32Array;
  js: number;
  /** KL(q || p). */
  kl: number;
}

/** D* and the divergences of two densities on the grid. Where both vanish, D* is 1/2. */
export function comparePlanes(p: Float64Array, q: Float64Array): Plane {
  const belief = new Float32Array(p.length);
  const mass = new Float32Array(p.length);
  const area = ((2 * extent) / grid) ** 2;
  let [js, kl] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i]!, q[i]!];
    mass[i] = a + b;
    belief[i] = a + b === 0 ? 0.5 : a / (a + b);
    if (a > 0) js += (area / 2) * a * Math.log((2 * a) / (a + b));
    if (b > 0) {
      js += (area / 2) * b * Math.log((2 * b) / (a + b));
      kl += a > 0 ? area * b * Math.log(b / a) : 0;
    }
  }
  return { belief, mass, js, kl };
}

export interface Still {
  scene: Scene;
  samples: Float64Array;
  pulls: Pulls;
  plane: Plane;
  /** On the grid of arrows. */
  arrows: Arrows;
}

export function measure(scene: Scene): Still {
  const samples = samplesOf(scene);
  const field = fieldOf(scene);
  return {
    scene,
    samples,
    pulls: pullsOf(arrowsAt(field, samples)),
    plane: comparePlanes(dataOnGrid, onGrid(generator(scene))),
    arrows: arrowsAt(field, arrowPoints),
  };
}

/** JS between the blurred data and as many fair draws from them: what even perfect samples are measured at. */
export const fairJs = (seed: number): number =>
  comparePlanes(blurredDataOnGrid, samplesOnGrid(samplesOf({ ...start, quality: 1, seed }))).js;

export interface Sweep {
  qualities: number[];
  means: Record<GeneratorLoss, number[]>;
}
const sweepPoints = 32;

/** The mean pulls over all qualities with the same noise: a point at each turn. The sweep is the same object throughout. */
export function* sweep(scene: Scene): Generator<Sweep, Sweep> {
  const found: Sweep = { qualities: [], means: { saturating: [], nonSaturating: [], logit: [] } };
  for (let i = 0; i < sweepPoints; i++) {
    const quality = i / sweepPoints; // at 1 every pull is zero: no place on a log axis
    const here = { ...scene, quality };
    const { means } = pullsOf(arrowsAt(fieldOf(here), samplesOf(here)));
    found.qualities.push(quality);
    for (const loss of generatorLosses) found.means[loss].push(means[loss]);
    yield found;
  }
  return found;
}
