/** Reading and writing the state of a model as named host arrays, for checkpoints. */
import * as tf from '../tf.ts';

type Groups = Record<string, readonly tf.Variable[]>;

/** Copies every tensor to the host; all reads start before the first is awaited, so they see one moment. */
export async function readState(groups: Groups): Promise<Record<string, Float32Array>> {
  const named = Object.entries(groups).flatMap(([group, list]) => list.map((v, i) => [`${group}.${i}`, v] as const));
  const values = await Promise.all(named.map(([, v]) => v.data()));
  return Object.fromEntries(named.map(([name], i) => [name, Float32Array.from(values[i]!)]));
}

/**
 * Puts saved arrays back.
 * @throws Error when an array is missing or has the wrong length: the state belongs to another model.
 */
export function writeState(groups: Groups, saved: Record<string, Float32Array>): void {
  for (const [group, list] of Object.entries(groups)) {
    list.forEach((variable, i) => {
      const values = saved[`${group}.${i}`];
      if (values?.length !== variable.size) {
        throw new Error(
          `The saved state does not fit this model: ${group}.${i} should have ${variable.size} numbers, found ${values?.length ?? 'none'}. It was saved by a run with other settings.`,
        );
      }
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    });
  }
}
