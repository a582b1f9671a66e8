import { expect, test } from 'vitest';
import { framesOf } from '../../src/lib/control.ts';
import { resampledPath } from '../../src/lib/diffusion/inpaint.ts';

test.each([
  [50, 1, 1],
  [50, 5, 1],
  [50, 5, 10],
  [7, 3, 2],
  [2, 100, 5],
])(
  'inpainting in %i steps, each stretch %i times, %i levels long, has as many frames as levels on its path',
  (steps, resamples, jump) => {
    const request = { kind: 'inpaint', x: [0, 0], mask: [1, 0], resamples, jump } as const;
    expect(framesOf(request, steps)).toBe(resampledPath(steps + 1, { resamples, jump }).length);
  },
);
