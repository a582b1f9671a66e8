/** The same claims one topic at a time, for a page: checking V9 loads the code of V9's topic and no more, and no tensors. */
import type { Claim } from './claim.ts';

type Topic = () => Promise<object>;

const distances: Topic = () => import('./distances.ts');
const dynamics: Topic = () => import('./dynamics.ts');
const flow: Topic = () => import('./flow.ts');
const forward: Topic = () => import('./forward.ts');
const game: Topic = () => import('./game.ts');
const guidance: Topic = () => import('./guidance.ts');
const images: Topic = () => import('./images.ts');
const likelihood: Topic = () => import('./likelihood.ts');
const losses: Topic = () => import('./losses.ts');
const metrics: Topic = () => import('./metrics.ts');
const samplers: Topic = () => import('./samplers.ts');
const score: Topic = () => import('./score.ts');
const training: Topic = () => import('./training.ts');
const vae: Topic = () => import('./vae.ts');

/** In which topic each claim is. */
// prettier-ignore
export const topicOf: Readonly<Record<string, Topic>> = {
  V1: game, V2: game, V3a: game, V3b: game, V4: distances, V5: distances, V6: dynamics, V7: dynamics,
  V8: dynamics, V9: dynamics, V10: dynamics, V11: dynamics, V12: game, V13: losses, V14: losses, V15: distances,
  V16: losses, V17: losses, V18: metrics, V19: losses, V20: score, V21: forward, V22: forward, V23: forward,
  V24: score, V25: score, V26: score, V27: forward, V28: samplers, V29: samplers, V30: samplers, V31: samplers,
  V32: forward, V33: guidance, V34: guidance, V35: samplers, V36: likelihood, V37: score, V38: samplers, V39: samplers,
  V40: samplers, V41: score, V42: guidance, V43: guidance, V44: likelihood, V45: likelihood, V46: vae, V47: vae,
  V48: flow, V49: flow, V50: flow, V51: metrics, V52: metrics, V53: metrics, V54: metrics, V55: metrics, V56: training,
  V57: images,
};

/** @throws RangeError where there is no such claim. */
export async function loadClaim(id: string): Promise<Claim> {
  const topic = Object.hasOwn(topicOf, id) && topicOf[id];
  const claim = topic && ((await topic()) as Record<string, Claim | undefined>)[id];
  if (!claim) throw new RangeError(`There is no claim "${id}". There are ${Object.keys(topicOf).join(', ')}.`);
  return claim;
}
