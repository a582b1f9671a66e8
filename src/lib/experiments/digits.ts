import { race } from './experiment.ts';

export const digits = race('digits', 'Handwritten digits, 8 by 8', {
  steps: 6000,
  batchSize: 128, // 1,797 images: 14 batches to see them all
  budget: 80_000, // dense nets on 64 pixels
  fourier: 0, // coordinates are pixels, not positions: nothing to resolve finely
  prediction: 'v', // 64 dimensions of noise do not fit through a small dense net
  learningRate: 2e-3,
  latentDim: 16, // about as many directions as handwriting has at this size
  learningRateD: 4e-4,
  learningRateG: 4e-4,
  T: 200,
});
