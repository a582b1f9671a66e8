/** What is happening now, in plain sentences. Pure: numbers in, words out. */
import { lawsOf, namesOf, unreal, unfaithful, type Settings } from './scene.ts';
import type { Estimate } from './simulate.ts';

export const minus = (text: string): string => text.replace('-', '−');
export const fixed = (value: number, digits = 3): string => minus(value.toFixed(digits));

export interface Told {
  settings: Settings;
  measured: { first: Estimate; second: Estimate } | null;
}

const within = (value: number, error: number, theory: number) => Math.abs(value - theory) < 3.5 * error;

/** Which number each experiment is about, and its error. */
export function keyNumber(
  { settings, measured }: Told,
  which: 'first' | 'second',
): { value: number; error: number } | null {
  // prettier-ignore
  if (!measured) return null;
  const { mean, meanError, variance, varianceError } = measured[which];
  return settings.experiment === 'guidance' ? { value: variance, error: varianceError } : { value: mean, error: meanError }; // prettier-ignore
}

function agreement(told: Told): string {
  const laws = lawsOf(told.settings);
  const [a, b] = [keyNumber(told, 'first'), keyNumber(told, 'second')];
  if (!a || !b) return '';
  const of = (law: { mean: number; variance: number }) =>
    told.settings.experiment === 'guidance' ? law.variance : law.mean;
  const good = within(a.value, a.error, of(laws.first)) && within(b.value, b.error, of(laws.second));
  const n = told.measured!.first.n;
  return good
    ? ` The ${n} points of each kind agree.`
    : ` The ${n} points of each kind are off by more than chance: the steps of the sampler show.`;
}

export function narrate(told: Told): string {
  const { settings } = told;
  const { first, second, target } = lawsOf(settings);
  const names = namesOf(settings);
  let text: string;
  if (settings.experiment === 'guidance') {
    const { gamma } = settings;
    text =
      gamma === 1
        ? 'γ = 1 is the conditional model itself: all three laws are N(0, 1).'
        : `γ = ${gamma.toFixed(1)}: the ODE should give the variance ${fixed(first.variance)}, the ${names.second.replace(',', ' with')} ${fixed(second.variance)}; the tilted law has ${fixed(target.variance)}, and neither samples it.`;
  } else if (settings.experiment === 'editing') {
    const [near, real] = [unfaithful(second, settings.guide), unreal(second, target)];
    text = `Strength ${settings.strength.toFixed(2)}: the SDE should end ${fixed(near, 2)} from the guide at ${fixed(settings.guide, 1)}, and its law ${fixed(real, 2)} from the data’s; the ODE ${fixed(unfaithful(first, settings.guide), 2)} and ${fixed(unreal(first, target), 2)}.`;
  } else {
    const lost = (law: { mean: number }) => `${(100 * (1 - law.mean / target.mean)).toFixed(0)} %`;
    text = `The unknown one should have the mean ${fixed(target.mean)}. Replacement loses ${lost(first)} of it, ${settings.passes} passes ${lost(second)}.`;
  }
  return text + agreement(told);
}

/** For those who do not see the pictures. */
export function describe({ settings, measured }: Told): string {
  const laws = lawsOf(settings);
  const names = namesOf(settings);
  const say = (which: 'first' | 'second') => {
    const m = measured?.[which];
    const theory = `theory: mean ${fixed(laws[which].mean)}, variance ${fixed(laws[which].variance)}`;
    return `${names[which]}: ${m ? `mean ${fixed(m.mean)}, variance ${fixed(m.variance)}; ` : ''}${theory}.`;
  };
  const { mean, variance } = laws.target;
  return `${say('first')} ${say('second')} ${names.target}: mean ${fixed(mean)}, variance ${fixed(variance)}.`;
}
