/** What the exact score reaches through the samplers of a study: a trained model's ceiling, with the sampler's own error in it. */
import type { Dataset } from '../src/lib/data/index.ts';
import { exactCeiling, type CeilingSampler } from '../src/lib/diffusion/ceiling.ts';
import type { Arm } from '../src/lib/experiments/arms.ts';
import type { CeilingRow } from '../src/lib/experiments/study.ts';
import type { Rng } from '../src/lib/random.ts';
import { rounded } from './output.ts';
import { progressBar } from './progress.ts';

/** One row for each way of drawing that some arm uses. None where the exact score or the modes are not known. */
export function ceilingsOf(dataset: Dataset, arms: readonly Arm[], n: number, rng: Rng): CeilingRow[] {
  if (!dataset.mixture || !dataset.modes) return [];
  const ways = arms.flatMap(({ model, samplings }) =>
    samplings.flatMap(({ title, sampler, samplerSteps }) =>
      (model === 'ddpm' || model === 'edm') && sampler && samplerSteps && sampler !== 'ancestralBeta'
        ? [{ title, sampler: sampler as CeilingSampler, steps: samplerSteps }]
        : [],
    ),
  );
  const different = [...new Map(ways.map((way) => [`${way.sampler} ${way.steps}`, way])).values()];
  const bar = progressBar();
  const rows = different.map(({ title, sampler, steps }, i) => {
    bar.update(i, different.length, `exact score, ${title}`);
    const { evaluations, ...metrics } = exactCeiling(dataset, sampler, steps, n, rng.fork(`${sampler} ${steps}`));
    const short = Object.entries(metrics).map(([name, value]) => [name, rounded(value)]);
    return { title, evaluations, metrics: Object.fromEntries(short) as CeilingRow['metrics'] };
  });
  bar.finish();
  return rows;
}
