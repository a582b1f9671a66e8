import { expect, test } from 'vitest';
import { createDataset } from '../../../src/lib/data/index.ts';
import { density } from '../../../src/lib/theory/mixture.ts';

test('a curve of midpoints cannot be told from the continuous curve, away from its ends', () => {
  const { mixture, logDensity, scale, mean } = createDataset('moons');
  const std = mixture!.stds[0]!;
  // The continuous law: an integral over both arcs, here with a hundred times as many points.
  const fine = 9600;
  const continuous = (x: number[]) => {
    let sum = 0;
    for (let j = 0; j < fine; j++) {
      const angle = (Math.PI * (j + 0.5)) / fine;
      for (const [cx, cy] of [
        [Math.cos(angle), Math.sin(angle)],
        [1 - Math.cos(angle), 0.5 - Math.sin(angle)],
      ] as const) {
        const dx = x[0]! - (cx - mean[0]!) / scale;
        const dy = x[1]! - (cy - mean[1]!) / scale;
        sum += Math.exp(-(dx * dx + dy * dy) / (2 * std * std));
      }
    }
    return sum / (2 * fine * 2 * Math.PI * std * std);
  };
  for (const angle of [0.8, 1.3, 1.5708, 2.2]) {
    for (const radius of [0.95, 1, 1.1]) {
      const x = [(radius * Math.cos(angle) - mean[0]!) / scale, (radius * Math.sin(angle) - mean[1]!) / scale];
      expect(Math.abs(density(mixture!, x) / continuous(x) - 1)).toBeLessThan(1e-7);
      expect(Math.exp(logDensity!(x))).toBeCloseTo(density(mixture!, x), 12);
    }
  }
});

test.each(['moons', 'swissRoll', 'spiral'] as const)(
  '%s steps along its curve in strides of about one deviation or less',
  (name) => {
    const { means, stds } = createDataset(name).mixture!;
    const arms = name === 'swissRoll' ? 1 : 2;
    const perArm = means.length / arms;
    for (let k = 1; k < means.length; k++) {
      if (k % perArm === 0) continue; // the next arm begins
      const stride = Math.hypot(means[k]![0]! - means[k - 1]![0]!, means[k]![1]! - means[k - 1]![1]!);
      expect(stride).toBeLessThan(1.05 * stds[0]!);
    }
  },
);
