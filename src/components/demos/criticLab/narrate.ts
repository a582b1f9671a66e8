/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import { hidden } from './critic.ts';
import { strengthLetters, type Lab, type Setup } from './lab.ts';

/** 0.031, 1.24, 31.2, 6,120; the sign of infinity. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size === Infinity) return '∞';
  const text =
    size >= 1000
      ? Math.round(size).toLocaleString('en')
      : size >= 100
        ? size.toFixed(0)
        : size >= 10
          ? size.toFixed(1)
          : size.toFixed(size >= 0.1 || size === 0 ? 2 : 3);
  return value < 0 && Number(text.replace(',', '')) !== 0 ? `−${text}` : text;
}

const steps = (n: number) => n.toLocaleString('en');

/** What this loss with this regulariser wants. */
export function wish({ loss, regulariser, theta, strength, critic }: Setup, expected: number): string {
  const letter = strengthLetters[regulariser];
  const network = critic === 'network';
  const gap = short(expected);
  if (regulariser === 'none') {
    if (loss === 'wasserstein') return 'Nothing holds the slope, and Wasserstein always wants more of it.';
    if (loss === 'hinge')
      return 'Once both points lie beyond the margin, at a gap of 2 or more, the hinge is content, wherever they are.';
    if (loss === 'leastSquares')
      return 'Least squares wants a gap of 2, wherever the points are: it knows no distance.';
    return 'The gap grows for ever, ever more slowly, wherever the points are.';
  }
  if (regulariser === 'clip')
    return network
      ? `Weights of at most c = ${short(strength)} let these ${hidden} units be up to ${short(hidden * strength ** 2)} steep: the dashed line holds for the straight critic only.`
      : `The one weight is the slope, and it goes no further than c = ${short(strength)}.`;
  if (regulariser === 'spectral')
    return network
      ? (loss === 'hinge' || loss === 'leastSquares') && theta > 2
        ? 'No layer stretches a distance, so the slope is 1 at most; and a gap of 2 is all that this loss wants.'
        : 'No layer stretches a distance, so the slope is 1 at most; the network gets there if all its units agree.'
      : 'Divided by its norm, the one weight is a sign: the slope is 1 without any training.';
  if (regulariser === 'r1') {
    if (network && loss === 'wasserstein')
      return 'R1 looks at the real point alone. Between the points the network may be as steep as it likes, if a kink of it lies there.';
    if (network) return 'R1 looks at the real point alone; between the points the network is free to be steeper.';
    return loss === 'wasserstein'
      ? `The slope comes to θ/γ: the gap is the squared distance over γ, ${gap}.`
      : `R1 wants no slope, the loss wants one: they agree on a gap of ${gap}.`;
  }
  if (loss === 'wasserstein') {
    const over = expected / theta - 1;
    return `The penalty charges for the slope, and the gap pays: it comes to ${gap} where W₁ is ${short(theta)}, ${over >= 0.095 ? `${(100 * over).toFixed(0)} %` : `${(100 * over).toFixed(1)} %`} too much.`;
  }
  return `Loss and penalty agree on a gap of ${gap}, with ${letter} = ${short(strength)}.`;
}

/** What has become of it so far. */
export function soFar(lab: Lab): string {
  const { step, end, gap } = lab;
  if (step === 0) return '';
  if (end === 'away') return `After ${steps(step)} steps the gap is ${short(gap)}, and it has left the picture.`;
  if (end === 'long') return `After ${steps(step)} steps the gap is ${short(gap)}; that shall be enough.`;
  return end === 'settled'
    ? `After ${steps(step)} steps it stands at ${short(gap)}.`
    : `Step ${steps(step)}: the gap is ${short(gap)}.`;
}

export const narrate = (lab: Lab): string => [wish(lab.setup, lab.expected), soFar(lab)].filter(Boolean).join(' ');

export function describe(lab: Lab): string {
  const { theta } = lab.setup;
  const { gap, steepest } = lab.read();
  const expected = lab.expected === Infinity ? 'no end' : short(lab.expected);
  return `A real point at ${short(theta / 2)}, a fake one at ${short(-theta / 2)}. The critic's gap is ${short(gap)}, its steepest slope ${short(steepest)}; closed form of a straight critic: ${expected}. The distance is ${short(theta)}.`;
}
