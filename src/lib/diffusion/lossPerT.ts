/** The noise loss at every noise level, to hold against its floor. */
import { compile, normals, rows, vector } from '../engine/compile.ts';
import { read } from '../engine/health.ts';
import type { Evaluation } from '../model.ts';
import * as tf from '../tf.ts';
import type { EpsNet } from './epsNet.ts';
import { qSample, type ForwardTables } from './forward.ts';

/** Noise draws behind each evaluation of the loss at all t. */
const evaluationDraws = 51_200;
const evaluationBatch = 2048;

/** The evaluation per dimension, of the net as it is without a label: evaluationDraws draws in all, shared evenly by t = 1..T. */
export function createLossPerT(net: EpsNet, tables: ForwardTables, T: number): { run: Evaluation; dispose(): void } {
  const squaredErrors = compile(({ x0, index, eps }) => {
    const t = index as tf.Tensor1D;
    const predicted = net(qSample(tables, x0!, t, eps!), t);
    return { errors: tf.mean(tf.squaredDifference(eps!, predicted), 1) };
  });
  const run: Evaluation = async (batch, draws) => {
    const perT = Math.max(1, Math.floor(evaluationDraws / T));
    const sums = new Float32Array(T);
    for (let start = 0; start < perT * T; start += evaluationBatch) {
      const n = Math.min(evaluationBatch, perT * T - start);
      const indices = Int32Array.from({ length: n }, (_, i) => (start + i) % T);
      const x0 = batch(n);
      const dim = x0.length / n;
      const { errors } = squaredErrors.run({
        x0: rows(x0, dim),
        index: vector(indices),
        eps: normals(draws, n, dim),
      }) as { errors: tf.Tensor };
      const values = await read(errors);
      indices.forEach((index, i) => (sums[index]! += values[i]! / perT));
      errors.dispose();
    }
    return sums;
  };
  return { run, dispose: () => squaredErrors.dispose() };
}
