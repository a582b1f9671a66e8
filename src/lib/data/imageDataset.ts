/** Images of bytes as a data set: drawn whole, with replacement. */
import type { Rng } from '../random.ts';
import type { Dataset } from './dataset.ts';

export interface RawImages {
  name: Dataset['name'];
  title: string;
  width: number;
  height: number;
  /** Row by row, image by image, 0 .. white. [count, width * height] flat */
  raw: Uint8Array;
  /** The value of a full pixel. */
  white: number;
  /** The class of each image. [count] */
  labels: Uint8Array;
  /** What the classes are called; null where there are none. */
  classes: string[] | null;
}

/** One mean and one scale over all pixels of all images: an image stays an image. `raw` must not be constant. */
export function imageDataset({ name, title, width, height, raw, white, labels, classes }: RawImages): Dataset {
  const dim = width * height;
  const count = labels.length;
  const { mean, scale } = standardisation(raw);
  const standardised = Float32Array.from({ length: 256 }, (_, value) => (value - mean) / scale);
  const look = (from: Uint8Array, out: Float32Array, at: number) => {
    for (let i = 0; i < from.length; i++) out[at + i] = standardised[from[i]!]!;
  };
  const draw = (n: number, rng: Rng) => {
    const x = new Float32Array(n * dim);
    const drawn = new Int32Array(n);
    for (let row = 0; row < n; row++) {
      const image = rng.integer(count);
      look(raw.subarray(image * dim, (image + 1) * dim), x, row * dim);
      drawn[row] = labels[image]!;
    }
    return { x, labels: drawn };
  };
  let pixels: Float32Array | null = null;
  return {
    name,
    title,
    kind: 'images',
    dim,
    sample: (n, rng) => draw(n, rng).x,
    labels: classes ? { count: classes.length, names: classes, sample: draw } : undefined,
    mixture: null,
    logDensity: null,
    mean: new Array<number>(dim).fill(mean),
    scale,
    modes: null,
    extent: (white - mean) / scale,
    images: {
      width,
      height,
      /** Made when it is first asked for: sixty thousand images of 28 x 28 are 47 MB as bytes and 188 MB as floats. */
      get pixels() {
        if (!pixels) look(raw, (pixels = new Float32Array(raw.length)), 0);
        return pixels;
      },
      labels,
      black: -mean / scale,
      white: (white - mean) / scale,
    },
  };
}

/** Mean and standard deviation over all pixels, in raw units. The sums are whole numbers, so they are exact. */
function standardisation(raw: Uint8Array): { mean: number; scale: number } {
  let sum = 0;
  let squares = 0;
  for (const value of raw) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / raw.length;
  return { mean, scale: Math.sqrt(squares / raw.length - mean * mean) };
}
