/** The part of V17 that needs tensors: what rounds of power iteration find of the largest singular value. */
import { powerIteration, sigma } from '../gan/spectralNorm.ts';
import { createRng } from '../random.ts';
import * as tf from '../tf.ts';
import { symmetricEigen } from '../theory/linearAlgebra.ts';

/** sigma of each matrix after so many rounds from a random start, over the largest singular value. [trials] */
export async function powerRatios(rounds: number, trials: number): Promise<number[]> {
  const [inputs, outputs] = [64, 32];
  const rng = createRng(17);
  const ratios: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const values = rng.normals(inputs * outputs);
    const gram = new Float64Array(outputs * outputs); // W^T W, whose largest eigenvalue is sigma_max^2
    for (let i = 0; i < outputs; i++)
      for (let j = 0; j < outputs; j++)
        for (let k = 0; k < inputs; k++) gram[i * outputs + j]! += values[k * outputs + i]! * values[k * outputs + j]!;
    const exact = Math.sqrt(symmetricEigen(gram).values.at(-1)!);
    const start = rng.normals(outputs);
    const found = tf.tidy(() => {
      const w = tf.tensor2d(values, [inputs, outputs]);
      const u0 = tf.tensor2d(start, [outputs, 1]);
      let state = powerIteration(w, tf.div(u0, tf.norm(u0)));
      for (let round = 1; round < rounds; round++) state = powerIteration(w, state.u);
      return sigma(w, state.u, state.v);
    });
    ratios.push((await found.data())[0]! / exact);
    found.dispose();
  }
  return ratios;
}
