/** The samplers in sigma by name: each a move from one noise level to the next, made for a walk of `steps` moves. */
import type { ContinuousSamplerName } from '../model.ts';
import { churn, churnDefaults } from './churn.ts';
import { ddimSigma } from './ddimSigma.ts';
import type { Move } from './descend.ts';
import { euler } from './euler.ts';
import { heun } from './heun.ts';
import { predictorCorrector } from './predictorCorrector.ts';
import { reverseSde } from './reverseSde.ts';

export interface ContinuousSampler {
  /** @param amount of noise: S_churn, lambda of the reverse SDE, eta of the ancestral step; 0 or absent for the usual one */
  move(steps: number, amount?: number): Move;
  /** Calls of the network for a walk of `steps` moves whose last one goes to sigma = 0. */
  evaluations(steps: number): number;
}

const once = (steps: number) => steps;
const twice = (steps: number) => 2 * steps - 1;

export const continuousSamplers: Record<ContinuousSamplerName, ContinuousSampler> = {
  euler: { move: () => euler, evaluations: once },
  heun: { move: () => heun, evaluations: twice },
  churn: {
    move: (steps, amount) => churn({ ...churnDefaults, churn: amount || churnDefaults.churn, steps }),
    evaluations: twice,
  },
  reverseSde: { move: (_, amount) => reverseSde(amount || 1), evaluations: once },
  ancestralSigma: { move: (_, amount) => ddimSigma(amount || 1), evaluations: once },
  pc: { move: () => predictorCorrector(), evaluations: twice },
};
