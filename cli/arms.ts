import { armsOf, findArm, type Arm } from '../src/lib/experiments/arms.ts';
import { UsageError } from './options.ts';

/**
 * Arms by their names, separated by commas; all of them by default.
 * @throws UsageError for an arm that the experiment does not have.
 */
export function chosenArms(experiment: string, names: string | undefined): readonly Arm[] {
  if (!names) return armsOf(experiment);
  try {
    return names.split(',').map((name) => findArm(experiment, name.trim()));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
