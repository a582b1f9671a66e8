import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ancestralStep } from '../../../src/lib/diffusion/ancestral.ts';
import { ddimSigma, ddimStep } from '../../../src/lib/diffusion/ddim.ts';
import { forwardTables, qSample } from '../../../src/lib/diffusion/forward.ts';
import {
  betaBetween,
  epsilonFromX0,
  posteriorCoefficients,
  scoreFromEpsilon,
  x0FromEpsilon,
} from '../../../src/lib/diffusion/posterior.ts';
import { alphaBar, createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { denoise, epsilonStar, gaussianMixture, score } from '../../../src/lib/theory/mixture.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

const linear = createSchedule('linear', 1000);
const cosine = createSchedule('cosine', 400);
const pairs = (T: number) =>
  [1, 2, 17, 200].flatMap((stride) =>
    [stride, stride + 1, Math.floor(T / 2), T].filter((t) => t >= stride).map((t) => [t, t - stride] as const),
  );

describe('the posterior q(x_s | x_t, x_0)', () => {
  test("is Bayes' rule, in precisions (V23)", () => {
    for (const schedule of [linear, cosine]) {
      for (const [t, s] of pairs(schedule.T).filter(([, s]) => s > 0)) {
        const as = alphaBar(schedule, s);
        const a = alphaBar(schedule, t) / as;
        const { x0, xt, variance } = posteriorCoefficients(schedule, t, s);
        const bayes = 1 / (a / (1 - a) + 1 / (1 - as));
        expect(variance).toBeCloseTo(bayes, 12);
        expect(x0).toBeCloseTo((bayes * Math.sqrt(as)) / (1 - as), 11);
        expect(xt).toBeCloseTo((bayes * Math.sqrt(a)) / (1 - a), 11);
      }
    }
  });

  test('leads from q(x_t | x_0) back to q(x_s | x_0) (V23)', () => {
    for (const schedule of [linear, cosine]) {
      for (const [t, s] of pairs(schedule.T)) {
        const at = alphaBar(schedule, t);
        const as = alphaBar(schedule, s);
        const { x0, xt, variance } = posteriorCoefficients(schedule, t, s);
        expect(x0 + xt * Math.sqrt(at)).toBeCloseTo(Math.sqrt(as), 12);
        expect(xt ** 2 * (1 - at) + variance).toBeCloseTo(1 - as, 12);
      }
    }
  });

  test('is the data itself at s = 0', () => {
    for (const t of [1, 10, 1000]) {
      const { x0, xt, variance } = posteriorCoefficients(linear, t, 0);
      expect(x0).toBeCloseTo(1, 12);
      expect([xt, variance]).toEqual([0, 0]);
    }
  });

  test('has the variance that the schedule lists, with betaTilde_2 / beta_2 = .4547 and .9991 at t = 500', () => {
    for (const t of [1, 2, 500, 1000]) {
      expect(posteriorCoefficients(linear, t).variance).toBeCloseTo(linear.posteriorVariance[t - 1]!, 15);
    }
    expect(linear.posteriorVariance[1]! / linear.betas[1]!).toBeCloseTo(0.4547, 4);
    expect(linear.posteriorVariance[499]! / linear.betas[499]!).toBeCloseTo(0.9991, 4);
  });

  test('bridges any stride with beta = 1 - alphaBar_t / alphaBar_s, which composes', () => {
    const keep = (t: number, s: number) => 1 - betaBetween(linear, t, s);
    expect(keep(700, 300)).toBeCloseTo(keep(700, 500) * keep(500, 300), 12);
    expect(betaBetween(linear, 7, 6)).toBe(linear.betas[6]);
    expect(betaBetween(linear, 7, 0)).toBeCloseTo(1 - linear.alphasCumprod[6]!, 15);
  });
});

describe('DDIM and ancestral sampling', () => {
  test('are the same step at eta = 1, for strides of 1 to 200 (V28)', () => {
    for (const schedule of [linear, cosine]) {
      for (const [t, s] of pairs(schedule.T)) {
        const a = ancestralStep(schedule, 'posterior', t, s);
        const b = ddimStep(schedule, 1, t, s);
        expect(b.xt / a.xt).toBeCloseTo(1, 9); // 1 - beta loses digits where beta is nearly 1
        expect(b.eps / a.eps).toBeCloseTo(1, 9);
        expect(b.noise).toBeCloseTo(a.noise, 11);
      }
    }
  });

  test('differ at eta = 0, which adds no noise at all', () => {
    expect(ddimStep(linear, 0, 500).noise).toBe(0);
    expect(ddimSigma(linear, 500, 499, 0.5)).toBeCloseTo(0.5 * Math.sqrt(linear.posteriorVariance[499]!), 13);
    expect(Math.abs(ddimStep(linear, 0, 500).eps - ddimStep(linear, 1, 500).eps)).toBeGreaterThan(1e-4);
  });

  test('send x_t straight to the predicted data at s = 0', () => {
    for (const t of [1, 400, 1000]) {
      const ab = alphaBar(linear, t);
      for (const step of [
        ddimStep(linear, 0.7, t, 0),
        ancestralStep(linear, 'posterior', t, 0),
        ancestralStep(linear, 'beta', t, 0),
      ]) {
        const [xt, eps] = [0.8, -0.4];
        expect((step.xt * xt + step.eps * eps) / x0FromEpsilon(xt, eps, ab)).toBeCloseTo(1, 9);
      }
    }
  });

  test('take a single data point home in one step from anywhere (V30)', () => {
    const point = 0.37;
    for (const t of [1, 500, 1000]) {
      const xt = -1.2;
      const eps = epsilonFromX0(xt, point, alphaBar(linear, t)); // the exact prediction when all data is this point
      const { xt: a, eps: b } = ddimStep(linear, 0, t, 0);
      expect(a * xt + b * eps).toBeCloseTo(point, 10);
    }
  });
});

describe('the names of one prediction', () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true });
  const level = fc.double({ min: 1e-4, max: 0.9999, noNaN: true });

  test('epsilon and x_0 translate into one another and back (V27)', () => {
    fc.assert(
      fc.property(number, number, level, (xt, eps, ab) => {
        const x0 = x0FromEpsilon(xt, eps, ab);
        expect(epsilonFromX0(xt, x0, ab)).toBeCloseTo(eps, 10);
        expect(Math.sqrt(ab) * x0 + Math.sqrt(1 - ab) * eps).toBeCloseTo(xt, 11);
      }),
    );
  });

  test('the score from epsilon is that of the conditional Gaussian (V27)', () => {
    fc.assert(
      fc.property(number, number, level, (x0, eps, ab) => {
        const xt = Math.sqrt(ab) * x0 + Math.sqrt(1 - ab) * eps;
        expect(scoreFromEpsilon(eps, ab) * (1 - ab)).toBeCloseTo(-(xt - Math.sqrt(ab) * x0), 10);
      }),
    );
  });

  test('agree with the exact mixture: noise, data and score are one', () => {
    const mixture = gaussianMixture([[-1], [0.5]], [0.3, 0.6], [0.4, 0.6]);
    for (const ab of [0.99, 0.5, 0.01]) {
      for (const x of [-1.5, 0, 0.9]) {
        const eps = epsilonStar(mixture, ab, [x])[0]!;
        expect(x0FromEpsilon(x, eps, ab)).toBeCloseTo(denoise(mixture, ab, [x])[0]!, 11);
        expect(scoreFromEpsilon(eps, ab)).toBeCloseTo(score(mixture, [x], ab)[0]!, 11);
      }
    }
  });
});

describe('the forward process on the device', () => {
  beforeAll(async () => {
    await useBackend('cpu');
  });

  test('mixes sqrt(alphaBar_t) of the data with sqrt(1 - alphaBar_t) of the noise, row by row, and leaks nothing', () => {
    const before = tf.memory().numTensors;
    const tables = forwardTables(linear);
    tf.tidy(() => {
      const index = tf.tensor1d([0, 499, 999], 'int32'); // t = 1, 500, 1000
      const x0 = tf.tensor2d([
        [1, -2],
        [1, -2],
        [1, -2],
      ]);
      const eps = tf.tensor2d([
        [0.5, 1],
        [0.5, 1],
        [0.5, 1],
      ]);
      const xt = qSample(tables, x0, index, eps).arraySync() as number[][];
      [1, 500, 1000].forEach((t, row) => {
        const ab = alphaBar(linear, t);
        expect(xt[row]![0]).toBeCloseTo(Math.sqrt(ab) + Math.sqrt(1 - ab) * 0.5, 6);
        expect(xt[row]![1]).toBeCloseTo(-2 * Math.sqrt(ab) + Math.sqrt(1 - ab), 6);
      });
    });
    tables.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
