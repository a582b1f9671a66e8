import { expect, test } from 'vitest';
import { divergence, easedSentence, halvedRates, recoverySentence } from '../../src/components/demos/mend.ts';
import { Turns } from '../../src/components/demos/race/turns.ts';
import { defaultConfig } from '../../src/lib/experiments/config.ts';
import type { Recovery } from '../../src/lib/session/client.ts';

const error = new Error('The loss of G is no longer a number: noticed at step 212.');

test('names what diverged, when, and two ways on', async () => {
  let mended = 0;
  const kept = divergence(error, 1200, () => void (mended += 1));
  expect(kept.message).toBe(
    'The loss of G is no longer a number: noticed at step 212. Try again goes back to step 1,200; a smaller learning rate may help.',
  );
  expect(kept.label).toBe('Lower the rate and go on from step 1,200');
  await kept.mend();
  expect(mended).toBe(1);
  const lost = divergence(error, null, () => {});
  expect(lost.message).toMatch(/Try again starts from the seed; a smaller learning rate may help\.$/);
  expect(lost.label).toBe('Lower the rate and start again');
});

test('halves the learning rates of the models that train, and no others, down to the least one', () => {
  const config = { ...defaultConfig, learningRateG: 0.01, learningRateD: 3e-4, learningRate: 1.5e-6 };
  expect(halvedRates(config, ['gan', 'ddpm'])).toEqual({
    learningRateG: 0.005,
    learningRateD: 1.5e-4,
    learningRate: 1e-6,
  });
  expect(halvedRates(config, ['D'])).toEqual({ learningRateD: 1.5e-4 });
});

test('says what was restored and what the rates are now', () => {
  expect(easedSentence({ learningRateG: 0.005, learningRateD: 1.5e-4, learningRate: 1e-6 }, 1200)).toBe(
    'Step 1,200 is restored, with half the learning rates: of G 0.005, of D 0.00015 and of the diffusion model 0.000001.',
  );
  expect(easedSentence({ learningRateD: 0.1 }, null)).toBe(
    'The run starts again from its seed, with half the learning rate: of D 0.1.',
  );
});

test('offers a reload only where an engine was given up', () => {
  const recovery = { sentence: 'Restored.', offerReload: false } as Recovery;
  expect(recoverySentence(recovery)).toBe('Restored.');
  expect(recoverySentence({ ...recovery, offerReload: true })).toMatch(/^Restored\. Reloading the page gives/);
});

test('takes one action after another, the same one once, and goes on after one that failed', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const action = (name: string) => async () => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(`${name} ends`);
  };
  const failing = turns.take('play', () => Promise.reject(new Error('no')));
  const first = turns.take('reset', action('reset'));
  expect(turns.take('reset', action('another reset'))).toBe(first);
  const second = turns.take('step', action('step'));
  await expect(failing).rejects.toThrow('no');
  await Promise.all([first, second]);
  expect(seen).toEqual(['reset begins', 'reset ends', 'step begins', 'step ends']);
});
