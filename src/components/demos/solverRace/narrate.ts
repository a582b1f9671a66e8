/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import { inBand, slope, type Band, type Mark, type Results } from './race.ts';
import { rows, solverNames, stepsOf, titles, type Metric, type Settings, type SolverName } from './scene.ts';

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const power = (exponent: number | null): string =>
  exponent === null ? '–' : exponent.toFixed(2).replace('-', '−');
export const valueText: Record<Metric, (value: number) => string> = {
  swd: (v) => v.toFixed(v < 1 ? 3 : 2),
  hq: percent,
  spread: (v) => v.toFixed(2),
};
export const metricTitles: Record<Metric, string> = {
  swd: 'sliced W₂ distance',
  hq: 'part in modes',
  spread: 'width in modes',
};
const dataTitles: Record<Settings['data'], string> = { ring: 'ring of eight', grid25: '25-grid' };

export interface Told {
  settings: Settings;
  metric: Metric;
  evaluations: number;
  results: Results;
  band: Band | undefined;
  /** From 0 to 1 while it runs; 1 when all is measured, null where nothing was begun. */
  progress: number | null;
}

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
export const costText = (solver: SolverName, evaluations: number): string =>
  `${plural(stepsOf(solver, evaluations), 'step')}, ${evaluations} evaluations`;

/** The most evaluations at which Heun's error is not below Euler's; null if it always is. */
export function heunLoses({ euler, heun }: Results): number | null {
  let worst: number | null = null;
  for (const mark of heun) {
    const other = euler.find(({ evaluations }) => evaluations === mark.evaluations);
    if (other?.error && mark.error && mark.error >= other.error) worst = mark.evaluations;
  }
  return worst;
}

const rowsDone = (results: Results): number => Math.min(...solverNames.map((name) => results[name].length));

function orders(results: Results): string {
  const [e, h] = [slope(results.euler), slope(results.heun)];
  if (e === null || h === null) return '';
  const loses = heunLoses(results);
  const ordinary = Math.abs(e + 1) < 0.15 && Math.abs(h + 2) < 0.3;
  const meaning = ordinary
    ? 'order one and order two'
    : h > -1.5
      ? 'the last step is the error, and a higher order does not help'
      : 'not yet the orders one and two of the theorem';
  const late = loses === null ? '' : ` Up to ${loses} evaluations Heun is no better than Euler.`;
  return `The error of Euler falls like the evaluations to the power ${power(e)}, that of Heun to the power ${power(h)}: ${meaning}.${late}`;
}

function firstIn(results: Results, metric: Metric, band: Band | undefined): string {
  const firsts = solverNames.flatMap((name) => {
    const first = inBand(results[name], metric, band);
    return first === null ? [] : [[first, titles[name]] as const];
  });
  if (firsts.length === 0) return ` By the ${metricTitles[metric]}, no solver stays in the band of a perfect sampler.`;
  firsts.sort(([a], [b]) => a - b);
  const least = firsts[0]![0];
  const names = firsts.filter(([first]) => first === least).map(([, name]) => name);
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0]!;
  return ` By the ${metricTitles[metric]}, ${list} ${names.length > 1 ? 'are' : 'is'} first in the band of a perfect sampler to stay, from ${least} evaluations on.`;
}

export function narrate({ settings, metric, results, band, progress }: Told): string {
  const row = rowsDone(results);
  if (progress === null && row < rows.length)
    return 'Forty points start from the same noise in every plane. Press Race to measure a thousand of them at 5 to 257 evaluations.';
  if (row < rows.length) {
    if (!band) return `First the exact flow, and what a perfect sampler of the ${dataTitles[settings.data]} scores.`;
    const before = row > 0 ? ` With ${rows[row - 1]} evaluations, Euler is off by ${off(results.euler[row - 1])} and Heun by ${off(results.heun[row - 1])}.` : ''; // prettier-ignore
    return `All five solvers with ${rows[row]} evaluations.${before}`;
  }
  return `${orders(results)}${firstIn(results, metric, band)}`;
}

const off = (mark: Mark | undefined): string => {
  const error = mark?.error;
  return error === null || error === undefined ? '–' : error.toPrecision(2);
};

/** For those who do not see the pictures. */
export function describe({ settings, metric, evaluations, results, band }: Told): string {
  const { data, grid, rho, eta } = settings;
  const at = solverNames.flatMap((name) => {
    const mark = results[name].find((one) => one.evaluations === evaluations);
    const value = mark?.[metric];
    return value === null || value === undefined ? [] : [`${titles[name]} ${valueText[metric](value)}`];
  });
  const levels = grid === 'karras' ? `levels of Karras et al. with rho ${rho}` : 'levels of the linear schedule';
  const inside = band ? `; a perfect sampler ${valueText[metric](band[metric].low)} to ${valueText[metric](band[metric].high)}` : ''; // prettier-ignore
  return (
    `${dataTitles[data]}, ${levels}, DDIM with eta ${eta}. ` +
    `At ${evaluations} evaluations, ${metricTitles[metric]}: ${at.join(', ') || 'not measured yet'}${inside}. ` +
    `Slopes of the error: Euler ${power(slope(results.euler))}, Heun ${power(slope(results.heun))}.`
  );
}
