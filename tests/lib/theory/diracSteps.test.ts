import { describe, expect, test } from 'vitest';
import { eigenvalues, jacobianOf, modulus, spectralRadius } from '../../../src/lib/theory/complex.ts';
import { diracUpdate, nonSaturatingRadius2, type DiracMethod } from '../../../src/lib/theory/diracGan.ts';
import {
  leading,
  nonSaturatingStepped2,
  predictedRadius,
  r1StepRadius,
  stepEigenvalues,
} from '../../../src/lib/theory/diracSteps.ts';
import { after, play } from '../../../src/lib/theory/games.ts';

describe('stepEigenvalues', () => {
  const settings = { gamma: 0.6, sigma: 0.9, unrolled: 5, eta: 0.2 };
  const maps: DiracMethod[] = [
    'simultaneous',
    'alternating',
    'nonSaturating',
    'r1',
    'instanceNoise',
    'consensus',
    'extragradient',
    'wasserstein',
    'unrolled',
  ];
  test.each(maps)('%s: as finite differences of the step itself', (method) => {
    const update = diracUpdate(method, 0.7, settings);
    const measured = eigenvalues(jacobianOf((z) => update(z, z), [0, 0], 1e-4));
    const expected = stepEigenvalues(method, 0.7, settings)!;
    expect(expected[0]!.re).toBeCloseTo(measured[0].re, 7);
    expect(Math.abs(expected[0]!.im)).toBeCloseTo(Math.abs(measured[0].im), 7);
    expect(spectralRadius(expected)).toBeCloseTo(spectralRadius(measured), 7);
  });

  test('optimistic: the ratio of late distances of a run that starts close to the equilibrium', () => {
    const update = diracUpdate('optimistic', 0.3);
    // The leading pair is complex: compare after whole turns, where the mean of the logarithm settles.
    const norm = (steps: number) => Math.hypot(...after(steps, update, [1e-6, 0]));
    const rate = Math.exp((Math.log(norm(2000)) - Math.log(norm(200))) / 1800);
    expect(stepEigenvalues('optimistic', 0.3)).toHaveLength(4);
    expect(modulus(leading(stepEigenvalues('optimistic', 0.3)!))).toBeCloseTo(rate, 4);
  });

  test('the gradient penalty has none', () => {
    expect(stepEigenvalues('gradientPenalty', 0.1)).toBeNull();
    expect(predictedRadius('gradientPenalty', 0.1, {}, 1, 5)).toBeNaN();
  });
});

describe('nonSaturatingStepped2', () => {
  test.each([
    [1, 0.02],
    [0.01, 0.1],
  ])('follows simultaneous steps from r^2 = %f with h = %f', (radius2, h) => {
    const update = diracUpdate('nonSaturating', h);
    const turn = Math.round((4 * Math.PI) / h);
    let [step, sum] = [0, 0];
    const middle = 40 * turn;
    for (const [x, y] of play(update, [Math.sqrt(radius2), 0])) {
      if (step >= middle && step < middle + turn) sum += x * x + y * y; // the mean over one rotation
      if (++step === middle + turn) break;
    }
    const expected = nonSaturatingStepped2(radius2, (middle + turn / 2) * h, h);
    expect(sum / turn / expected).toBeCloseTo(1, 1.3);
    expect(Math.abs(expected - radius2) / radius2).toBeGreaterThan(0.5); // it did go somewhere
  });

  test('is the flow where the steps are infinitely short, and ends at 2 h', () => {
    expect(nonSaturatingStepped2(1.7, 90, 1e-9)).toBeCloseTo(nonSaturatingRadius2(1.7, 90), 7);
    expect(nonSaturatingStepped2(1.7, 90, 0)).toBe(nonSaturatingRadius2(1.7, 90));
    expect(nonSaturatingStepped2(1.7, 1e5, 0.1)).toBeCloseTo(0.2, 12);
  });
});

test('the predicted distance is that of a run near the equilibrium', () => {
  for (const method of ['simultaneous', 'extragradient', 'consensus'] as const) {
    const settings = { gamma: 0.3 };
    const z = after(200, diracUpdate(method, 0.2, settings), [1e-3, 0]);
    expect(predictedRadius(method, 0.2, settings, 1e-3, 200) / Math.hypot(...z)).toBeCloseTo(1, 4);
  }
});

test('R1 with gamma = 0.2 stands steps up to h = 0.8', () => {
  expect(r1StepRadius(0.2, 0.79)).toBeLessThan(1);
  expect(r1StepRadius(0.2, 0.81)).toBeGreaterThan(1);
  expect(r1StepRadius(0.2, 0.8)).toBeCloseTo(1, 12);
});
