/** Every number of a run, flat, each with its default and its reason. Page, command line and tests share it. */
import type { DatasetName, OwnDatasetName } from '../data/index.ts';
import type { SamplerName } from '../model.ts';

export const ganLossNames = [
  'minimax',
  'nonSaturating',
  'leastSquares',
  'hinge',
  'wasserstein',
  'relativistic',
] as const;
export type GanLossName = (typeof ganLossNames)[number];
export const penaltyNames = ['none', 'clip', 'gradientPenalty', 'r1', 'r1r2', 'spectral'] as const;
/** What holds D back: nothing, clipped weights, a penalty on its gradient, or spectrally normalised layers. */
export type PenaltyName = (typeof penaltyNames)[number];
export const netNames = ['mlp', 'conv'] as const;
export type NetName = (typeof netNames)[number];
export const predictionNames = ['eps', 'v', 'x0'] as const;
export type PredictionName = (typeof predictionNames)[number];
export const weightingNames = ['simple', 'vlb', 'minSnr', 'velocity'] as const;
export type WeightingName = (typeof weightingNames)[number];
export const scheduleNames = ['linear', 'cosine', 'zeroTerminal'] as const;
export type ScheduleName = (typeof scheduleNames)[number];
/** Schedules for a net that predicts eps, which the page's is: at zero terminal SNR eps says nothing of the data. */
export const offeredSchedules = ['linear', 'cosine'] as const satisfies readonly ScheduleName[];
/** Every T that the page offers; a test holds the terminal alphaBar below 1e-4 for each. */
export const offeredT = [50, 100, 200, 500, 1000] as const;

export interface Config {
  data: DatasetName | OwnDatasetName;
  seed: number;
  steps: number;
  batchSize: number;
  /** Trainable weights of each contestant; widths are chosen to fit. */
  budget: number;
  /** Dense layers, or a convolutional pair and a U-Net for images. */
  net: NetName;
  /** Channels of a convolutional net at the finest resolution. */
  channels: number;
  /** Whether the models are told the label of what they draw. */
  conditional: boolean;

  loss: GanLossName;
  penalty: PenaltyName;
  /** gamma of R1 and R2, lambda of the gradient penalty, the bound of clipped weights. */
  penaltyWeight: number;
  /** Points that D judges together (PacGAN); 1 is the usual game. */
  pac: number;
  /** Standard deviation of the frequencies of D's Fourier features; 0 turns them off. */
  fourierD: number;
  /** Decay of the average of G's weights that samples are drawn with; 0 draws with the weights themselves. */
  averageG: number;
  latentDim: number;
  learningRateD: number;
  learningRateG: number;
  /** Discriminator updates per step, generator updates per step. */
  nD: number;
  nG: number;

  T: number;
  schedule: ScheduleName;
  learningRate: number;
  /** What the net's last layer means: eps itself, or v or x_0, from which eps follows. The loss is the noise loss either way. */
  prediction: PredictionName;
  /** Weight of each t in the loss. */
  weighting: WeightingName;
  /** Whether the net also learns the reverse variance, between betaTilde and beta. */
  learnVariance: boolean;
  /** Standard deviation of the Fourier features' frequencies; 0 turns them off. */
  fourier: number;
  sampler: SamplerName;
  samplerSteps: number;
  eta: number;
  /** Chance that a label is left out in training, so that one net learns both scores. */
  labelDropout: number;
  /** gamma of classifier-free guidance; 1 is none. */
  guidanceScale: number;

  /** EDM: noise levels of the sampler's grid, and its exponent. */
  sigmaMin: number;
  sigmaMax: number;
  rho: number;
  /** EDM: log sigma in training is normal with this mean and standard deviation. */
  pMean: number;
  pStd: number;
  /** EDM: how much noise the sampler adds and removes again (S_churn); the lambda of a reverse SDE. */
  churn: number;

  /** Reflow and consistency: the part of the steps in which a teacher is trained first; 0 trains a consistency model without one. */
  teacherShare: number;

  /** VAE: weight of the KL term. */
  beta: number;
  /** VAE: the decoder's variance before it has learned anything; the data's is 1. */
  startVariance: number;

  /** Distance between the two densities of the discriminator experiment. */
  separation: number;
}

export const defaultConfig: Config = {
  data: 'ring',
  seed: 1,
  steps: 3000, // a recipe that reaches its plateau; the learning rate falls over the last 40 %
  batchSize: 256, // large enough for a smooth loss, small enough for a phone
  budget: 14_000, // 3 hidden layers of 64 with Fourier and time features; G and D share as many
  net: 'mlp',
  channels: 16, // enough for digits, few enough for a processor
  conditional: false,

  loss: 'nonSaturating', // Goodfellow's own choice: gradients do not vanish while D wins
  penalty: 'none', // the plain game first: its faults are the subject
  penaltyWeight: 0.02, // R1 on standardised points; a stronger one flattens D between the modes
  pac: 1,
  fourierD: 0,
  averageG: 0,
  latentDim: 4, // more than the data's two, so that G can fold without tearing
  learningRateD: 1e-3,
  learningRateG: 1e-3,
  nD: 1,
  nG: 1,

  T: 200,
  schedule: 'linear', // rescaled to T: the terminal alphaBar stays below 1e-4
  learningRate: 3e-3, // three times the usual: with Fourier features the small net bears it, and learns faster
  prediction: 'eps',
  weighting: 'simple', // DDPM's own: every t alike
  learnVariance: false,
  fourier: 0.5, // without them the same net reaches a third of the quality in these steps
  sampler: 'ddim',
  samplerSteps: 50,
  eta: 0,
  labelDropout: 0.1, // often enough to learn the unconditional score, seldom enough not to cost the other
  guidanceScale: 1,

  sigmaMin: 0.002, // far below the width of the narrowest modes
  sigmaMax: 80, // a data set of unit variance is drowned
  rho: 7, // Karras et al. 2022: errors spread evenly over the steps
  pMean: -1.2, // Karras et al. 2022; narrow modes want lower noise
  pStd: 1.2,
  churn: 0,

  teacherShare: 0.5, // as much for the student as for its teacher

  beta: 1, // the evidence lower bound itself
  // At the data's own variance a maximum is near where z is ignored, and training stays there (posterior collapse). Far below, a
  // finer code pays at once: the encoder spends nats for which the prior has no room, and samples suffer.
  startVariance: 0.37,

  separation: 1.5,
};

/** Keys that a running model takes without starting again. */
export const liveKeys = [
  'steps',
  'loss',
  'learningRateD',
  'learningRateG',
  'nD',
  'nG',
  'learningRate',
  'sampler',
  'samplerSteps',
  'eta',
  'guidanceScale',
  'churn',
  'separation',
] as const;
export type LiveKey = (typeof liveKeys)[number];
