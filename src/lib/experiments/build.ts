/** From an experiment's numbers to its models. The only place that knows both families. */
import type { Dataset } from '../data/index.ts';
import { createDdpm, type DiffusionOptions } from '../diffusion/ddpm.ts';
import { createEdm } from '../diffusion/edm.ts';
import { createConsistency } from '../flow/consistency.ts';
import { createFlow } from '../flow/flow.ts';
import { createReflow } from '../flow/reflow.ts';
import { createVae } from '../vae/vae.ts';
import { convNets } from './convNets.ts';
import { createDenoisingGan } from './denoisingGan.ts';
import { createDiscriminator } from './discriminatorModel.ts';
import { createStyleGan } from './styleGan.ts';
import { createGan } from '../gan/gan.ts';
import { ganLosses, isLogitLoss } from '../gan/losses.ts';
import type { Model } from '../model.ts';
import type { Rng } from '../random.ts';
import type { Config } from './config.ts';
import { classesOf, convLayout } from './fit.ts';

const builders: Record<string, (config: Config, dataset: Dataset, rng: Rng) => Model> = {
  gan(config, dataset, rng) {
    const classes = classesOf(config, dataset);
    const images = convLayout(config, dataset);
    return createGan(config, dataset.dim, rng, { classes, ...(images && { nets: convNets(config, images, classes) }) });
  },
  ddpm: (config, dataset, rng) => createDdpm(config, dataset.dim, rng, diffusionOptions(config, dataset)),
  edm: (config, dataset, rng) => createEdm(config, dataset.dim, rng, diffusionOptions(config, dataset)),
  stylegan(config, dataset, rng) {
    const images = convLayout({ ...config, net: 'conv' }, dataset); // there is no other kind
    return createStyleGan(config, images!, classesOf(config, dataset), rng);
  },
  vae: (config, { dim }, rng) => createVae(config, dim, rng),
  flow: (config, { dim }, rng) => createFlow(config, dim, rng),
  reflow: (config, { dim }, rng) => createReflow(config, dim, rng),
  consistency: (config, { dim }, rng) => createConsistency(config, dim, rng),
  denoisingGan: (config, { dim }, rng) => createDenoisingGan(config, dim, rng),
  D: (config, _dataset, rng) => createDiscriminator(config, rng),
};

function diffusionOptions(config: Config, dataset: Dataset): DiffusionOptions {
  const { images } = dataset;
  return {
    limits: images ? [images.black, images.white] : null,
    classes: classesOf(config, dataset),
    image: convLayout(config, dataset),
  };
}

/** @throws RangeError for a model that no family builds. */
export function buildModels(
  names: readonly string[],
  config: Config,
  dataset: Dataset,
  rng: Rng,
): Record<string, Model> {
  return Object.fromEntries(
    names.map((name) => {
      const build = builders[name];
      if (!build) throw new RangeError(`No model is called "${name}". There are ${Object.keys(builders).join(', ')}.`);
      return [name, build(config, dataset, rng.fork(name))];
    }),
  );
}

export interface Reference {
  value: number;
  meaning: string;
}

/**
 * The lines that a loss is drawn against, named as the session names losses.
 * @param floorPerT the least noise loss at t = 1..T, where it is known: the training loss draws each t equally often
 */
export function lossReferences(
  models: readonly string[],
  config: Config,
  floorPerT: Float32Array | null,
): Record<string, Reference> {
  const references: Record<string, Reference> = {};
  if (models.includes('gan')) {
    const { equilibrium } = ganLosses[config.loss];
    references['gan.d'] = { value: equilibrium.discriminator, meaning: 'D at the equilibrium' };
    references['gan.g'] = { value: equilibrium.generator, meaning: 'G at the equilibrium' };
    if (isLogitLoss(config.loss))
      references['gan.V'] = { value: -Math.log(4), meaning: 'V at the equilibrium, -log 4' };
  }
  if (floorPerT) {
    references['ddpm.eps'] = {
      value: floorPerT.reduce((sum, floor) => sum + floor, 0) / floorPerT.length,
      meaning: 'the floor: the best loss that any network can reach',
    };
  }
  return references;
}
