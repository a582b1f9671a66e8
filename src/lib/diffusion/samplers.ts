import type { discreteSamplerNames } from '../model.ts';
import { ancestralStep } from './ancestral.ts';
import { ddimStep } from './ddim.ts';
import type { ReverseStep } from './reverse.ts';
import type { NoiseSchedule } from './schedule.ts';

/** Interchangeable rules for one reverse step from t to s. */
export const samplers: Record<
  (typeof discreteSamplerNames)[number],
  (schedule: NoiseSchedule, eta: number) => (t: number, s: number) => ReverseStep
> = {
  ddim: (schedule, eta) => (t, s) => ddimStep(schedule, eta, t, s),
  ancestral: (schedule) => (t, s) => ancestralStep(schedule, 'posterior', t, s),
  ancestralBeta: (schedule) => (t, s) => ancestralStep(schedule, 'beta', t, s),
};
