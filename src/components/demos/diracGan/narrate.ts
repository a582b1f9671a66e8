/** What a step does, in a plain sentence or two. Pure: numbers in, words out. */
import type { Forecast, Setup, Track } from './track.ts';

/** 0.13 %, 2.4 %, 31 % */
export function percent(share: number): string {
  const value = 100 * share;
  if (value === 0) return '0 %';
  return `${value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : String(Number(value.toPrecision(2)))} %`;
}

export const signed = (v: number): string => v.toFixed(2).replace('-', '−');

const times = (n: number) =>
  n >= 1000 ? Number(n.toPrecision(2)).toLocaleString('en') : Math.max(1, Math.round(n)).toString();

/** The verdict of the eigenvalues. */
export function verdict(setup: Setup, { leading, factor }: Forecast): string {
  if (setup.method === 'nonSaturating') {
    return `To first order nothing holds the pair. Averaged over a turn, these steps end on a circle of radius √(2h) = ${Math.sqrt(2 * setup.h).toFixed(2)} around the equilibrium, never in it.`;
  }
  if (!leading) {
    return 'There are no eigenvalues: the field jumps at the equilibrium, because the penalty wants a slope of 1 where D should have none. The pair cannot rest there.';
  }
  const degrees = (Math.abs(Math.atan2(leading.im, leading.re)) * 180) / Math.PI;
  const turning = Math.abs(leading.im) > 1e-9;
  const turn = turning ? `A step turns the pair by ${degrees < 9.95 ? degrees.toFixed(1) : degrees.toFixed(0)}°` : '';
  if (Math.abs(factor - 1) < 1e-9)
    return `${turn} and changes its distance by nothing in the long run: it goes round for ever.`;
  if (factor > 1) {
    const growth = `by ${percent(factor - 1)} a step, doubling every ${times(Math.LN2 / Math.log(factor))} steps`;
    return turning
      ? `${turn} and it spirals out ${growth}.`
      : `The step is too long: the pair jumps across the equilibrium and away from it, ${growth}.`;
  }
  const decay = `by ${percent(1 - factor)} a step, halving the distance every ${times(Math.LN2 / -Math.log(factor))} steps`;
  if (turning) return `${turn} and it spirals in ${decay}.`;
  return leading.re < 0
    ? `The pair jumps across the equilibrium and comes closer, ${decay}.`
    : `The rotation is gone: in the long run the pair walks straight in, ${decay}.`;
}

/** What has become of it so far. */
export function soFar(track: Track): string {
  const { step, end, distance } = track;
  const radius = track.radius[0]!;
  if (step === 0) return radius === 0 ? 'It starts at the equilibrium, and stays.' : '';
  if (end === 'left') return `After ${step.toLocaleString('en')} steps it has left the picture.`;
  if (end === 'arrived') return `After ${step.toLocaleString('en')} steps it is there, to nine decimals.`;
  return end === 'long'
    ? `After ${step.toLocaleString('en')} steps its distance is ${short(distance)}; that shall be enough.`
    : '';
}

/** 1.12, 0.0034, 2.1e-7 as 2.1·10⁻⁷ */
export function short(value: number): string {
  if (value === 0) return '0';
  if (value >= 1e-3) return value >= 0.1 ? value.toFixed(3) : String(Number(value.toPrecision(2)));
  const [mantissa, exponent] = value.toExponential(1).split('e-') as [string, string];
  return `${mantissa}·10⁻${[...exponent].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('')}`;
}

export const narrate = (track: Track, ahead: Forecast): string =>
  [verdict(track.setup, ahead), soFar(track)].filter(Boolean).join(' ');
