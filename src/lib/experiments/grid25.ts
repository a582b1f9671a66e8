import { race } from './experiment.ts';

export const grid25 = race(
  'grid25',
  'Grid of twenty-five',
  {
    steps: 6000, // 25 narrow modes take twice the ring's steps
    fourier: 1, // finer structure needs higher frequencies
    T: 1000, // the modes' width is 1/57 of the data's: a coarser chain cannot resolve it
    samplerSteps: 100,
  },
  [{ model: 'ddpm', metric: 'modes', atLeast: 25, afterSteps: 6000 }],
);
