/** The losses that the figure offers, by the names of the study, with names short enough for a chart. */
import { armsOf, findArm, type Arm } from '../../../lib/experiments/arms.ts';
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';

export const offeredData = ['ring', 'grid25'] as const;
export type OfferedData = (typeof offeredData)[number];

export const offeredArms: readonly string[] = armsOf('ring')
  .filter(({ model }) => model === 'gan')
  .map(({ name }) => name);
export const startArm = 'non-saturating';

const short: Record<string, string> = {
  'non-saturating': 'NS',
  'non-saturating-r1': 'R1',
  pac2: 'Pac',
  relativistic: 'Rel',
  'least-squares': 'LS',
  hinge: 'Hin',
  'wgan-gp': 'WGP',
};
export const shortName = (arm: string): string => short[arm] ?? arm;
export const titleOf = (arm: string): string => findArm('ring', arm).title;

export interface Setup {
  data: OfferedData;
  arm: string;
  seed: number;
}

export const armOf = ({ data, arm }: Setup): Arm => findArm(data, arm);
export const stepsOf = (setup: Setup): number => resolveConfig(experiments[setup.data], armOf(setup).config).steps;
export const sameRun = (a: Setup, b: Setup): boolean => a.data === b.data && a.arm === b.arm && a.seed === b.seed;
