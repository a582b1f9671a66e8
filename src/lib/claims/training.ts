/** V56: a trained noise net comes down to the floor of its loss, and not below. It trains with tensors, for a minute. */
import { atLeast, atMost, type Claim } from './claim.ts';

export const V56: Claim = {
  id: 'V56',
  title: 'The noise loss has a floor, and a small net comes down to it',
  statement:
    '$\\min_\\theta \\mathbb{E}\\|\\epsilon - \\epsilon_\\theta\\|^2 = d - (1-\\bar\\alpha_t)\\,\\mathbb{E}\\|\\nabla \\log q_t\\|^2$: on the grid of 25 the trained loss is within 5 % of it after 6,000 steps.',
  cost: 'training',
  tensors: true,
  async run(progress) {
    const { noiseNetLoss } = await import('./noiseNetLoss.ts'); // no tensors before they are needed
    const { loss, floor } = await noiseNetLoss(progress);
    return [
      atMost('loss over the floor, all t', 1.05, loss / floor, 0),
      atLeast('and not below it: that would be a leak', 0.99, loss / floor, 0),
    ];
  },
};
