import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { byArcLength, createDrawing, drawingLimits, inkMixture, type Stroke } from '../../../src/lib/data/drawing.ts';
import { createRng } from '../../../src/lib/random.ts';

const circle = (points: number, pace: (u: number) => number = (u) => u): Stroke =>
  Array.from({ length: points + 1 }, (_, k) => {
    const angle = 2 * Math.PI * pace(k / points);
    return [300 + 100 * Math.cos(angle), 200 + 100 * Math.sin(angle)];
  });

describe('a stroke by arc length', () => {
  test('is walked evenly, however slow the pen was', () => {
    const curve = byArcLength(circle(2000, (u) => u ** 3)); // the pen begins slowly and ends fast
    for (let j = 0; j < 100; j++) {
      const [x, y] = curve((j + 0.5) / 100);
      const angle = (2 * Math.PI * (j + 0.5)) / 100;
      expect(Math.hypot(x - 300 - 100 * Math.cos(angle), y - 200 - 100 * Math.sin(angle))).toBeLessThan(0.05);
    }
  });

  test('begins and ends where the stroke does, and waits nowhere', () => {
    const curve = byArcLength([
      [0, 0],
      [0, 0],
      [3, 4],
      [3, 4],
      [3, 10],
    ]);
    expect(curve(0)).toEqual([0, 0]);
    expect(curve(1)).toEqual([3, 10]);
    expect(curve(5 / 11)).toEqual([expect.closeTo(3, 12), expect.closeTo(4, 12)]);
  });
});

describe('a drawing', () => {
  test('of a circle is a ring: its points lie around the ink with the given spread', () => {
    const { sample, mean, scale, logDensity } = createDrawing([circle(500)], { spread: 5 });
    const n = 20_000;
    const x = sample(n, createRng(1));
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      const radius = Math.hypot(x[2 * i]! * scale + mean[0]! - 300, x[2 * i + 1]! * scale + mean[1]! - 200) - 100;
      [sum, squares] = [sum + radius, squares + radius ** 2];
    }
    const deviation = Math.sqrt(squares / n - (sum / n) ** 2);
    // The distance from a centre is longer than that of the ink by spread^2 / (2 r), to first order.
    expect(Math.abs(sum / n - 5 ** 2 / 200)).toBeLessThan((5 * 5) / Math.sqrt(n) + 0.02);
    expect(Math.abs(deviation - 5)).toBeLessThan((5 * 5) / Math.sqrt(2 * n) + 0.02);
    // All around the ink the density is the same, although the circle was drawn in pieces of 1.26.
    const heights = Array.from({ length: 300 }, (_, j) => {
      const angle = j * 0.0209;
      return Math.exp(
        logDensity!([
          (300 + 100 * Math.cos(angle) - mean[0]!) / scale,
          (200 + 100 * Math.sin(angle) - mean[1]!) / scale,
        ]),
      );
    });
    expect(Math.max(...heights) / Math.min(...heights)).toBeLessThan(1.0001);
  });

  test('has ink in proportion to the length of its strokes', () => {
    const long: Stroke = [
      [0, 0],
      [90, 0],
    ];
    const short: Stroke = [
      [0, 50],
      [30, 50],
    ];
    const { means, weights } = inkMixture([long, short], 7); // 13 and 5 components: their number is not the share
    const upper = means.reduce((sum, [, y], k) => sum + (y === 50 ? weights[k]! : 0), 0);
    expect(upper).toBeCloseTo(0.25, 12);
  });

  test('may be a few taps', () => {
    const { mixture } = createDrawing([[[0, 0]], [[10, 0]], [[5, 5]]], { spread: 0.5 });
    expect(mixture!.means).toHaveLength(3);
    expect(mixture!.weights).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  test('of any kind has at most a thousand components, a spread no narrower than asked, and finite numbers', () => {
    const point = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 }));
    const stroke = fc.array(point, { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 20 }), fc.constantFrom(1e-3, 1, 100), (strokes, spread) => {
        let drawing;
        try {
          drawing = createDrawing(strokes, { spread });
        } catch (error) {
          expect(error).toBeInstanceOf(BadInput);
          return;
        }
        const { means, stds, weights } = drawing.mixture!;
        expect(means.length).toBeLessThanOrEqual(drawingLimits.components);
        expect([...means.flat(), ...stds, ...weights, drawing.scale].every(Number.isFinite)).toBe(true);
        expect(drawing.sample(5, createRng(1)).every(Number.isFinite)).toBe(true);
        expect(stds[0]! * drawing.scale).toBeGreaterThanOrEqual(spread * (1 - 1e-12));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test.each([
    ['empty', [], 'Nothing is drawn yet.'],
    ['of strokes without points', [[], []], 'Nothing is drawn yet.'],
    ['one tap', [[[3, 4]]], 'a single point'],
    [
      'taps at one place',
      [
        [[3, 4]],
        [
          [3, 4],
          [3, 4],
        ],
      ],
      'a single point',
    ],
    [
      'without numbers',
      [
        [
          [0, 0],
          [NaN, 1],
        ],
      ],
      'not numbers',
    ],
    [
      'infinite',
      [
        [
          [0, 0],
          [Infinity, 1],
        ],
      ],
      'not numbers',
    ],
    ['endless', [circle(60_000)], 'the limits are 500 and 50,000'],
  ] as [string, Stroke[], string][])('that is %s is answered with a sentence', (_, strokes, sentence) => {
    expect(() => createDrawing(strokes)).toThrow(BadInput);
    expect(() => createDrawing(strokes)).toThrow(sentence);
  });

  test('with a spread that is none is refused', () => {
    for (const spread of [0, -1, NaN, Infinity]) expect(() => createDrawing([circle(9)], { spread })).toThrow(BadInput);
  });
});
