import { expect, test } from 'vitest';
import { gaussianMixture } from '../../../src/lib/theory/mixture.ts';
import { rk45 } from '../../../src/lib/theory/ode.ts';
import { alphaBarAt, songBeta, veFlow, vpFlow } from '../../../src/lib/theory/probabilityFlow.ts';

const mixture = gaussianMixture(
  [
    [-1.2, 0.4],
    [0.9, -0.3],
  ],
  [0.3, 0.7],
  [0.6, 0.4],
);
const flows = { ve: veFlow(mixture), vp: vpFlow(mixture) };
const h = 1e-5;
const moved = (x: Float64Array, j: number, by: number) => x.map((v, i) => v + (i === j ? by : 0));

test.each(['ve', 'vp'] as const)('the density obeys the continuity equation along the field: %s', (name) => {
  // d/dt log p + v . grad log p + div v = 0, all by finite differences of the density but for the field
  const { velocity, jacobian, logDensity } = flows[name];
  for (const t of [0.2, 0.6]) {
    const x = Float64Array.of(0.3, -0.4);
    const v = velocity(x, t);
    const J = jacobian(x, t);
    const inTime = (logDensity(x, t + h) - logDensity(x, t - h)) / (2 * h);
    const inSpace = [0, 1].map((j) => (logDensity(moved(x, j, h), t) - logDensity(moved(x, j, -h), t)) / (2 * h));
    expect(inTime + v[0]! * inSpace[0]! + v[1]! * inSpace[1]! + J[0]! + J[3]!).toBeCloseTo(0, 7);
  }
});

test.each(['ve', 'vp'] as const)('the Jacobian is what finite differences of the field give: %s', (name) => {
  const { velocity, jacobian } = flows[name];
  const x = Float64Array.of(0.3, -0.4);
  const J = jacobian(x, 0.5);
  for (const j of [0, 1]) {
    const [up, down] = [velocity(moved(x, j, h), 0.5), velocity(moved(x, j, -h), 0.5)];
    for (const i of [0, 1]) expect(J[2 * i + j]).toBeCloseTo((up[i]! - down[i]!) / (2 * h), 6);
  }
});

test('alphaBar(1) of the linear beta from .1 to 20 is exp(-10.05), and its slope is -beta alphaBar', () => {
  expect(alphaBarAt(songBeta, 1)).toBeCloseTo(Math.exp(-10.05), 16);
  const slope = (alphaBarAt(songBeta, 0.3 + h) - alphaBarAt(songBeta, 0.3 - h)) / (2 * h);
  expect(slope / (-(0.1 + 0.3 * 19.9) * alphaBarAt(songBeta, 0.3))).toBeCloseTo(1, 8);
});

test('takes Gaussian data to its quantile: x s(T) / s', () => {
  const flow = veFlow(gaussianMixture([[0]], 0.5));
  const { y } = rk45((t, x) => flow.velocity(x, t), [0.7], 0, 4, { relative: 1e-10, absolute: 1e-12 });
  expect(y[0]).toBeCloseTo(1.4 * Math.hypot(0.5, 4), 7);
});
