import * as tf from '../tf.ts';

/**
 * Labels as rows of zeros with a "one", as a table to gather from: [classes + 1, classes + 1]. Row `classes` means "not told". The
 * first dense layer that sees such a row learns an embedding of the label. The one is sqrt(classes + 1), so that a row's mean square
 * is 1 like that of other features: with a bare 1 a label would start four times fainter than the time.
 */
export const labelTable = (classes: number): tf.Tensor2D =>
  tf.tidy(() => tf.mul(tf.eye(classes + 1), Math.sqrt(classes + 1)));
