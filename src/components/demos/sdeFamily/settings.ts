/** From what the controls say to what is computed: anything strange becomes the start value. Pure. */
import { probeKinds } from '../../../lib/diffusion/probes.ts';
import { places, probeRange, startChoice, type Choice } from './account.ts';
import { lambdas, start, stepChoices, type Settings } from './scene.ts';

type Value = boolean | number | string | null;
export type Read = (name: string) => Value;

function within(value: Value, { min, max }: { min: number; max: number }, otherwise: number): number {
  const number = Number(value);
  return value !== null && Number.isFinite(number) ? Math.min(max, Math.max(min, number)) : otherwise;
}

export function settingsFrom(read: Read): Settings {
  const seed = Number(read('seed'));
  return {
    lambda: within(read('lambda'), lambdas, start.lambda),
    steps: stepChoices.find((steps) => steps === Number(read('steps'))) ?? start.steps,
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : start.seed,
  };
}

export const timeFrom = (read: Read): number => within(read('t'), { min: 0, max: 1 }, 0);

export function choiceFrom(read: Read): Choice {
  return {
    px: within(read('px'), places, startChoice.px),
    py: within(read('py'), places, startChoice.py),
    probes: Math.round(within(read('probes'), probeRange, startChoice.probes)),
    kind: probeKinds.find((kind) => kind === read('kind')) ?? startChoice.kind,
  };
}

export const sameSettings = (a: Settings, b: Settings): boolean =>
  a.lambda === b.lambda && a.steps === b.steps && a.seed === b.seed;
