import { describe, expect, test } from 'vitest';
import { createDataset } from '../../../src/lib/data/index.ts';
import { createRng } from '../../../src/lib/random.ts';
import { blurredDiscriminator, logKernelDensity } from '../../../src/lib/theory/kernelDensity.ts';
import { convolve, density } from '../../../src/lib/theory/mixture.ts';

const { mixture, sample } = createDataset('twoGaussians');
const samples = sample(4000, createRng(1));
const points = Float32Array.from([1.28, 0, -1.28, 0.2, 0.9, 0.1, 1.7, -0.2]);

describe('a kernel density estimate', () => {
  test('is the average of the kernels, written out for two samples', () => {
    const log = logKernelDensity([0, 1], 1, 0.5);
    const kernel = (d: number) => Math.exp((-d * d) / 0.5) / Math.sqrt(2 * Math.PI * 0.25);
    expect(Math.exp(log([0.25]))).toBeCloseTo((kernel(0.25) + kernel(0.75)) / 2, 13);
  });

  test('converges to the law of the data convolved with the kernel', () => {
    const log = logKernelDensity(samples, 2, 0.15);
    const blurred = convolve(mixture!, 0.15);
    for (let row = 0; row < 4; row++) {
      const x = points.subarray(2 * row, 2 * row + 2);
      // relative error about sqrt(1 / (n p 4 pi h^2)) = sqrt(1 / (4000 * .3 * .28)) = .05
      expect(Math.abs(Math.exp(log(x)) / density(blurred, x) - 1)).toBeLessThan(0.2);
    }
  });

  test('stays finite far away, ignores rows that are not finite, and is zero without samples', () => {
    expect(logKernelDensity([0], 1, 0.1)([50])).toBeCloseTo(
      -(50 ** 2) / 0.02 - Math.log(0.1 * Math.sqrt(2 * Math.PI)),
      6,
    );
    expect(logKernelDensity([0, NaN], 1, 1)([0])).toBeCloseTo(logKernelDensity([0], 1, 1)([0]) - Math.LN2, 12);
    expect(logKernelDensity([], 1)([0])).toBe(-Infinity);
    expect(() => logKernelDensity([1, 2, 3], 2)).toThrow('a multiple of 2 numbers; got 3');
    expect(() => logKernelDensity([1], 1, 0)).toThrow('bandwidth is positive');
  });
});

describe('the discriminator against samples', () => {
  test('is near 1/2 where the generator draws from the data, by the exact law or by samples', () => {
    for (const real of [mixture!, sample(4000, createRng(2))]) {
      for (const d of blurredDiscriminator(real, samples, points, 2, 0.15))
        expect(Math.abs(d - 0.5)).toBeLessThan(0.06);
    }
  });

  test('is near one in a mode that the generator dropped, and below 1/2 where it puts too much', () => {
    const right = samples.filter((_, i) => samples[i - (i % 2)]! > 0);
    const [kept, dropped] = blurredDiscriminator(mixture!, right, points, 2, 0.15);
    expect(kept).toBeGreaterThan(0.28);
    expect(kept).toBeLessThan(0.39); // p / (p + 2 p) = 1/3
    expect(dropped).toBeGreaterThan(0.999);
  });

  test('has a value everywhere, also far from both', () => {
    const far = blurredDiscriminator(mixture!, [0, 0], Float32Array.from([40, 40]), 2);
    expect(far[0]).toBeGreaterThanOrEqual(0);
    expect(far[0]).toBeLessThanOrEqual(1);
    expect(blurredDiscriminator([], [], points, 2)[0]).toBe(0.5);
  });
});
