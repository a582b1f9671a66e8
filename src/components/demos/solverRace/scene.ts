/** Five solvers on the exact score of known data: what runs, and what is measured of it. No page, no drawing. */
import { grid25 } from '../../../lib/data/grid25.ts';
import { ring } from '../../../lib/data/ring.ts';
import type { Dataset } from '../../../lib/data/dataset.ts';
import { churn, churnDefaults } from '../../../lib/diffusion/churn.ts';
import { ddimSigma } from '../../../lib/diffusion/ddimSigma.ts';
import type { Move } from '../../../lib/diffusion/descend.ts';
import { euler } from '../../../lib/diffusion/euler.ts';
import { heun } from '../../../lib/diffusion/heun.ts';
import { createSchedule } from '../../../lib/diffusion/schedule.ts';
import { karrasSigmas, scheduleSigmas } from '../../../lib/diffusion/sigmas.ts';
import { timesteps } from '../../../lib/diffusion/timesteps.ts';
import { exactDenoiser } from '../../../lib/theory/exactDenoiser.ts';

export const solverNames = ['ddpm', 'ddim', 'euler', 'heun', 'churn'] as const;
export type SolverName = (typeof solverNames)[number];
export const titles: Record<SolverName, string> = {
  ddpm: 'DDPM',
  ddim: 'DDIM',
  euler: 'Euler',
  heun: 'Heun',
  churn: 'Churn',
};

export const dataNames = ['ring', 'grid25'] as const;
export const gridNames = ['karras', 'schedule'] as const;
export const metricNames = ['swd', 'hq', 'spread'] as const;
export type Metric = (typeof metricNames)[number];

export interface Settings {
  data: (typeof dataNames)[number];
  /** The levels: of Karras et al. with rho, or of the linear schedule with trailing spacing. */
  grid: (typeof gridNames)[number];
  rho: number;
  /** Of DDIM. */
  eta: number;
  /** Total churn, shared by the steps. */
  churn: number;
  seed: number;
}
export const start: Settings = { data: 'ring', grid: 'karras', rho: 7, eta: 0, churn: churnDefaults.churn, seed: 1 };
export const ranges = {
  rho: { min: 1, max: 15, step: 0.5 },
  eta: { min: 0, max: 1, step: 0.05 },
  churn: { min: 0, max: 80, step: 5 },
  /** The exponent k of 2^k + 1 evaluations. */
  evaluations: { min: 2, max: 8, step: 1 },
} as const;

/** Evaluations of the denoiser per sample: odd, so that Heun's 2 n - 1 can be met exactly. */
export const evaluationsOf = (exponent: number): number => 2 ** exponent + 1;
export const rows = Array.from({ length: 7 }, (_, i) => evaluationsOf(i + 2));
/** The row whose paths are drawn at first. */
export const shownExponent = 4;
/** Points behind each measurement, and those whose paths are drawn. */
export const count = 1000;
export const shown = 40;

const makers = { ring, grid25 };
const made = new Map<string, { data: Dataset; denoise: ReturnType<typeof exactDenoiser> }>();
/** The data with its exact denoiser. */
export function dataOf(name: Settings['data']) {
  let entry = made.get(name);
  if (!entry) {
    const data = makers[name]();
    made.set(name, (entry = { data, denoise: exactDenoiser(data.mixture!) }));
  }
  return entry;
}

const linear = createSchedule('linear', 1000);

export const stepsOf = (solver: SolverName, evaluations: number): number =>
  solver === 'heun' || solver === 'churn' ? (evaluations + 1) / 2 : evaluations;

export const sigmasOf = ({ grid, rho }: Settings, steps: number): number[] =>
  grid === 'karras' ? karrasSigmas(steps, { rho }) : scheduleSigmas(linear, timesteps(linear.T, steps));

export function moveOf(solver: SolverName, settings: Settings, steps: number): Move {
  switch (solver) {
    case 'ddpm':
      return ddimSigma(1);
    case 'ddim':
      return ddimSigma(settings.eta);
    case 'euler':
      return euler;
    case 'heun':
      return heun;
    case 'churn':
      return churn({ ...churnDefaults, churn: settings.churn, steps });
  }
}

/** Whether it follows the flow, so that its endpoints can be held against the exact ones. */
export const followsFlow = (solver: SolverName, { eta, churn: amount }: Settings): boolean =>
  solver === 'euler' || solver === 'heun' || (solver === 'ddim' && eta === 0) || (solver === 'churn' && amount === 0);

/** The highest level of a grid, whatever its number of steps. */
export const topOf = (settings: Settings): number => sigmasOf(settings, 5)[0]!;

/** What the result of a solver depends on, as one text. */
export function keyOf(solver: SolverName, settings: Settings): string {
  const { data, grid, rho, eta, churn: amount, seed } = settings;
  const own = solver === 'ddim' ? eta : solver === 'churn' ? amount : '';
  return [solver, data, grid, grid === 'karras' ? rho : '', own, seed].join(' ');
}
