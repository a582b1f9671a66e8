import { expect, test } from 'vitest';
import { bitsPerDim, meanNll, nllFromBits } from '../../../src/lib/metrics/bitsPerDim.ts';
import { createRng } from '../../../src/lib/random.ts';

test('the uniform law on [-1, 1] costs 8 bits with 256 bins, and 7.994 with bins of 2/255 (V55)', () => {
  const dim = 192;
  const nll = dim * Math.log(2);
  expect(bitsPerDim(nll, dim, 2 / 256)).toBeCloseTo(8, 12);
  expect(bitsPerDim(nll, dim, 2 / 255)).toBeCloseTo(Math.log2(255), 12);
  expect(bitsPerDim(nll, dim, 2 / 255)).toBeCloseTo(7.994, 3);
});

test('is the entropy of the rounded values, in bits: a Gaussian in bins of 1/32', () => {
  const [width, sigma] = [1 / 32, 0.5];
  let entropy = 0;
  for (let bin = -400; bin < 400; bin++) {
    // The mass of a bin by Simpson's rule.
    const density = (x: number) => Math.exp(-(x * x) / (2 * sigma ** 2)) / Math.sqrt(2 * Math.PI * sigma ** 2);
    const [a, m, b] = [bin * width, (bin + 0.5) * width, (bin + 1) * width];
    const mass = (width * (density(a) + 4 * density(m) + density(b))) / 6;
    if (mass > 1e-300) entropy -= mass * Math.log2(mass);
  }
  const differential = 0.5 * Math.log(2 * Math.PI * Math.E * sigma ** 2);
  expect(bitsPerDim(differential, 1, width)).toBeCloseTo(entropy, 3);
});

test('does not depend on the scale of the data, as long as bins are scaled with it', () => {
  // x -> 127.5 x adds log 127.5 to each dimension's negative log-likelihood.
  expect(bitsPerDim(10 + 3 * Math.log(127.5), 3, 1)).toBeCloseTo(bitsPerDim(10, 3, 1 / 127.5), 12);
});

test('goes back to nats', () => {
  expect(nllFromBits(bitsPerDim(123.4, 64, 2 / 256), 64, 2 / 256)).toBeCloseTo(123.4, 10);
  expect(() => bitsPerDim(1, 1, 0)).toThrow('positive; got 0');
});

test('the mean negative log-likelihood of the true law is its entropy', () => {
  const n = 4000;
  const logDensity = (x: Float64Array) => -0.5 * (x[0]! ** 2 + x[1]! ** 2) - Math.log(2 * Math.PI);
  const entropy = 1 + Math.log(2 * Math.PI);
  const found = meanNll(logDensity, createRng(1).normals(2 * n), 2);
  expect(Math.abs(found - entropy)).toBeLessThan(4.5 / Math.sqrt(n)); // |x|^2 / 2 has variance 1 in the plane
});
