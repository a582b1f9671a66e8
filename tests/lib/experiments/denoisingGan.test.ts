import { expect, test } from 'vitest';
import { coarseSchedule, denoisingSteps, truePairs } from '../../../src/lib/experiments/denoisingGan.ts';
import { createRng } from '../../../src/lib/random.ts';

test('the discriminator’s true pairs have the joint law of neighbours in the forward process', () => {
  const schedule = coarseSchedule(denoisingSteps);
  const [n, dim, x0] = [40_000, 2, 1.5];
  const { times, previous, xt } = truePairs(schedule, new Float32Array(n * dim).fill(x0), n, createRng(1));
  for (let t = 1; t <= denoisingSteps; t++) {
    const rows = times.flatMap((time, row) => (time === t ? [2 * row, 2 * row + 1] : []));
    expect(Math.abs(rows.length / (n * dim) - 1 / denoisingSteps)).toBeLessThan(4 * Math.sqrt(0.1875 / n));
    // q(x_t | x_0), and the covariance of x_{t-1} and x_t given x_0, from alphaBar alone.
    const [after, before] = [schedule.alphasCumprod[t - 1]!, schedule.alphasCumprodPrev[t - 1]!];
    const covariance = Math.sqrt(after / before) * (1 - before);
    const mean = (of: (i: number) => number) => rows.reduce((sum, i) => sum + of(i), 0) / rows.length;
    const [u, v] = [
      (i: number) => previous[i]! - Math.sqrt(before) * x0,
      (i: number) => xt[i]! - Math.sqrt(after) * x0,
    ];
    const error = (variance: number) => 4 * Math.sqrt(variance / rows.length) + 1e-6;
    expect(Math.abs(mean(v))).toBeLessThan(error(1 - after));
    expect(Math.abs(mean((i) => v(i) ** 2) - (1 - after))).toBeLessThan(error(2 * (1 - after) ** 2));
    expect(Math.abs(mean((i) => u(i) ** 2) - (1 - before))).toBeLessThan(error(2 * (1 - before) ** 2));
    const spread = (1 - after) * (1 - before) + covariance ** 2;
    expect(Math.abs(mean((i) => u(i) * v(i)) - covariance)).toBeLessThan(error(spread));
  }
});
