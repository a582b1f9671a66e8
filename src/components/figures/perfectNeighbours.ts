/** Build time only: precision, recall, density and coverage of a perfect sampler of N(0, I), by dimension. */
import { precisionRecall } from '../../lib/metrics/precisionRecall.ts';
import { createRng } from '../../lib/random.ts';

const n = 250;
const runs = 40;

export const neighbours = [1, 2, 4, 8, 16, 32, 64].map((d) => {
  const values = Array.from({ length: runs }, (_, run) => {
    const rng = createRng(run).fork(`neighbours in ${d}`);
    return precisionRecall(rng.normals(n * d), rng.normals(n * d), d);
  });
  const mean = (name: 'precision' | 'recall' | 'density' | 'coverage') =>
    values.reduce((sum, value) => sum + value[name], 0) / runs;
  return {
    d,
    n,
    precision: mean('precision'),
    recall: mean('recall'),
    density: mean('density'),
    coverage: mean('coverage'),
  };
});
