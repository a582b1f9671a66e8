/** The ways of a few points through each solver, and where the exact flow leads them. */
import { descend } from '../../../lib/diffusion/descend.ts';
import { exactFlow } from '../../../lib/diffusion/exactFlow.ts';
import { float64Space } from '../../../lib/diffusion/space.ts';
import { createRng } from '../../../lib/random.ts';
import { noise } from './race.ts';
import {
  dataOf,
  moveOf,
  shown,
  sigmasOf,
  solverNames,
  stepsOf,
  topOf,
  type Settings,
  type SolverName,
} from './scene.ts';

export interface Paths {
  /** One frame a step, in the coordinates x / sqrt(1 + sigma^2), in which data and noise have the same size. [shown, 2] flat */
  frames: Partial<Record<SolverName, Float64Array[]>>;
  /** Where the exact flow ends. [shown, 2] flat */
  ends: Float64Array | null;
}

const flowSteps = 120;

/** Yields after each step, and fills what it has given out first. */
export function* walkPaths(settings: Settings, evaluations: number): Generator<Paths> {
  const { denoise } = dataOf(settings.data);
  const x = noise(settings, shown);
  const paths: Paths = { frames: {}, ends: null };
  for (const solver of solverNames) {
    const steps = stepsOf(solver, evaluations);
    const space = float64Space(createRng(settings.seed).fork(`paths ${solver}`));
    const frames: Float64Array[] = [];
    for (const frame of descend(space, denoise, x, sigmasOf(settings, steps), moveOf(solver, settings, steps))) {
      const scale = 1 / Math.hypot(1, frame.sigma);
      frames.push(frame.x.map((v) => scale * v));
      yield paths;
    }
    paths.frames[solver] = frames;
  }
  let ends = x;
  for (const y of exactFlow(denoise, x, topOf(settings), flowSteps)) {
    ends = y;
    yield paths;
  }
  paths.ends = ends;
  yield paths;
}
