/**
 * The contestants of each data set: what the results tables compare. An arm is a model with its recipe and the ways its
 * samples are drawn; the command line, the tables and the demos share it by name.
 */
import type { SamplerName } from '../model.ts';
import type { Config } from './config.ts';

/** One way to draw samples from a trained model. */
export interface Sampling {
  title: string;
  sampler?: SamplerName;
  /** Steps of the sampler; T where absent and the sampler is ancestral. */
  samplerSteps?: number;
  eta?: number;
  /** A model that is told labels draws each as often as the data has it; without this it is told none. */
  told?: boolean;
  /** gamma of classifier-free guidance. */
  guidanceScale?: number;
}

export interface Arm {
  /** Lower-case words joined by hyphens: a name for the terminal and for files. */
  name: string;
  title: string;
  /** Which of `build.ts`'s models. */
  model: string;
  /** What differs from the experiment of its data set, each number with its reason. */
  config: Partial<Config>;
  samplings: readonly Sampling[];
}

const onePass: Sampling[] = [{ title: 'one pass' }];
const strided = (...steps: number[]): Sampling[] =>
  steps.map((samplerSteps) => ({ title: `DDIM ${samplerSteps}`, sampler: 'ddim', samplerSteps }));

/** A model that was told labels, asked for them with more and more guidance, and not asked. */
const guided = (sampling: Omit<Sampling, 'title'>): Sampling[] => [
  { title: 'told', ...sampling, told: true },
  ...[2, 4].map((guidanceScale) => ({ title: `guided by ${guidanceScale}`, ...sampling, told: true, guidanceScale })),
  { title: 'not told', ...sampling },
];

/** A held-back D bears, and uses, three times the learning rate. */
const held = { learningRateD: 3e-3, learningRateG: 3e-3 };

/**
 * The seven GAN losses on points. Same nets, data and number of steps: what differs is the game.
 * @param gamma weight of R1 and R2, found by trying a few on seed 1
 */
const gans = (common: Partial<Config>, gamma: number): Arm[] => {
  const arm = (name: string, title: string, config: Partial<Config>): Arm => ({
    name,
    title,
    model: 'gan',
    config: { ...common, ...config },
    samplings: onePass,
  });
  return [
    arm('non-saturating', 'non-saturating', { loss: 'nonSaturating' }),
    arm('non-saturating-r1', 'non-saturating + R1', {
      loss: 'nonSaturating',
      penalty: 'r1',
      penaltyWeight: gamma,
      ...held,
    }),
    arm('pac2', 'non-saturating, PacGAN 2', { loss: 'nonSaturating', pac: 2 }),
    arm('relativistic', 'relativistic + R1 + R2', {
      loss: 'relativistic',
      penalty: 'r1r2',
      penaltyWeight: gamma,
      ...held,
    }),
    arm('least-squares', 'least squares', { loss: 'leastSquares' }),
    arm('hinge', 'hinge', { loss: 'hinge' }),
    arm('wgan-gp', 'Wasserstein + gradient penalty', {
      loss: 'wasserstein',
      penalty: 'gradientPenalty',
      penaltyWeight: 0.1, // the value of the authors' own toy figures
      nD: 5, // the critic is to be near its optimum
    }),
  ];
};

const vae = (config: Partial<Config>): Arm => ({ name: 'vae', title: 'VAE', model: 'vae', config, samplings: onePass });

/** Between the two families: flows, jumps along their curves, and a GAN for each of four denoising steps. */
const bridges: Arm[] = [
  {
    name: 'flow',
    title: 'flow matching',
    model: 'flow',
    config: {},
    samplings: [
      { title: 'Heun 20', sampler: 'heun', samplerSteps: 20 },
      { title: 'Euler 20', sampler: 'euler', samplerSteps: 20 },
      { title: 'Euler 1', sampler: 'euler', samplerSteps: 1 },
    ],
  },
  {
    name: 'reflow',
    title: 'reflow',
    model: 'reflow',
    config: {},
    samplings: [
      { title: 'Euler 4', sampler: 'euler', samplerSteps: 4 },
      { title: 'Euler 1', sampler: 'euler', samplerSteps: 1 },
    ],
  },
  {
    name: 'consistency',
    title: 'consistency, distilled',
    model: 'consistency',
    config: { sigmaMax: 20 }, // the data have unit variance: drowned well before 80
    samplings: [
      { title: '1 jump', samplerSteps: 1 },
      { title: '2 jumps', samplerSteps: 2 },
    ],
  },
  {
    name: 'denoising-gan',
    title: 'denoising diffusion GAN',
    model: 'denoisingGan',
    config: { fourierD: 0.5, penalty: 'r1', penaltyWeight: 0.1, ...held },
    samplings: [{ title: '4 steps' }],
  },
];

