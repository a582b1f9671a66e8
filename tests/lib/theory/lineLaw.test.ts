import { expect, test } from 'vitest';
import { distributionFunction, quantileOnLine } from '../../../src/lib/theory/lineLaw.ts';
import { density, diffuse, gaussianMixture } from '../../../src/lib/theory/mixture.ts';
import { rk45 } from '../../../src/lib/theory/ode.ts';
import { alphaBarAt, songBeta, vpFlow } from '../../../src/lib/theory/probabilityFlow.ts';

const line = gaussianMixture([[-1.5], [0.4], [1.2]], [0.3, 0.2, 0.5], [0.5, 0.2, 0.3]);

test('the distribution function is the integral of the density', () => {
  const cells = 4000;
  for (const x of [-2, -1.5, 0.1, 0.5, 3]) {
    const h = (x + 8) / cells;
    let sum = 0;
    for (let i = 0; i < cells; i++) sum += h * density(line, [-8 + (i + 0.5) * h]);
    expect(Math.abs(distributionFunction(line, x) - sum)).toBeLessThan(1e-5);
  }
  expect(distributionFunction(line, -90)).toBe(0);
  expect(distributionFunction(line, 90)).toBeCloseTo(1, 14);
});

test('the quantile undoes it', () => {
  for (const p of [1e-6, 0.05, 0.5, 0.8, 0.999]) {
    expect(distributionFunction(line, quantileOnLine(line, p))).toBeCloseTo(p, 12);
  }
  expect(() => quantileOnLine(line, 1)).toThrow(RangeError);
  expect(() => distributionFunction(gaussianMixture([[0, 0]], 1), 0)).toThrow(RangeError);
});

test('on the line the probability-flow ODE keeps the quantile of every point', () => {
  const flow = vpFlow(line);
  for (const x of [-2.2, -1.4, -0.2, 0.7, 2]) {
    const end = rk45((t, y) => flow.velocity(y, t), [x], 0, 1, { relative: 1e-10, absolute: 1e-12 }).y[0]!;
    const noise = diffuse(line, alphaBarAt(songBeta, 1));
    expect(Math.abs(distributionFunction(noise, end) - distributionFunction(line, x))).toBeLessThan(1e-8);
  }
});
