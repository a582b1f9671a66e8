/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import type { GeneratorLoss } from '../../../lib/theory/scoreDifference.ts';
import { small } from '../optimalDiscriminator/narrate.ts';
import type { DiscriminatorKind, Whereabouts } from './flow.ts';
import { modes, type Pulls } from './scene.ts';

export const lossTitles: Record<GeneratorLoss, string> = {
  saturating: 'log(1 − D), saturating',
  nonSaturating: '−log D, non-saturating',
  logit: '−ℓ, logit',
};
export const lossNames: Record<GeneratorLoss, string> = {
  saturating: 'log(1 − D)',
  nonSaturating: '−log D',
  logit: '−ℓ',
};

export interface Told {
  loss: GeneratorLoss;
  pulls: Pulls;
}
export interface ToldFlow extends Told {
  kind: DiscriminatorKind;
  time: number;
  over: boolean;
  where: Whereabouts;
}

const percent = (part: number) => `${Math.round(100 * part)} %`;

export function narrateStill({ loss, pulls: { means, belief } }: Told): string {
  if (means.logit < 1e-9)
    return 'q is p: D* is ½ everywhere and no loss pulls on anything. This is what there is to find.';
  const most = `D* gives the samples of q ${small(belief)} on average.`;
  const ratio = means.nonSaturating / Math.max(means.saturating, 1e-12);
  const said: Record<GeneratorLoss, string> = {
    saturating:
      ratio > 3
        ? `log(1 − D) pulls on them with ${small(means.saturating)}, −log D would with ${small(means.nonSaturating)}: only samples that already pass for real are told where to go.`
        : `log(1 − D) pulls on them with ${small(means.saturating)}, −log D would with ${small(means.nonSaturating)}: the laws overlap, and both losses are heard.`,
    nonSaturating:
      ratio > 3
        ? `−log D pulls on them with ${small(means.nonSaturating)}, ${ratio.toFixed(0)} times as hard as log(1 − D): it listens to the samples that fail.`
        : `−log D pulls on them with ${small(means.nonSaturating)}, log(1 − D) with ${small(means.saturating)}: the better q is, the less it matters which.`,
    logit: `The bare score difference, ${small(means.logit)} long on average, is the sum of the other two, which point the same way: ${small(means.saturating)} from log(1 − D) and ${small(means.nonSaturating)} from −log D.`,
  };
  return `${most} ${said[loss]}`;
}

export function narrateFlow({ loss, kind, time, over, where, pulls }: ToldFlow): string {
  const when = `Time ${time.toFixed(2)}.`;
  if (time === 0)
    return kind === 'frozen'
      ? 'The samples are let go. D stays as it is and does not see them move.'
      : 'The samples are let go, and D is the best one against wherever they are.';
  if (kind === 'frozen') {
    if (where.width < 0.3 && where.near > 0.5)
      return `${when} Nobody moved the inspector: the samples pile up where the old D* was highest, ${percent(where.width)} as wide as the data’s modes. A best reply to a frozen D is a collapse.`;
    return `${when} D is out of date. ${where.still > 0.3 ? `${percent(where.still)} of the samples have hardly moved; the others` : 'The samples'} climb the same paths under every loss, only faster or slower.`;
  }
  if (where.still > 0.25)
    return `${when} ${percent(where.still)} of the samples have hardly moved: D* is near 0 there, so log(1 − D) does not pull on them. ${over ? 'The other two losses do not leave them behind.' : 'Their arrows are too short to be drawn.'}`;
  if (where.near < 0.9)
    return `${when} ${percent(where.near)} of the samples lie within three deviations of some mode; the mean pull is ${small(pulls.means[loss])}.`;
  if (where.reached < modes)
    return `${when} Every sample is convincing now, at ${where.reached} of ${modes} modes. The empty modes pull on nobody: a gradient acts where there are samples.`;
  const filled = `${when} All ${modes} modes have samples, ${percent(where.width)} as wide as the data’s`;
  if (pulls.belief < 0.4) return `${filled}, and D* gives them ${small(pulls.belief)}: they are still being spread.`;
  return `${filled}, and D* gives them ${small(pulls.belief)}. How many came to which mode was decided on the way: no arrow leads from one to another.`;
}

export function describe({ loss, pulls: { means, belief } }: Told): string {
  return `Six modes of data on a ring, samples of a generator, D* as colour, arrows of the loss ${lossNames[loss]}. Mean D* at the samples ${small(belief)}; mean pull ${small(means.saturating)} saturating, ${small(means.nonSaturating)} non-saturating, ${small(means.logit)} logit.`;
}