const ringArms: Arm[] = [
  ...gans({ averageG: 0.99, fourierD: 0.5 }, 0.1),
  vae({ latentDim: 2 }),
  {
    name: 'ddpm',
    title: 'diffusion, noise prediction',
    model: 'ddpm',
    config: {},
    samplings: [{ title: 'ancestral, every step', sampler: 'ancestral', samplerSteps: 200 }, ...strided(50, 10)],
  },
  {
    name: 'edm',
    title: 'diffusion, EDM',
    model: 'edm',
    config: {},
    samplings: [
      { title: 'Heun 18', sampler: 'heun', samplerSteps: 18 },
      { title: 'Heun 10', sampler: 'heun', samplerSteps: 10 },
    ],
  },
  ...bridges,
];

const gridSteps = 6000;
const gridArms: Arm[] = [
  ...gans({ steps: gridSteps, batchSize: 256, averageG: 0.99, fourierD: 1 }, 0.2),
  vae({ steps: gridSteps, latentDim: 2 }),
  {
    name: 'ddpm',
    title: 'diffusion, noise prediction',
    model: 'ddpm',
    config: { steps: gridSteps },
    samplings: [{ title: 'ancestral 1,000', sampler: 'ancestral', samplerSteps: 1000 }, ...strided(250, 50, 20)],
  },
  {
    name: 'edm',
    title: 'diffusion, EDM',
    model: 'edm',
    config: { steps: gridSteps, pMean: -2.5 },
    samplings: [
      { title: 'Heun 40', sampler: 'heun', samplerSteps: 40 },
      { title: 'Heun 18', sampler: 'heun', samplerSteps: 18 },
      { title: 'Heun 10', sampler: 'heun', samplerSteps: 10 },
    ],
  },
];

/** Convolutional players. The penalty's weight suits standardised pixels, where D's gradient is spread over many coordinates. */
const imageGan: Partial<Config> = {
  net: 'conv',
  loss: 'nonSaturating',
  penalty: 'r1',
  penaltyWeight: 1,
  averageG: 0.999,
  learningRateD: 1e-3,
  learningRateG: 1e-3,
};
const unet: Partial<Config> = {
  net: 'conv',
  prediction: 'v', // the net need not carry the noise through itself
  learningRate: 1e-3,
};

const digitSteps = 2500;
/** Dense layers take a tenth of a U-Net's time: more steps of them. */
const digitVae: Partial<Config> = { steps: 6000, latentDim: 16, learningRate: 2e-3 };
const digitArms: Arm[] = [
  {
    name: 'dcgan',
    title: 'DCGAN + R1',
    model: 'gan',
    config: { ...imageGan, steps: digitSteps, batchSize: 64, latentDim: 32 },
    samplings: onePass,
  },
  {
    name: 'stylegan',
    title: 'small StyleGAN + R1',
    model: 'stylegan',
    config: { ...imageGan, steps: digitSteps, batchSize: 64, latentDim: 32 },
    samplings: onePass,
  },
  vae(digitVae),
  { ...vae({ ...digitVae, startVariance: 0.02 }), name: 'vae-precise', title: 'VAE that starts precise' },
  {
    name: 'unet',
    title: 'diffusion, U-Net',
    model: 'ddpm',
    config: { ...unet, steps: digitSteps, batchSize: 64 },
    samplings: [{ title: 'ancestral, every step', sampler: 'ancestral', samplerSteps: 200 }, ...strided(50, 10)],
  },
  {
    name: 'unet-conditional',
    title: 'diffusion, U-Net told the label',
    model: 'ddpm',
    config: { ...unet, steps: digitSteps, batchSize: 64, conditional: true },
    samplings: guided({ sampler: 'ddim', samplerSteps: 50 }),
  },
  {
    name: 'edm-conditional',
    title: 'diffusion, EDM told the label',
    model: 'edm',
    config: { ...unet, steps: digitSteps, batchSize: 64, conditional: true, sigmaMax: 20 }, // the data have unit variance
    samplings: guided({ sampler: 'heun', samplerSteps: 18 }),
  },
];

/** What a processor of two cores learns in half an hour or so each. */
const mnistArms: Arm[] = [
  {
    name: 'dcgan',
    title: 'DCGAN + R1',
    model: 'gan',
    config: { ...imageGan, steps: 5000, batchSize: 64, latentDim: 64, learningRateD: 5e-4, learningRateG: 5e-4 },
    samplings: onePass,
  },
  vae({ net: 'mlp', steps: 8000, batchSize: 128, latentDim: 24, budget: 400_000, learningRate: 2e-3 }),
  {
    name: 'unet',
    title: 'diffusion, U-Net',
    model: 'ddpm',
    config: { ...unet, steps: 4000, batchSize: 64, T: 1000 },
    samplings: strided(50, 20),
  },
];

const arms: Record<string, readonly Arm[]> = {
  ring: ringArms,
  grid25: gridArms,
  digits: digitArms,
  mnist: mnistArms,
};

/** Experiments with arms to compare. */
export const comparable = Object.keys(arms);

export const armsOf = (experiment: string): readonly Arm[] => arms[experiment] ?? [];

/** @throws RangeError naming what there is. */
export function findArm(experiment: string, name: string): Arm {
  const list = armsOf(experiment);
  const found = list.find((arm) => arm.name === name);
  if (found) return found;
  throw new RangeError(
    `The experiment ${experiment} has no arm "${name}". It has ${list.map((arm) => arm.name).join(', ') || 'none'}.`,
  );
}
