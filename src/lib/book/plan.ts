/** The book's plan: its parts, and the chapters that are not written yet. Numbers are kept free for them. */

export interface PlannedChapter {
  number: number;
  title: string;
}
export interface Part {
  name: string;
  title: string;
  summary: string;
  chapters: PlannedChapter[];
}

const titles = [
  'Distances between distributions',
  'The GAN game',
  'Three generator losses are one vector field',
  'Gradient dynamics',
  'Mode collapse',
  'A zoo of losses and their regularisers',
  'The ideas of StyleGAN',
  'The variational autoencoder and its bound',
  'The forward process and the noise loss',
  'Schedules, parameterisations, weights',
  'Scores, Tweedie, Langevin',
  'Stochastic differential equations and likelihood',
  'Fast samplers',
  'Conditioning: guidance, editing, inpainting',
  'Flow matching and consistency: the bridge',
  'Evaluation',
  'Trade-offs, measured',
];

export const parts: Part[] = [
  {
    name: 'I',
    title: 'Mathematical foundations',
    summary: 'Each statement with its assumptions and its derivation, beside a figure in which it can be watched.',
    chapters: titles.map((title, i) => ({ number: i + 1, title })),
  },
  {
    name: 'II',
    title: 'Implementation guide',
    summary: 'The models of this book, built from their parts in the code that runs here.',
    chapters: [],
  },
  {
    name: 'III',
    title: 'Results',
    summary: 'Speed, stability, quality and control, measured with their spread.',
    chapters: [],
  },
  {
    name: 'IV',
    title: 'Practice',
    summary: 'When to choose which family, each case with a baseline and its caveat.',
    chapters: [],
  },
];
