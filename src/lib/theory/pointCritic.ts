/**
 * The smallest test of a loss with a regulariser: real data at theta / 2, fake data at -theta / 2, and a critic T(x) = w x. Its
 * outputs are half the gap w theta and minus that; W_1 = theta. Where D has a best slope it is known, mostly in closed form.
 */
import { sigmoid } from './logSumExp.ts';
import { outputLosses, type OutputLossName } from './outputLosses.ts';

/** none · weights in [-c, c] · lambda (|slope| - 1)^2, or only above 1 · gamma/2 slope^2 at real points · w / |w| */
export const regulariserNames = ['none', 'clip', 'gradientPenalty', 'oneSided', 'r1', 'spectral'] as const;
export type RegulariserName = (typeof regulariserNames)[number];

/** What a slope costs at one point, where the regulariser is a penalty. `strength` is lambda or gamma. */
export function slopePenalty(regulariser: RegulariserName, slope: number, strength: number): number {
  if (regulariser === 'gradientPenalty') return strength * (Math.abs(slope) - 1) ** 2;
  if (regulariser === 'oneSided') return strength * Math.max(0, Math.abs(slope) - 1) ** 2;
  return regulariser === 'r1' ? (strength / 2) * slope ** 2 : 0;
}

/** Its derivative by the slope. A slope of 0 counts as positive. */
export function slopePenaltySlope(regulariser: RegulariserName, slope: number, strength: number): number {
  const [size, sign] = [Math.abs(slope), slope < 0 ? -1 : 1];
  if (regulariser === 'gradientPenalty') return 2 * strength * sign * (size - 1);
  if (regulariser === 'oneSided') return 2 * strength * sign * Math.max(0, size - 1);
  return regulariser === 'r1' ? strength * slope : 0;
}

/** What the critic minimises: its loss and the penalty. */
export function pointObjective(
  loss: OutputLossName,
  regulariser: RegulariserName,
  w: number,
  theta: number,
  strength: number,
): number {
  const { real, fake } = outputLosses[loss];
  return real((w * theta) / 2) + fake((-w * theta) / 2) + slopePenalty(regulariser, w, strength);
}

/** Where a function that increases passes 0 between a and b. */
function root(f: (x: number) => number, a: number, b: number): number {
  for (let i = 0; i < 100; i++) {
    const middle = (a + b) / 2;
    if (f(middle) < 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

/** The slope at which D rests if nothing holds it: the least, where there are many; infinite, where it never rests. */
const freeSlope = (loss: OutputLossName, theta: number): number =>
  loss === 'leastSquares' || loss === 'hinge' ? 2 / theta : Infinity;

/** With the penalty's own wish, stiffness (w - rest): rest is 1 and stiffness 2 lambda, or 0 and gamma. */
function heldSlope(loss: OutputLossName, theta: number, stiffness: number, rest: number): number {
  if (loss === 'wasserstein') return rest + theta / stiffness;
  if (loss === 'hinge') return Math.min(rest + theta / stiffness, Math.max(2 / theta, rest));
  if (loss === 'leastSquares') return (theta + stiffness * rest) / (theta ** 2 / 2 + stiffness);
  const force = (w: number) => stiffness * (w - rest) - theta * sigmoid((-w * theta) / 2);
  return root(force, rest, rest + theta / (2 * stiffness));
}

/**
 * The slope that training from below arrives at. Infinity where there is none.
 * @param theta the distance, above 0
 * @param strength lambda of the penalties, gamma of R1, c of clipping; above 0
 */
export function bestPointSlope(
  loss: OutputLossName,
  regulariser: RegulariserName,
  theta: number,
  strength: number,
): number {
  const free = freeSlope(loss, theta);
  switch (regulariser) {
    case 'none':
      return free;
    case 'clip':
      return Math.min(free, strength);
    case 'spectral':
      return 1;
    case 'gradientPenalty':
      return heldSlope(loss, theta, 2 * strength, 1);
    case 'oneSided':
      return free <= 1 ? free : heldSlope(loss, theta, 2 * strength, 1);
    case 'r1':
      return heldSlope(loss, theta, strength, 0);
  }
}
