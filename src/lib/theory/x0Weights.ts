/**
 * One squared error under several names. Given x_t, any prediction fixes that of x_0, and the errors are in proportion, so every loss
 * is w(snr) |x_0 - x0Hat|^2 with a weight of its own. Functions of snr = alphaBar / (1 - alphaBar), data of unit variance.
 */

/** gamma of Min-SNR (Hang et al. 2023), the value that its authors recommend. */
const snrCeiling = 5;

export const x0Weights = {
  /** |x_0 - x0Theta|^2 */
  x0: () => 1,
  /** |eps - epsTheta|^2, the noise loss */
  eps: (snr: number) => snr,
  /** |v - vTheta|^2 (Salimans and Ho 2022), and EDM's loss for sigmaData = 1 */
  v: (snr: number) => snr + 1,
  /** |score of q(x_t | x_0) - sTheta|^2 */
  score: (snr: number) => snr * (snr + 1),
  /** the noise loss times min(snr, 5) / snr */
  minSnr: (snr: number) => Math.min(snr, snrCeiling),
  /** the bound, per unit of log snr in the limit of many steps */
  bound: (snr: number) => snr / 2,
};
export type X0WeightName = keyof typeof x0Weights;
