/** What the mode metrics say of modes that are found, but are too wide or too narrow: round Gaussians in the plane, on their centres. */
import { reach } from './threeSigma.ts';

/** Squared radius over twice the model's variance is exponential; the cut at three true deviations, in its units. */
const cut = (ratio: number) => (reach / ratio) ** 2 / 2;

/** Fraction of samples within three true deviations: 1 - exp(-9 / (2 ratio^2)). @param ratio the model's deviation over the true one */
export const keptOfWidth = (ratio: number): number => -Math.expm1(-cut(ratio));

/** Mean square per axis of what is kept, in true variances. */
const keptSquare = (ratio: number) => ratio ** 2 * (1 - cut(ratio) / Math.expm1(cut(ratio)));

/** What `withinModeSpread` reads for this ratio: the cut hides a part of what is too wide. */
export const spreadOfWidth = (ratio: number): number => Math.sqrt(keptSquare(ratio) / keptSquare(1));
