import { describe, expect, it } from 'vitest';
import { gaussianVelocity, velocityFromScore } from '../../../src/lib/flow/path.ts';
import { createRng } from '../../../src/lib/random.ts';
import { quantileOnLine } from '../../../src/lib/theory/lineLaw.ts';
import {
  eulerFrames,
  independentField,
  lawOnPath,
  lineConsistency,
  reflowedField,
  transportCost,
} from '../../../src/lib/theory/lineFlow.ts';
import { gaussianMixture, moments, sampleMixture, score } from '../../../src/lib/theory/mixture.ts';
import { rk45 } from '../../../src/lib/theory/ode.ts';

const bells = gaussianMixture([[-1.5], [0.4], [1.2]], [0.3, 0.2, 0.5], [0.5, 0.2, 0.3]);
const normal = gaussianMixture([[0]], 1);
const field = independentField(bells);
const levels = Array.from({ length: 200 }, (_, i) => (i + 0.5) / 200);
const starts = levels.map((p) => quantileOnLine(normal, p));

describe('the field of independent pairs', () => {
  it('is x / t + (1 - t) / t times the score of x_t', () => {
    for (const t of [0.1, 0.5, 0.9])
      for (const x of [-1.2, 0.3, 1.1])
        expect(field(x, t)).toBeCloseTo(velocityFromScore(x, score(lawOnPath(bells, t), [x])[0]!, t), 11);
  });

  it('is the Gaussian formula for one component, and E x_1 - x at the start', () => {
    const one = independentField(gaussianMixture([[0.7]], 0.4));
    expect(one(0.2, 0.6)).toBeCloseTo(gaussianVelocity(0.2, 0.6, 0.7, 0.4), 13);
    const { mean } = moments(bells);
    for (const x of [-2, 0, 1.5]) expect(x + field(x, 0)).toBeCloseTo(mean[0]!, 12);
  });

  it('is the mean velocity of the pairs that pass a narrow gate', () => {
    const rng = createRng(7);
    const n = 200_000;
    const x1 = sampleMixture(bells, n, rng);
    const [t, gate, half] = [0.7, 0.1, 0.03];
    let [count, sum, squares, where] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x0 = rng.normal();
      const x = (1 - t) * x0 + t * x1[i]!;
      if (Math.abs(x - gate) > half) continue;
      const v = x1[i]! - x0;
      count++;
      sum += v;
      squares += v * v;
      where += x;
    }
    const mean = sum / count;
    const error = Math.sqrt((squares / count - mean ** 2) / count);
    expect(Math.abs(mean - field(where / count, t))).toBeLessThan(4 * error);
  });
});

describe('its flow', () => {
  it('arrives where the consistency function says, which is constant on the way', () => {
    for (const x0 of [-1.7, -0.2, 0.05, 1.3]) {
      const end = rk45((t, [x]) => [field(x!, t)], [x0], 0, 1, { relative: 1e-10, absolute: 1e-12 }).y[0]!;
      const half = rk45((t, [x]) => [field(x!, t)], [x0], 0, 0.6, { relative: 1e-10, absolute: 1e-12 }).y[0]!;
      expect(lineConsistency(bells, x0, 0)).toBeCloseTo(end, 6);
      expect(lineConsistency(bells, half, 0.6)).toBeCloseTo(end, 6);
    }
    expect(lineConsistency(bells, 0.37, 1)).toBeCloseTo(0.37, 8);
  });

  it('never lets Euler steps change the order of points, and one step takes all to the mean', () => {
    for (const n of [2, 3, 7, 50]) {
      const ends = eulerFrames(field, starts, n).at(-1)!;
      for (let i = 1; i < ends.length; i++) expect(ends[i]!).toBeGreaterThan(ends[i - 1]!);
    }
    const { mean } = moments(bells);
    for (const end of eulerFrames(field, starts, 1)[1]!) expect(end).toBeCloseTo(mean[0]!, 11);
  });
});

describe('reflowed pairs', () => {
  const ends = eulerFrames(field, starts, 20).at(-1)!;
  const second = reflowedField(starts, ends);

  it('are followed exactly by one step as by many', () => {
    for (const n of [1, 3, 17]) {
      const arrived = eulerFrames(second, starts, n).at(-1)!;
      expect(Math.max(...arrived.map((x, i) => Math.abs(x - ends[i]!)))).toBeLessThan(1e-10);
    }
  });

  it('cost what was paid before, less the variance of crossing velocities and the bending of the curves', () => {
    // E|x_1 - x_0|^2 - E|Z_1 - Z_0|^2 = integral of E|x_1 - x_0 - u|^2 + integral of E|u - (Z_1 - Z_0)|^2, by quadrature and rk4.
    const { mean, variance } = moments(bells);
    const before = 1 + variance[0]! + mean[0]! ** 2;
    const exact = starts.map((x) => lineConsistency(bells, x, 0));
    const steps = 400;
    let [crossing, bending] = [0, 0];
    let x = starts;
    for (let i = 0; i < steps; i++) {
      const t = (i + 0.5) / steps;
      const half = x.map((v) => v + field(v, i / steps) / (2 * steps));
      const u = half.map((v) => field(v, t)); // midpoint rule
      const mean2 = u.reduce((sum, v) => sum + v * v, 0) / u.length;
      crossing += (before - mean2) / steps;
      bending += u.reduce((sum, v, k) => sum + (v - (exact[k]! - starts[k]!)) ** 2, 0) / u.length / steps;
      x = x.map((v, k) => v + u[k]! / steps);
    }
    const drop = before - transportCost(starts, exact);
    expect(Math.abs(drop - crossing - bending)).toBeLessThan(2e-3 * drop);
    expect(crossing).toBeGreaterThan(0.1);
  });

  it('must come in order', () => {
    expect(() => reflowedField([0, 1], [1, 0])).toThrow('pair 1');
    expect(() => reflowedField([0], [1])).toThrow('two at least');
  });
});
