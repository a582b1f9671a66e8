import * as tf from '../tf.ts';

/**
 * PacGAN (Lin, Khetan, Fanti, Oh 2018): D judges m points at once, all real or all fake, so that a G that repeats itself gives
 * itself away. Rows are taken m at a time, in order. [n, dim] to [n / m, m dim]; the very same tensor if m is 1
 */
export const pack = (x: tf.Tensor, m: number): tf.Tensor => (m === 1 ? x : tf.reshape(x, [x.shape[0]! / m, -1]));

/** The largest number of points up to n that fills packs of m. */
export const inPacks = (n: number, m: number): number => Math.max(m, n - (n % m));
