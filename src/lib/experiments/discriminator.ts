import type { Experiment } from './experiment.ts';

/** Chapter 2's figure: D alone, learning to tell two fixed densities apart. */
export const discriminator: Experiment = {
  name: 'discriminator',
  title: 'A discriminator against its optimum',
  data: 'line',
  models: ['D'],
  config: {
    steps: 3000,
    budget: 3000, // two hidden layers are enough for a curve
    batchSize: 512,
    loss: 'minimax',
    learningRateD: 2e-3,
  },
  expect: [],
};
