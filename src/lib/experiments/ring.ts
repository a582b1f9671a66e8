import { race } from './experiment.ts';

export const ring = race('ring', 'Ring of eight', {}, [
  { model: 'ddpm', metric: 'modes', atLeast: 8, afterSteps: 3000 },
  { model: 'ddpm', metric: 'hq', atLeast: 0.9, afterSteps: 3000 },
]);
