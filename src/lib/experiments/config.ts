/** Every number of a run, flat, each with its default and its reason. Page, command line and tests share it. */
import type { DatasetName } from '../data/index.ts';
import type { SamplerName } from '../model.ts';

export const ganLossNames = ['minimax', 'nonSaturating', 'leastSquares', 'hinge'] as const;
export type GanLossName = (typeof ganLossNames)[number];
export const scheduleNames = ['linear', 'cosine'] as const;
export type ScheduleName = (typeof scheduleNames)[number];
/** Every T that the page offers; a test holds the terminal alphaBar below 1e-4 for each. */
export const offeredT = [50, 100, 200, 500, 1000] as const;

export interface Config {
  data: DatasetName;
  seed: number;
  steps: number;
  batchSize: number;
  /** Trainable weights of each contestant; widths are chosen to fit. */
  budget: number;

  loss: GanLossName;
  latentDim: number;
  learningRateD: number;
  learningRateG: number;
  /** Discriminator updates per step, generator updates per step. */
  nD: number;
  nG: number;

  T: number;
  schedule: ScheduleName;
  learningRate: number;
  /** What the net's last layer means: eps itself, or v, from which eps follows. The loss is the noise loss either way. */
  prediction: 'eps' | 'v';
  /** Standard deviation of the Fourier features' frequencies; 0 turns them off. */
  fourier: number;
  sampler: SamplerName;
  samplerSteps: number;
  eta: number;

  /** Distance between the two densities of the discriminator experiment. */
  separation: number;
}

export const defaultConfig: Config = {
  data: 'ring',
  seed: 1,
  steps: 3000, // a recipe that reaches its plateau; the learning rate falls over the last 40 %
  batchSize: 256, // large enough for a smooth loss, small enough for a phone
  budget: 14_000, // 3 hidden layers of 64 with Fourier and time features; G and D share as many

  loss: 'nonSaturating', // Goodfellow's own choice: gradients do not vanish while D wins
  latentDim: 4, // more than the data's two, so that G can fold without tearing
  learningRateD: 1e-3,
  learningRateG: 1e-3,
  nD: 1,
  nG: 1,

  T: 200,
  schedule: 'linear', // rescaled to T: the terminal alphaBar stays below 1e-4
  learningRate: 3e-3, // three times the usual: with Fourier features the small net bears it, and learns faster
  prediction: 'eps',
  fourier: 0.5, // without them the same net reaches a third of the quality in these steps
  sampler: 'ddim',
  samplerSteps: 50,
  eta: 0,

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
  'separation',
] as const;
export type LiveKey = (typeof liveKeys)[number];
