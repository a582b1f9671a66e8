/** The races on what a reader brings (MNIST has a file of its own). Nothing is known of such data but its kind. */
import { race } from './experiment.ts';

/** Standardised points like the book's own: the same numbers. */
export const table = race('table', 'Your table');

export const drawing = race('drawing', 'Your drawing', {
  fourier: 1, // ink is narrower than the modes of the ring
  steps: 4000,
});

/** 8 or 28 pixels a side: the same nets, whose channels count the cost of both. */
export const images = race('images', 'Your images', {
  net: 'conv',
  channels: 8, // half of what digits get: a reader's images are few, and the processor is a reader's
  steps: 3000,
  batchSize: 32, // there may be no more than twenty images
  latentDim: 32,
  penalty: 'r1', // a convolutional D wins at once without it
  penaltyWeight: 1,
  averageG: 0.999,
  learningRateD: 5e-4,
  learningRateG: 5e-4,
  learningRate: 1e-3,
  fourier: 0, // pixels, not positions
  samplerSteps: 20, // convolutions: a look at the samples must not take longer than the training between two
  prediction: 'v', // the net need not carry the noise through itself
});
