/**
 * MMD^2 between N(0, I) and N(delta, I) in `dim` dimensions with the kernel exp(-|x - y|^2 / (2 bandwidth^2)): the kernel is a
 * multiple of the density of N(0, bandwidth^2 I), so that its mean over pairs is a Gaussian density of variance bandwidth^2 + 2.
 *
 * @param shift |delta|
 */
export function gaussianMmd(shift: number, bandwidth: number, dim = 1): number {
  const wide = bandwidth ** 2 + 2;
  return -2 * (bandwidth ** 2 / wide) ** (dim / 2) * Math.expm1(-(shift ** 2) / (2 * wide));
}
