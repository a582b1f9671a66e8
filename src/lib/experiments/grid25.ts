import { race } from './experiment.ts';

export const grid25 = race(
  'grid25',
  'Grid of twenty-five',
  {
    steps: 12_000, // 25 narrow modes take four times the ring's steps
    batchSize: 512, // a steadier gradient: narrow modes are seen in every batch
    fourier: 1, // finer structure needs higher frequencies
    T: 1000, // the modes' width is 1/57 of the data's: a coarser chain cannot resolve it
    samplerSteps: 250, // with fewer the sampler, not the net, blurs the modes
  },
  [
    { model: 'ddpm', metric: 'modes', atLeast: 25, afterSteps: 12_000 },
    { model: 'ddpm', metric: 'hq', atLeast: 0.9, afterSteps: 12_000 },
  ],
);
