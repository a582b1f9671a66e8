/** What can be done about a run that failed, in words and in numbers. No page in here. */
import type { Config } from '../../lib/experiments/config.ts';
import { numberRules } from '../../lib/experiments/query.ts';
import type { Recovery } from '../../lib/session/client.ts';
import { Mendable } from './mendable.ts';

const rateTitles = {
  learningRateG: 'of G',
  learningRateD: 'of D',
  learningRate: 'of the diffusion model',
} as const satisfies Partial<Record<keyof Config, string>>;
type RateName = keyof typeof rateTitles;
const ratesOf: Record<string, readonly RateName[]> = {
  gan: ['learningRateG', 'learningRateD'],
  D: ['learningRateD'],
  ddpm: ['learningRate'],
};
export type Rates = Partial<Pick<Config, RateName>>;

const step = (n: number) => n.toLocaleString('en');
const plain = (x: number) => String(Number(x.toPrecision(3)));

/** Half of every learning rate of these models, as far as a rate may go. */
export function halvedRates(config: Config, models: readonly string[]): Rates {
  const names = models.flatMap((model) => ratesOf[model] ?? (['learningRate'] as const));
  return Object.fromEntries(
    names.map((name) => [name, Math.max(numberRules[name].min, Number((config[name] / 2).toPrecision(6)))]),
  );
}

/** A number is no longer finite: what happened (the session says it), and the ways on. */
export function divergence(error: unknown, savedStep: number | null, mend: () => void | Promise<void>): Mendable {
  const what = error instanceof Error ? error.message : String(error);
  const back = savedStep === null ? 'Try again starts from the seed' : `Try again goes back to step ${step(savedStep)}`;
  const label =
    savedStep === null ? 'Lower the rate and start again' : `Lower the rate and go on from step ${step(savedStep)}`;
  return new Mendable(`${what} ${back}; a smaller learning rate may help.`, label, mend);
}

/** What was done about it. */
export function easedSentence(rates: Rates, savedStep: number | null): string {
  const list = Object.entries(rates).map(([name, rate]) => `${rateTitles[name as RateName]} ${plain(rate)}`);
  const values = list.length > 1 ? `${list.slice(0, -1).join(', ')} and ${list.at(-1)}` : list.join('');
  const where = savedStep === null ? 'The run starts again from its seed' : `Step ${step(savedStep)} is restored`;
  return `${where}, with half the learning rate${list.length > 1 ? 's' : ''}: ${values}.`;
}

/** An engine or a worker was replaced: what to tell. */
export const recoverySentence = ({ sentence, offerReload }: Recovery): string =>
  offerReload
    ? `${sentence} Reloading the page gives the graphics processor another chance; the run is kept.`
    : sentence;
