/** Single numbers of a committed study, for sentences. */
import type { MetricName } from '../metrics/index.ts';
import { mean } from '../theory/mean.ts';
import { studies, type Study } from './studies.ts';

export function studyOf(experiment: string): Study {
  const found = studies.find((study) => study.experiment === experiment);
  if (!found) throw new Error(`There is no study of ${experiment} in public/runs. It has ${studies.map((s) => s.experiment).join(', ')}.`); // prettier-ignore
  return found;
}

/** The values of a metric over the seeds of an arm, for its first way of drawing unless another is named. */
export function studyValues(experiment: string, arm: string, metric: MetricName, sampling?: string): number[] {
  const runs = studyOf(experiment).results.filter((result) => result.arm === arm);
  const values = runs.flatMap(({ samplings }) => {
    const drawn = sampling === undefined ? samplings[0] : samplings.find(({ title }) => title === sampling);
    return drawn?.metrics[metric] ?? [];
  });
  if (values.length === 0) throw new Error(`The study of ${experiment} has no ${metric} of ${arm} ${sampling ?? ''}.`);
  return values;
}

export function studyMean(...of: Parameters<typeof studyValues>): number {
  return mean(studyValues(...of));
}

/** Where a loss of an arm ended, averaged over its seeds. @param loss as the study names it: vae.kl, ddpm.eps ... */
export function lossMean(experiment: string, arm: string, loss: string): number {
  const runs = studyOf(experiment).results.filter((result) => result.arm === arm);
  const values = runs.flatMap(({ losses }) => losses[loss]?.last ?? []);
  if (values.length === 0) throw new Error(`The study of ${experiment} has no loss ${loss} of ${arm}.`);
  return mean(values);
}
