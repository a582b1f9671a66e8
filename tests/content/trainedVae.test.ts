import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawLogWeight, klPerCoordinate, readTrainedVae } from '../../src/lib/book/trainedVae.ts';
import { createDigits } from '../../src/lib/data/digits.ts';
import { createRng } from '../../src/lib/random.ts';

const dim = 64;
const vae = readTrainedVae('digits');
const all = createDigits(new Uint8Array(readFileSync('public/data/digits-8x8.bin'))).images!.pixels;
const rows = Array.from({ length: 600 }, (_, i) => all.subarray(2 * i * dim, (2 * i + 1) * dim));

test('has the bound that training reported, read back and computed without tensors', () => {
  const rng = createRng(4);
  const values = rows.slice(0, 590).map((x) => drawLogWeight(vae, x)(rng));
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  // Training reports the last batch of 128; half precision and the last steps' noise are small beside it.
  expect(Math.abs(mean + vae.lastLoss)).toBeLessThan(4.5 * Math.sqrt(variance / values.length + variance / 128));
});

test('pays for its code what training reported', () => {
  const recorded = JSON.parse(readFileSync('public/checkpoints/digits-vae.json', 'utf8')) as {
    result: { losses: Record<string, { last: number }> };
  };
  const told = klPerCoordinate(vae, all, dim).reduce((sum, v) => sum + v, 0);
  expect(Math.abs(told / recorded.result.losses['vae.kl']!.last - 1)).toBeLessThan(0.05);
});

test('decodes what it encodes to within the noise that it learned', () => {
  let squares = 0;
  for (const x of rows.slice(0, 100)) {
    vae.decode(vae.encode(x).mean).forEach((v, j) => (squares += (v - x[j]!) ** 2 / (100 * dim)));
  }
  expect(squares).toBeLessThan(1.2 * Math.exp(vae.logVariance));
  expect(squares).toBeGreaterThan(0.3 * Math.exp(vae.logVariance));
});
