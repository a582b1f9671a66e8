/** Three ways through the book, for three readers: the chapters in their order, and what to take from each. */

export interface Stop {
  /** Number of the chapter in the plan. */
  chapter: number;
  /** What to read it for; `$tex$` and *emphasis* allowed. */
  why: string;
}
export interface ReadingPath {
  id: string;
  title: string;
  reader: string;
  stops: Stop[];
}

export const readingPaths: ReadingPath[] = [
  {
    id: 'first-course',
    title: 'A first course',
    reader:
      'You know calculus, some probability, and what a gradient step is. You have never trained a generative model, or trained one and wondered why it did what it did.',
    stops: [
      { chapter: 1, why: 'What it can mean that two distributions are close. Leave the transport theorems for later.' },
      {
        chapter: 2,
        why: 'The game, its best discriminator, and the divergence that hides in it. Do all the exercises.',
      },
      {
        chapter: 4,
        why: 'The first half: why two gradient steps circle. Play with the Dirac-GAN until you can predict it.',
      },
      {
        chapter: 5,
        why: 'What goes wrong in practice, and how one measures it. From chapter 3 it takes which divergence each loss descends; that can be believed.',
      },
      { chapter: 8, why: 'The bound. You will need it in the next chapter.' },
      { chapter: 9, why: 'From the bound to the noise loss, without a gap. The longest derivation of the course.' },
      { chapter: 11, why: "The score, Tweedie's formula, and why noise must be lowered slowly." },
      {
        chapter: 13,
        why: 'How few steps are enough, and why. Of chapter 12, which this path leaves out, it needs one section, on the probability-flow ODE.',
      },
      { chapter: 14, why: 'How to ask for something in particular.' },
      { chapter: 16, why: 'How to know whether any of it worked.' },
    ],
  },
  {
    id: 'engineer',
    title: 'An engineer in a hurry',
    reader: 'You have a task and a deadline. You want to choose a family, train it without folklore, and measure it.',
    stops: [
      { chapter: 17, why: 'The choice: speed against coverage against quality, measured. Start here.' },
      { chapter: 16, why: 'Metrics, each with what a perfect sampler would score. Build this first, then the model.' },
      { chapter: 6, why: 'If it is to be a GAN: which loss and which penalty.' },
      { chapter: 4, why: 'Only the box on practice: what the theory asks of learning rates, momentum and averages.' },
      {
        chapter: 10,
        why: 'If it is to be diffusion: schedule, target and weights; the box on practice says what goes wrong most often.',
      },
      { chapter: 9, why: 'Only the section on the floor of the loss, and the box on practice.' },
      { chapter: 13, why: 'Samplers and their budgets.' },
      { chapter: 14, why: 'Guidance, editing and inpainting, with their biases.' },
    ],
  },
  {
    id: 'specialist',
    title: 'A specialist',
    reader: 'You have published on one of the two families, and want the other, and what joins them.',
    stops: [
      {
        chapter: 3,
        why: 'Three generator losses are one vector field, the difference of two scores. The first bridge.',
      },
      {
        chapter: 4,
        why: 'Closed forms for every update rule on one small game, and the slow law of the non-saturating flow.',
      },
      { chapter: 9, why: 'Where the bound is lost although the denoiser is exact.' },
      {
        chapter: 12,
        why: 'The family of processes with equal marginals, and the bound that holds for the SDE and not for the ODE.',
      },
      {
        chapter: 14,
        why: 'What guidance samples from, solved: neither the tilted density nor, for ODE and SDE, the same.',
      },
      { chapter: 15, why: 'Where the families meet: flows, consistency, and a GAN for each reverse step.' },
      { chapter: 17, why: 'The trilemma with its spread over seeds, and the conventions of other papers.' },
    ],
  },
];
