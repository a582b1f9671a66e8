/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import { asleep, type Fit } from './fit.ts';

/** 0.0123, 2.1·10⁻⁷, 0 */
export function small(value: number): string {
  if (value < 1e-13) return '0';
  if (value >= 0.00995) return value.toFixed(value >= 9.995 ? 2 : 3);
  const [mantissa, exponent] = value.toExponential(1).split('e-') as [string, string];
  return `${mantissa}·10⁻${[...exponent].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
}
export const degrees = (value: number): string => `${value >= 9.95 ? value.toFixed(0) : value.toFixed(1)}°`;
export const signed = (value: number): string => value.toFixed(3).replace('-', '−');

const words = ['no', 'one', 'two', 'three', 'four'];
const plural = (n: number, noun: string) => `${words[n] ?? n} ${noun}${n === 1 ? '' : 's'}`;

export function narrate(fit: Fit): string {
  const { settings, step, target, history, variance, off } = fit;
  const { beta, encoder, k } = settings;
  if (step === 0) {
    return 'Nothing is learned yet: the columns are short and random, and σ² is the mean variance of the data. Press Train.';
  }
  const at = history.step.length - 1;
  const [lag, shape, decoder] = [history.amortisation[at]!, history.approximation[at]!, history.decoder[at]!];
  const gap = lag + shape + decoder;
  const price =
    beta === 1
      ? ''
      : beta > 1
        ? ` The weight β = ${beta.toFixed(2)} keeps the bound ${small(gap)} nats below the best likelihood.`
        : ` With β = ${beta.toFixed(2)} the encoder is too narrow and the noise too small: the bound misses the best likelihood by ${small(gap)} nats.`;
  const given = k - target.kept;
  const used = fit.columns.filter(({ length }) => length > asleep).length;
  if (fit.done) {
    if (used < target.kept) {
      return `It rests with ${plural(used, 'column')} in use, where ${words[target.kept]} would be better: a column of length zero has no slope to climb. Reset, or press Train again.`;
    }
    const lost =
      given > 0
        ? ` ${given === k ? 'All directions have' : given === 1 ? 'One direction has' : `${plural(given, 'direction')} have`} less variance than βσ² = ${target.threshold.toFixed(3)} and ${given === 1 ? 'is' : 'are'} given up: posterior collapse.`
        : '';
    const where =
      used === 0
        ? ''
        : off < 0.5
          ? ` Each column in use lies on a principal direction${fit.columns.some(({ axis }, a) => axis !== a) && used > 1 ? ', in an order of its own' : ''}.`
          : encoder === 'full'
            ? ` Yet the columns lie up to ${degrees(off)} off the principal directions: a full q does not mind. Choose the diagonal one and train on.`
            : ` The columns are still ${degrees(off)} off the principal directions, for they turn slowly.`;
    const reached =
      beta === 1
        ? gap < 1e-6
          ? 'The bound has reached the best likelihood that there is.'
          : `The bound is ${small(gap)} nats below the best likelihood.`
        : `At rest, with σ² = ${variance.toFixed(3)}, as predicted.`;
    return `${reached}${lost}${where}${price}`;
  }
  const largest = Math.max(lag, shape, decoder);
  const reason =
    beta !== 1
      ? given > 0
        ? `Directions with less variance than βσ² fade.`
        : `The model settles where β wants it.`
      : largest === decoder
        ? 'Most of what is missing is the decoder’s: its columns are not yet there.'
        : largest === shape
          ? `The columns are not orthogonal, and a diagonal q cannot follow: this gap turns them (${degrees(off)} to go).`
          : 'Most of what is missing is the encoder’s: it lags behind the decoder.';
  return `Step ${step.toLocaleString('en')}: the bound is ${small(gap)} nats below the best likelihood. ${reason}`;
}

export const describe = (fit: Fit): string => {
  const { settings, step, variance, target, off } = fit;
  const { bound } = fit.ladder;
  return (
    `Step ${step}. ${plural(settings.k, 'latent coordinate')}, ${settings.encoder} encoder, beta ${settings.beta.toFixed(2)}. ` +
    `Bound ${bound.toFixed(3)}, best likelihood ${fit.best.toFixed(3)} nats. Noise variance ${variance.toFixed(3)}, theory ${target.variance.toFixed(3)}. ` +
    `Columns up to ${off.toFixed(1)} degrees off the principal directions.`
  );
};
