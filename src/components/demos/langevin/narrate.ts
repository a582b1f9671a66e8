/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import { annealingSteps, levels, trueShare, varianceAt, type Settings, type Widths } from './scene.ts';

export const percent = (share: number): string => `${Math.round(100 * share)} %`;
export const ratio = (value: number): string => value.toFixed(value < 1.995 ? 3 : 2);

export interface Told {
  settings: Settings;
  step: number;
  level: number;
  plain: number;
  annealed: number;
  widths: Widths;
}

/**
 * With steps of the usual size a point passes between the modes in some dozens of them above the first noise, in thousands
 * below the second, and below the third in more than a run has for all its points together (see theory/crossing.ts).
 */
const open = 2;
const shut = 1;
const sealed = 0.45;

export function narrate({ settings, step, level, plain, annealed, widths }: Told): string {
  const { weight, sigma } = settings;
  const truth = trueShare(weight, sigma);
  if (step === 0) {
    return sigma < shut
      ? 'Nothing has moved yet. Change the weight: the thin arrows stay on the pale ones, which are drawn for equal weights. Then press Walk.'
      : 'At this noise the two modes run into each other, and the arrows between them know the weights: they leave the pale ones when the weight changes.';
  }
  const plainly =
    sigma >= open
      ? `Plain Langevin walks on a blurred density, where points pass between the modes: ${percent(plain)} on the right, ${percent(truth)} belong there. But the modes are ${Math.sqrt(varianceAt(sigma) / varianceAt(0)).toFixed(0)} times too wide.`
      : sigma >= shut
        ? `Plain Langevin: ${percent(plain)} on the right, ${percent(truth)} belong there. Now and then a point crosses.`
        : sigma >= sealed
          ? `Plain Langevin: ${percent(plain)} on the right, ${percent(truth)} belong there. Hardly any point crosses.`
          : Math.abs(plain - truth) > 0.1
            ? `Plain Langevin has ${percent(plain)} on the right, where ${percent(truth)} belong. Every point stays in the mode that was nearest, and no point will ever cross.`
            : `Plain Langevin has ${percent(plain)} on the right. That is right only because the points were placed so: no point crosses.`;
  const width =
    widths.measured !== null && widths.predicted > 1.5
      ? ` Its step is large: the variance of a mode is ${ratio(widths.predicted)} times the true one.`
      : '';
  const annealing =
    step >= annealingSteps
      ? `Annealing is done: ${percent(annealed)} on the right, ${percent(weight)} belong there.`
      : level > open
        ? `Annealed, σ = ${level.toFixed(2)}: still so blurred that points change sides (${percent(annealed)} on the right).`
        : level > shut
          ? `Annealed, σ = ${level.toFixed(2)}: the gap is closing, and the shares freeze (${percent(annealed)} on the right).`
          : `Annealed, σ = ${level.toFixed(2)}: shares are fixed at ${percent(annealed)} on the right, the modes sharpen.`;
  return `${plainly}${width} ${annealing}`;
}

export const describe = ({ settings, step, level, plain, annealed, widths }: Told): string =>
  `Step ${step}. True weight of the right mode ${percent(settings.weight)}. Plain Langevin at noise ${settings.sigma.toFixed(1)}: ${percent(plain)} on the right. ` +
  `Annealed, at noise ${level.toFixed(2)} of ${levels[0]!.toFixed(0)} down to ${levels.at(-1)!.toFixed(1)}: ${percent(annealed)}. ` +
  `Variance within a mode over the true one: predicted ${ratio(widths.predicted)}${widths.measured === null ? '' : `, measured ${ratio(widths.measured)}`}.`;
