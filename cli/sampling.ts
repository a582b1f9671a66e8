import type { Dataset } from '../src/lib/data/index.ts';
import type { Rng } from '../src/lib/random.ts';
import type { Samples, Session, SampleRequest } from '../src/lib/session/types.ts';
import { duration, progressBar } from './progress.ts';

const portion = 2000;

/** Labels for n samples of a way of drawing that is told them, each as often as the data have it; else none. */
export const labelsToTell = (
  told: boolean | undefined,
  dataset: Dataset,
  n: number,
  rng: Rng,
): Int32Array | undefined => (told ? dataset.labels!.sample(n, rng).labels : undefined);

/**
 * Draws many samples in portions, with a progress bar: n in one go would be silent for a minute. Portion k has seed k.
 * @param request `label`: one for all, or one each [n]
 */
export async function drawWithProgress(
  session: Session,
  model: string,
  n: number,
  request: Omit<SampleRequest, 'n'> = {},
): Promise<Samples> {
  const bar = progressBar();
  const parts: Float32Array[] = [];
  let seconds = 0;
  let evaluations = 1;
  for (let done = 0, k = 0; done < n; done += portion, k++) {
    const drawn = Math.min(n, done + portion);
    const { label } = request;
    const labels = typeof label === 'object' && { label: label.slice(done, drawn) };
    const part = await session.sample(model, { ...request, ...labels, n: drawn - done, seed: k });
    parts.push(part.x);
    seconds += part.seconds;
    ({ evaluations } = part);
    bar.update(drawn, n, `${drawn} of ${n} samples of ${model}, ${duration((seconds / drawn) * (n - drawn))} left`);
  }
  bar.finish();
  const x = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (x.set(part, at), at + part.length), 0);
  return { x, seconds, evaluations, frames: [] };
}
