import { expect, test } from 'vitest';
import { continuousSamplers } from '../../../src/lib/diffusion/continuousSamplers.ts';
import { followGaussian } from '../../../src/lib/diffusion/follow.ts';
import { karrasSigmas } from '../../../src/lib/diffusion/sigmas.ts';
import { continuousSamplerNames } from '../../../src/lib/model.ts';
import { data, denoise, noisy } from '../../helpers/gaussianMoves.ts';

test.each(continuousSamplerNames)('%s asks the network as often as it says, and comes near the data', (name) => {
  const { move, evaluations } = continuousSamplers[name];
  let calls = 0;
  const counted = (x: number, sigma: number) => {
    calls++;
    return denoise(x, sigma);
  };
  const steps = 400;
  const { mean, variance } = followGaussian(move(steps), denoise, karrasSigmas(steps), noisy(80));
  expect(Math.abs(mean - data.mean)).toBeLessThan(0.01);
  expect(Math.abs(variance / data.variance - 1)).toBeLessThan(0.1);
  const number = { combine: (...t: readonly [number, number][]) => t.reduce((s, [c, x]) => s + c * x, 0) };
  const space = { ...number, normal: () => 0, blend: () => 0, settle: (x: number) => x };
  let x = 1;
  karrasSigmas(20).forEach((sigma, i, grid) => i < 20 && (x = move(20)(space, counted, x, sigma, grid[i + 1]!)));
  expect(calls).toBe(evaluations(20));
});
