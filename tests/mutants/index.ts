/** Every planted bug but those of the discrete samplers, which `samplers.ts` keeps with the checks of all of them. */
import { bridgeMutants } from './bridges.ts';
import { continuousMutants } from './continuous.ts';
import { controlMutants } from './control.ts';
import { edmMutants } from './edm.ts';
import { ganMutants } from './gan.ts';
import { imageMutants } from './images.ts';
import { latentMutants } from './latents.ts';
import { likelihoodMutants } from './likelihood.ts';
import { metricsMutants } from './metrics.ts';
import type { PlantedBug } from './plantedBug.ts';
import { questionMutants } from './questions.ts';
import { theoryMutants } from './theory.ts';
import { transportMutants } from './transport.ts';

export const plantedBugs: readonly PlantedBug[] = [
  ...ganMutants,
  ...bridgeMutants,
  ...continuousMutants,
  ...controlMutants,
  ...latentMutants,
  ...likelihoodMutants,
  ...questionMutants,
  ...theoryMutants,
  ...transportMutants,
  ...edmMutants,
  ...imageMutants,
  ...metricsMutants,
];
