/** The catalogue. Plain data: importing it loads no TensorFlow.js. `build.ts` makes the models. */
import { digits } from './digits.ts';
import { discriminator } from './discriminator.ts';
import { race, type Experiment } from './experiment.ts';
import { grid25 } from './grid25.ts';
import { mnist } from './mnist.ts';
import { drawing, images, table } from './own.ts';
import { ring } from './ring.ts';

export const experiments = {
  ring,
  grid25,
  moons: race('moons', 'Two moons'),
  swissRoll: race('swissRoll', 'Swiss roll'),
  spiral: race('spiral', 'Spiral'),
  checkerboard: race('checkerboard', 'Checkerboard'),
  twoGaussians: race('twoGaussians', 'Two Gaussians'),
  line: race('line', 'Bumps on a line'),
  digits,
  mnist,
  table,
  drawing,
  images,
  discriminator,
} satisfies Record<string, Experiment>;

export type ExperimentName = keyof typeof experiments;
export const experimentNames = Object.keys(experiments) as ExperimentName[];

/** @throws RangeError naming what there is. */
export function findExperiment(name: string): Experiment {
  const found = (experiments as Record<string, Experiment>)[name];
  if (!found || !Object.hasOwn(experiments, name)) {
    throw new RangeError(`No experiment is called "${name}". There are ${experimentNames.join(', ')}.`);
  }
  return found;
}
export { resolveConfig, type Experiment, type Expectation } from './experiment.ts';
