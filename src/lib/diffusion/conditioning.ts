/** Labels for one net that is both the conditional and the unconditional model (Ho and Salimans 2022). */
import { vector, type HostInput, type Inputs } from '../engine/compile.ts';
import type { Batch, SampleOptions } from '../model.ts';
import type { Rng } from '../random.ts';

/**
 * A batch for training: x flat, and its labels where the model is conditional, each left out with the chance `dropout`. A label
 * left out is `classes`, one past the last.
 */
export function labelledBatch(
  batch: Batch,
  n: number,
  classes: number,
  dropout: number,
  rng: Rng,
): { x: Float32Array; labels?: HostInput } {
  if (classes === 0) return { x: batch(n) };
  if (!batch.labelled) throw new Error('A conditional model needs batches with labels, and these have none.');
  const { x, labels } = batch.labelled(n);
  return { x, labels: vector(labels.map((label) => (rng.uniform() < dropout ? classes : label))) };
}

/** What to draw: labels for n rows, or null for a model without labels. Not asked for a label it draws from the whole law. */
export function wantedLabels(n: number, classes: number, label: SampleOptions['label']): Int32Array | null {
  if (classes === 0) return null;
  const labels = typeof label === 'object' ? label : new Int32Array(n).fill(label ?? classes);
  if (labels.length !== n) throw new RangeError(`Expected ${n} labels, one for each sample; got ${labels.length}.`);
  const wrong = labels.find((l) => !(Number.isInteger(l) && l >= 0 && l <= classes));
  if (wrong !== undefined) throw new RangeError(`A label is a whole number from 0 to ${classes - 1}; got ${wrong}.`);
  return labels;
}

/** Whether guidance changes anything: at gamma = 1, or without a label, it is the model itself. */
export const isGuided = (labels: Int32Array | null, classes: number, gamma: number): boolean =>
  gamma !== 1 && labels !== null && labels.some((label) => label !== classes);

/** Passes of the net behind one step: guidance asks it with and without the label. */
export const passes = (...condition: Parameters<typeof isGuided>): 1 | 2 => (isGuided(...condition) ? 2 : 1);

/** The inputs of a net that is asked twice in one pass: rows without their labels first, then the rows with them. */
export function twice(index: Int32Array, labels: Int32Array, classes: number): Inputs {
  const none = new Int32Array(labels.length).fill(classes);
  return {
    index: vector(Int32Array.of(...index, ...index)),
    labels: vector(Int32Array.of(...none, ...labels)),
  };
}
