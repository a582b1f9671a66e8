/** Every claim of the book, in the order of its number. */
import type { Claim } from './claim.ts';
import * as distances from './distances.ts';
import * as dynamics from './dynamics.ts';
import * as flow from './flow.ts';
import * as forward from './forward.ts';
import * as game from './game.ts';
import * as guidance from './guidance.ts';
import * as images from './images.ts';
import * as likelihood from './likelihood.ts';
import * as losses from './losses.ts';
import * as metrics from './metrics.ts';
import * as samplers from './samplers.ts';
import * as score from './score.ts';
import * as training from './training.ts';
import * as vae from './vae.ts';

const topics: Record<string, unknown>[] = [
  distances,
  dynamics,
  flow,
  forward,
  game,
  guidance,
  images,
  likelihood,
  losses,
  metrics,
  samplers,
  score,
  training,
  vae,
];

const isClaim = (value: unknown): value is Claim => typeof value === 'object' && value !== null && 'run' in value;
/** V3a is 3, and comes before V3b. */
const order = ({ id }: Claim) => Number(id.slice(1).replace(/\D+$/, '')) + (id.endsWith('b') ? 0.5 : 0);

export const claims: readonly Claim[] = topics
  .flatMap((topic) => Object.values(topic).filter(isClaim))
  .sort((a, b) => order(a) - order(b));

export const findClaim = (id: string): Claim | undefined => claims.find((claim) => claim.id === id);
export type { Check, Claim, Cost } from './claim.ts';
