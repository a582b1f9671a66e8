/** What is happening now, in plain sentences. Pure: numbers in, words out. */
import type { Choice } from './account.ts';
import type { Settings } from './scene.ts';

export const minus = (text: string): string => text.replace('-', '−');
export const fixed = (value: number, digits: number): string => minus(value.toFixed(digits));

export interface Told {
  settings: Settings;
  t: number;
  /** Kolmogorov's distance at t, NaN until it is measured; what a perfect sample may have; its largest value over all t. */
  gap: number;
  limit: number;
  worst: number;
}

/** Who moves the points. */
function mover({ lambda }: Settings): string {
  if (lambda === 0)
    return 'λ = 0: nothing shakes the points. The flow keeps each at its quantile, as far as the steps follow it.';
  if (lambda === 1) return 'λ = 1, the reverse SDE: the forward process, run backwards.';
  return lambda < 1
    ? `λ = ${lambda.toFixed(2)}: shaken less than on the way forwards.`
    : `λ = ${lambda.toFixed(2)}: shaken more than on the way forwards, and pulled back harder.`;
}

export function narrate({ settings, t, gap, limit, worst }: Told): string {
  const allowed = `a perfect sample stays below ${limit.toFixed(3)} in 19 of 20 cases`;
  const law = Number.isNaN(gap)
    ? 'The points are on their way.'
    : gap <= limit
      ? `At t = ${t.toFixed(2)} they follow the exact law: the gap is ${gap.toFixed(3)}, and ${allowed}.`
      : `At t = ${t.toFixed(2)} the gap to the exact law is ${gap.toFixed(3)}, where ${allowed}.`;
  const advice =
    worst > 1.5 * limit && settings.steps < 400
      ? ` With ${settings.steps} steps the walk is not the equation: largest gap of all times ${worst.toFixed(3)}.`
      : '';
  return `${mover(settings)} ${law}${advice}`;
}

export interface ToldAccount {
  choice: Choice;
  exact: number;
  byFlow: number;
  withNormal: number;
  estimate: number;
  standardError: number;
}

const raised = (n: number): string => [...String(n)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]!)).join('');
/** 3·10⁻⁴ for 0.0003. */
export function power(value: number): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = value.toExponential(0).split('e') as [string, string];
  return `${minus(mantissa)}·10${raised(Number(exponent))}`;
}

export function narrateAccount(told: ToldAccount): string {
  const { choice, exact, byFlow, withNormal, estimate, standardError } = told;
  const what = choice.kind === 'signs' ? 'of signs' : 'of normals';
  const one = choice.probes === 1;
  return (
    `log p at the point is ${fixed(exact, 4)}; the flow’s account ends ${power(Math.abs(byFlow - exact))} from it, and with N(0, I) for the noise ${power(Math.abs(withNormal - exact))}. ` +
    `${one ? `One probe ${what} says` : `${choice.probes} probes ${what} say`} ${fixed(estimate, 3)} ± ${standardError.toFixed(3)}.`
  );
}

export const describe = ({ settings, t, gap, limit, worst }: Told): string =>
  `λ ${settings.lambda.toFixed(2)}, ${settings.steps} steps, time ${t.toFixed(2)}. ` +
  (Number.isNaN(gap)
    ? 'The law is not measured yet.'
    : `Largest gap between the points' distribution function and the exact one: ${gap.toFixed(4)}; ${limit.toFixed(4)} is allowed to a perfect sample in 19 of 20 cases. The largest over all times is ${worst.toFixed(4)}.`);
