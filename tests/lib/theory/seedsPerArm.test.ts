import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/random.ts';
import { seedsPerArm } from '../../../src/lib/theory/seedsPerArm.ts';

test('forty against fifty per cent takes hundreds of seeds, none against all takes next to none', () => {
  expect(seedsPerArm(0.4, 0.5)).toBe(385);
  expect(seedsPerArm(0.5, 0.4)).toBe(385);
  expect(seedsPerArm(0.05, 0.95)).toBeLessThan(5);
});

test('with that many seeds the test notices four times in five', () => {
  const rng = createRng(16);
  const [n, runs] = [seedsPerArm(0.4, 0.5), 2000];
  const rate = (p: number) => rng.uniforms(n).filter((u) => u < p).length / n;
  let noticed = 0;
  for (let run = 0; run < runs; run++) {
    const [a, b] = [rate(0.4), rate(0.5)];
    if (Math.abs(a - b) > 1.96 * Math.sqrt((a * (1 - a) + b * (1 - b)) / n)) noticed++;
  }
  expect(Math.abs(noticed / runs - 0.8)).toBeLessThan(4.5 * Math.sqrt(0.16 / runs) + 0.005); // the last seed is a whole one
});
