/**
 * A trained model that the book ships: weights in half precision, for drawing samples. The optimiser's moments are left out (they are
 * three quarters of a run) and come back as zeros, so that training can go on, if not bit for bit.
 */
import type { Config } from '../../experiments/config.ts';
import { decodeFloat16, encodeFloat16 } from '../../metrics/float16.ts';
import type { ImageLayout } from '../../data/dataset.ts';
import type { Snapshot } from '../../model.ts';

/** Of the two files; a page refuses others. */
export const weightsVersion = 1;

export interface WeightsManifest {
  version: number;
  /** SHA-256 of the file of weights, in hexadecimal. */
  sha256: string;
  /** Size and range of the images that the model makes: the data may be the reader's own, and missing. */
  images?: Pick<ImageLayout, 'width' | 'height' | 'black' | 'white'>;
  experiment: string;
  arm: string;
  model: string;
  config: Config;
  /** Every array of the model's state, in order; those that are not stored are zeros. */
  arrays: { name: string; size: number; stored: boolean }[];
  /** Step counts and the like. */
  numbers: Record<string, number>;
}

/** Arrays that only training needs. */
const onlyForTraining = (name: string) => /moments/i.test(name);

/** @returns the list of arrays for the manifest, and the stored ones, one after another, as float16. */
export function encodeWeights({ tensors }: Snapshot): { arrays: WeightsManifest['arrays']; bytes: Uint8Array } {
  const arrays = Object.entries(tensors).map(([name, { length }]) => ({
    name,
    size: length,
    stored: !onlyForTraining(name),
  }));
  const stored = arrays.filter((array) => array.stored);
  const values = new Float32Array(stored.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const { name, size } of stored) {
    values.set(tensors[name]!, at);
    at += size;
  }
  return { arrays, bytes: encodeFloat16(values) };
}

/**
 * The state again, for `Model.restore`.
 * @throws RangeError where the file is not as long as its manifest says
 */
export function decodeWeights({ arrays, numbers }: WeightsManifest, bytes: Uint8Array, rng: Snapshot['rng']): Snapshot {
  const expected = 2 * arrays.reduce((sum, { size, stored }) => sum + (stored ? size : 0), 0);
  if (bytes.length !== expected) {
    throw new RangeError(
      `The weights should have ${expected} bytes, as their manifest says; found ${bytes.length}. Load the page again.`,
    );
  }
  const values = decodeFloat16(bytes);
  const tensors: Snapshot['tensors'] = {};
  let at = 0;
  for (const { name, size, stored } of arrays) {
    tensors[name] = stored ? values.slice(at, at + size) : new Float32Array(size);
    if (stored) at += size;
  }
  return { tensors, numbers, rng };
}
