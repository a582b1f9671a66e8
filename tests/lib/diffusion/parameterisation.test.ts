import { beforeAll, describe, expect, test } from 'vitest';
import {
  epsilonFrom,
  epsilonFromVelocity,
  velocity,
  x0FromVelocity,
} from '../../../src/lib/diffusion/parameterisation.ts';
import { predictionNames } from '../../../src/lib/experiments/config.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

const [x0, eps] = [0.7, -1.3];
const levels = [0.9999, 0.5, 0.01, 1e-8];
const noisy = (ab: number) => Math.sqrt(ab) * x0 + Math.sqrt(1 - ab) * eps;

describe('v', () => {
  test('and x_t give eps and x_0 back, at any level (V27)', () => {
    for (const ab of levels) {
      const v = velocity(x0, eps, ab);
      expect(epsilonFromVelocity(noisy(ab), v, ab)).toBeCloseTo(eps, 12);
      expect(x0FromVelocity(noisy(ab), v, ab)).toBeCloseTo(x0, 12);
    }
  });
});

describe('the noise that a net means', () => {
  beforeAll(async () => void (await useBackend('cpu')));

  test.each(predictionNames)('is the noise that was added, if its %s is right', async (name) => {
    for (const ab of levels) {
      const output = { eps, x0, v: Math.sqrt(ab) * eps - Math.sqrt(1 - ab) * x0 }[name];
      const column = (value: number) => tf.tensor2d([[value]]);
      const got = epsilonFrom[name](
        column(output),
        column(noisy(ab)),
        column(Math.sqrt(ab)),
        column(Math.sqrt(1 - ab)),
      );
      const [value] = await got.data();
      expect(Math.abs(value! - eps)).toBeLessThan(1e-6 / Math.sqrt(1 - ab)); // x0: float32's rounding, divided by the noise
    }
  });
});
