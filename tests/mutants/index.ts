/** Every planted bug but those of the discrete samplers, which `samplers.ts` keeps with the checks of all of them. */
import { bridgeMutants } from './bridges.ts';
import { continuousMutants } from './continuous.ts';
import { edmMutants } from './edm.ts';
import { ganMutants } from './gan.ts';
import { imageMutants } from './images.ts';
import { metricsMutants } from './metrics.ts';
import type { PlantedBug } from './plantedBug.ts';

export const plantedBugs: readonly PlantedBug[] = [
  ...ganMutants,
  ...bridgeMutants,
  ...continuousMutants,
  ...edmMutants,
  ...imageMutants,
  ...metricsMutants,
];
