import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { rk45 } from '../../../src/lib/theory/ode.ts';
import { alphaBarAt, songBeta } from '../../../src/lib/theory/probabilityFlow.ts';
import { subVpSde, veSde, vpSde } from '../../../src/lib/theory/sdeKernels.ts';

const all = [
  ['VP', vpSde()],
  ['sub-VP', subVpSde()],
  ['VE', veSde()],
] as const;

test.each(all)('the kernel solves the equations of mean and variance: %s', (_, sde) => {
  for (const t of [0.01, 0.1, 0.5, 1]) {
    // m' = a m from 1, V' = 2 a V + g^2 from 0, solved with no knowledge of the closed form
    const { y } = rk45((u, [m, V]) => [sde.drift(u) * m!, 2 * sde.drift(u) * V! + sde.diffusion(u)], [1, 0], 0, t, {
      relative: 1e-11,
      absolute: 1e-14,
    });
    const { scale, variance } = sde.kernel(t);
    expect(Math.abs(scale - y[0]!)).toBeLessThan(1e-9);
    expect(Math.abs(variance / y[1]! - 1)).toBeLessThan(1e-8);
  }
});

test.each(all)('so do steps of Euler and Maruyama, up to their bias and chance: %s', (_, sde) => {
  const [n, steps, t, x0] = [20_000, 100, 0.5, 0.7];
  const rng = createRng(12);
  const h = t / steps;
  const x = new Float64Array(n).fill(x0);
  let [mean, variance] = [x0, 0]; // of the discrete chain itself: linear, so exact
  for (let i = 0; i < steps; i++) {
    const [a, g2] = [sde.drift(i * h), sde.diffusion(i * h)];
    for (let j = 0; j < n; j++) x[j] = x[j]! + a * x[j]! * h + Math.sqrt(g2 * h) * rng.normal();
    mean *= 1 + a * h;
    variance = (1 + a * h) ** 2 * variance + g2 * h;
  }
  const average = x.reduce((sum, v) => sum + v / n, 0);
  const spread = x.reduce((sum, v) => sum + (v - average) ** 2 / n, 0);
  expect(Math.abs(average - mean)).toBeLessThan(4.5 * Math.sqrt(variance / n));
  expect(Math.abs(spread / variance - 1)).toBeLessThan(4.5 * Math.sqrt(2 / n));
  const kernel = sde.kernel(t);
  expect(Math.abs(kernel.scale * x0 - mean)).toBeLessThan(0.02);
  expect(Math.abs(kernel.variance / variance - 1)).toBeLessThan(0.1);
});

test('sub-VP never has more noise than VP, and both end at one', () => {
  for (let t = 0.01; t <= 1; t += 0.01) {
    expect(subVpSde().kernel(t).variance).toBeLessThan(vpSde().kernel(t).variance);
    expect(subVpSde().kernel(t).scale).toBe(Math.sqrt(alphaBarAt(songBeta, t)));
  }
  expect(1 - subVpSde().kernel(1).variance).toBeLessThan(1e-4);
});
