/** What a sample costs: evaluations that are counted, multiplications that are counted, seconds that were measured. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { undisturbed } from '../experiments/study.ts';
import type { WeightsManifest } from '../session/checkpoint/weights.ts';
import { studyOf } from './studyMeans.ts';

/**
 * Multiplications of one evaluation of a perceptron that the book ships trained, each with its addition: the entries of its matrices.
 * Of a GAN the generator alone counts. Not for VAEs, of which only half is evaluated, nor for convolutions, which use an entry often.
 */
export function multiplicationsOf(experiment: string, arm: string): number {
  const path = join(process.cwd(), `public/checkpoints/${experiment}-${arm}.json`);
  const { arrays, config, model } = JSON.parse(readFileSync(path, 'utf8')) as WeightsManifest & { model: string };
  if (config.net !== 'mlp' || model === 'vae') {
    throw new RangeError(`Multiplications are counted for perceptrons evaluated as a whole; ${experiment}-${arm} is ${model}, ${config.net}.`); // prettier-ignore
  }
  const network = arrays.some(({ name }) => name.startsWith('G.')) ? 'G' : 'weights';
  return arrays
    .filter(({ name }) => name.startsWith(`${network}.`) && Number(name.split('.')[1]) % 2 === 0)
    .reduce((sum, { size }) => sum + size, 0);
}

/** Seconds for a thousand samples, seed by seed; of the seeds whose times other work did not stretch, where there are some. */
export function studyTimes(
  experiment: string,
  arm: string,
  sampling?: string,
): { seconds: number[]; evaluations: number } {
  const runs = studyOf(experiment).results.filter((result) => result.arm === arm);
  const drawn = undisturbed(runs).flatMap(
    ({ samplings }) => (sampling ? samplings.find(({ title }) => title === sampling) : samplings[0]) ?? [],
  );
  if (drawn.length === 0) throw new Error(`The study of ${experiment} has no ${arm} ${sampling ?? ''}.`);
  return { seconds: drawn.map(({ secondsPer1000 }) => secondsPer1000), evaluations: drawn[0]!.evaluations };
}
