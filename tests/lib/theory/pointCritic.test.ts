import { describe, expect, test } from 'vitest';
import { minimise } from '../../../src/lib/theory/minimise.ts';
import { outputLossNames } from '../../../src/lib/theory/outputLosses.ts';
import {
  bestPointSlope,
  pointObjective,
  regulariserNames,
  slopePenalty,
  slopePenaltySlope,
} from '../../../src/lib/theory/pointCritic.ts';
import { bestSlope } from '../../../src/lib/theory/wganCritic1d.ts';

const places = [
  [0.5, 0.1],
  [1, 10],
  [1.7, 0.6],
  [2.4, 0.3],
  [3.5, 2],
] as const;

describe.each(outputLossNames)('%s', (loss) => {
  test.each(['gradientPenalty', 'oneSided', 'r1'] as const)(
    'with %s rests where a search finds least',
    (regulariser) => {
      for (const [theta, strength] of places) {
        const objective = (w: number) => pointObjective(loss, regulariser, w, theta, strength);
        const w = bestPointSlope(loss, regulariser, theta, strength);
        const found = minimise(objective, 0, 40, 100);
        expect(objective(w)).toBeCloseTo(objective(found), 10);
        // Where the loss is 0 and so is the penalty, many slopes are best.
        if (objective(w) > 1e-9) expect(w).toBeCloseTo(found, 5);
      }
    },
  );

  test('without a regulariser a smaller slope costs more, and a larger one no less', () => {
    for (const [theta, strength] of places) {
      const w = bestPointSlope(loss, 'none', theta, strength);
      const objective = (slope: number) => pointObjective(loss, 'none', slope, theta, strength);
      if (w === Infinity) expect(objective(9)).toBeLessThan(objective(8));
      else {
        expect(objective(w)).toBe(0);
        expect(objective(w - 0.05)).toBeGreaterThan(0);
      }
    }
  });

  test('with clipped weights has the bound for its slope or what it would have had', () => {
    expect(bestPointSlope(loss, 'clip', 1, 0.3)).toBe(0.3);
    expect(bestPointSlope(loss, 'clip', 1, 50)).toBe(Math.min(50, bestPointSlope(loss, 'none', 1, 1)));
  });
});

test('the Wasserstein critic between points theta apart is that of WGAN-GP', () => {
  for (const [theta, lambda] of places)
    expect(bestPointSlope('wasserstein', 'gradientPenalty', theta, lambda)).toBeCloseTo(bestSlope(theta, lambda), 12);
});

test('the penalties’ derivatives are those of finite differences', () => {
  for (const regulariser of regulariserNames)
    for (const slope of [-2.1, -0.4, 0.6, 1.8]) {
      const h = 1e-6;
      const difference =
        (slopePenalty(regulariser, slope + h, 0.7) - slopePenalty(regulariser, slope - h, 0.7)) / (2 * h);
      expect(slopePenaltySlope(regulariser, slope, 0.7)).toBeCloseTo(difference, 7);
    }
});
