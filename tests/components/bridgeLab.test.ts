import { describe, expect, it } from 'vitest';
import { fewestSteps, firstShare, gapTable } from '../../src/components/demos/bridgeLab/gaps.ts';
import { kernelDensities } from '../../src/components/demos/bridgeLab/kernel.ts';
import { narrateFlow, narrateJumps, narrateKernel } from '../../src/components/demos/bridgeLab/narrate.ts';
import {
  bells,
  errorOfMean,
  first,
  flowOf,
  jumpsFrom,
  leastCost,
  randomCost,
  randomEnds,
  starts,
  stepOf,
} from '../../src/components/demos/bridgeLab/scene.ts';
import { settingsFrom } from '../../src/components/demos/bridgeLab/settings.ts';
import { transportCost } from '../../src/lib/theory/lineFlow.ts';
import { moments } from '../../src/lib/theory/mixture.ts';

describe('flow and reflow', () => {
  it('needs many steps with random pairs, and one is as good as fifty after reflow', () => {
    expect(flowOf({ ...first, n: 1 }).error).toBeCloseTo(errorOfMean, 12);
    const fifty = flowOf({ ...first, n: 50 });
    expect(fifty.error).toBeLessThan(0.05 * errorOfMean);
    for (const n of [1, 2, 13]) {
      const { error, oneStep } = flowOf({ ...first, pairs: 'reflowed', n });
      expect(error).toBeCloseTo(fifty.error, 10); // the teacher's error, no more and no less
      expect(oneStep).toBeCloseTo(fifty.error, 10);
    }
  });

  it('tells the exact cost of random pairs, and reflow lowers it to that of equal quantiles', () => {
    const { mean, variance } = moments(bells);
    expect(randomCost).toBeCloseTo(1 + variance[0]! + mean[0]! ** 2, 12);
    const drawn = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => transportCost(starts, randomEnds(seed)));
    const average = drawn.reduce((sum, v) => sum + v / 8, 0);
    const error = Math.sqrt(drawn.reduce((sum, v) => sum + (v - average) ** 2, 0) / 7 / 8);
    // Even quantiles of the noise have a little less variance than the noise.
    expect(Math.abs(average - randomCost)).toBeLessThan(5 * error + 0.02);
    const { cost } = flowOf({ ...first, pairs: 'reflowed', teacher: 50 });
    expect(Math.abs(cost - leastCost)).toBeLessThan(0.02);
  });

  it('says in words what its numbers say', () => {
    expect(narrateFlow(flowOf({ ...first, n: 1 }))).toContain('everybody lands on the mean');
    expect(narrateFlow(flowOf({ ...first, pairs: 'reflowed', n: 1 }))).toContain('one step is no better and no worse');
    expect(narrateFlow(flowOf({ ...first, pairs: 'reflowed', teacher: 1 }))).toContain('straight and useless');
  });
});

describe('consistency', () => {
  it('jumps to the end of the integrated curve from any time, while the guess comes near only at the end', () => {
    const guesses = [0, 0.3, 0.6, 0.95].map((t) => {
      const { apart, guessError } = jumpsFrom(t);
      expect(apart).toBeLessThan(1e-5);
      return guessError;
    });
    expect(guesses[0]).toBeCloseTo(errorOfMean, 10);
    for (let i = 1; i < guesses.length; i++) expect(guesses[i]!).toBeLessThan(guesses[i - 1]!);
    expect(narrateJumps(jumpsFrom(0))).toContain('From pure noise');
  });
});

describe('the denoising law', () => {
  it('is missed by Gaussians the less the more steps there are, and mostly next to the data', () => {
    const table = gapTable();
    for (let i = 1; i < table.length; i++) expect(table[i]!.sum).toBeLessThan(table[i - 1]!.sum);
    expect(table[0]!.sum).toBeCloseTo(0.5 * Math.log(101) - Math.log(2), 3); // one step: the data against one bell
    expect(fewestSteps(0.05)).toBe(32);
    expect(firstShare(4)).toBeGreaterThan(0.9);
  });

  it('is described by where the noisy point came from', () => {
    const told = {
      settings: { ...first, xt: 0 },
      T: 4,
      kl: kernelDensities(4, 1, 0).kl,
      weight: 0.5,
      mean: 0,
      sum: 1.3,
    };
    expect(narrateKernel(told)).toContain('two bells');
    expect(narrateKernel({ ...told, weight: 0.9999 })).toContain('no doubt');
    expect([stepOf(4, 0), stepOf(4, 0.5), stepOf(4, 1)]).toEqual([1, 3, 4]);
  });
});

it('takes start values for what it does not understand', () => {
  expect(settingsFrom(() => 'x')).toEqual(first);
  expect(settingsFrom(() => null)).toEqual(first);
  expect(settingsFrom((name) => (name === 'n' ? 400 : name === 'xt' ? -9 : null))).toMatchObject({ n: 50, xt: -2.5 });
});
