import type { Experiment } from './experiment.ts';

/** Images of 28 x 28 from the reader's own files: convolutional nets, sized for a processor. */
export const mnist: Experiment = {
  name: 'mnist',
  title: 'MNIST digits, 28 by 28',
  data: 'mnist',
  models: ['gan', 'ddpm'],
  config: {
    net: 'conv',
    steps: 4000,
    batchSize: 64, // more would not fit the patience of a processor
    latentDim: 64,
    loss: 'nonSaturating',
    penalty: 'r1', // a convolutional D wins at once without it
    penaltyWeight: 1,
    averageG: 0.999,
    learningRateD: 5e-4,
    learningRateG: 5e-4,
    learningRate: 1e-3,
    T: 1000,
    samplerSteps: 50,
    fourier: 0, // pixels, not positions
    prediction: 'v', // the net need not carry the noise through itself
  },
  expect: [],
};
