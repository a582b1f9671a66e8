/** Quantiles of the normal law: 5 % risk of a false alarm, two-sided, and 80 % chance to notice. */
const usual = { alarm: 1.959963984540054, notice: 0.8416212335729143 };

/**
 * Runs that each of two arms needs to tell failure rates p and r apart: normal approximation, variances not pooled,
 * (z_alarm + z_notice)^2 (p (1 - p) + r (1 - r)) / (p - r)^2, rounded up.
 */
export function seedsPerArm(p: number, r: number, { alarm, notice } = usual): number {
  return Math.ceil(((alarm + notice) ** 2 * (p * (1 - p) + r * (1 - r))) / (p - r) ** 2);
}
