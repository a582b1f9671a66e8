import * as tf from '../tf.ts';

/**
 * Labels as rows of zeros with a one, as a table to gather from: [classes + 1, classes + 1]. Row `classes` means "not told". The
 * first dense layer that sees such a row learns an embedding of the label.
 */
export const labelTable = (classes: number): tf.Tensor2D => tf.eye(classes + 1);
