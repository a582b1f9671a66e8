/** The samplers in sigma by name: each a move from one noise level to the next, made for a walk of `steps` moves. */
import { churn, churnDefaults } from './churn.ts';
import { ddimSigma } from './ddimSigma.ts';
import type { Move } from './descend.ts';
import { euler } from './euler.ts';
import { heun } from './heun.ts';
import { predictorCorrector } from './predictorCorrector.ts';
import { reverseSde } from './reverseSde.ts';

export const continuousSamplerNames = ['euler', 'heun', 'churn', 'reverseSde', 'ancestralSigma', 'pc'] as const;
export type ContinuousSamplerName = (typeof continuousSamplerNames)[number];

export interface ContinuousSampler {
  /** @param noise lambda of the reverse SDE, or eta of the ancestral step: 1 by default; the others have none to choose */
  move(steps: number, noise?: number): Move;
  /** Calls of the network for a walk of `steps` moves whose last one goes to sigma = 0. */
  evaluations(steps: number): number;
}

const once = (steps: number) => steps;
const twice = (steps: number) => 2 * steps - 1;

export const continuousSamplers: Record<ContinuousSamplerName, ContinuousSampler> = {
  euler: { move: () => euler, evaluations: once },
  heun: { move: () => heun, evaluations: twice },
  churn: { move: (steps) => churn({ ...churnDefaults, steps }), evaluations: twice },
  reverseSde: { move: (_, lambda = 1) => reverseSde(lambda), evaluations: once },
  ancestralSigma: { move: (_, eta = 1) => ddimSigma(eta), evaluations: once },
  pc: { move: () => predictorCorrector(), evaluations: twice },
};
