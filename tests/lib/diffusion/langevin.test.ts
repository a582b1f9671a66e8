import { expect, test } from 'vitest';
import { langevin, langevinStep } from '../../../src/lib/diffusion/langevin.ts';
import { float64Space } from '../../../src/lib/diffusion/space.ts';
import { createRng } from '../../../src/lib/random.ts';
import { langevinVariance } from '../../../src/lib/theory/langevin.ts';

test('one step is x + delta / 2 score + sqrt(delta) z', () => {
  const rng = createRng(3);
  const z = createRng(3).normals(2);
  const x = langevinStep(float64Space(rng), () => Float64Array.of(10, 20), Float64Array.of(1, 2), 0.25);
  expect(x[0]).toBeCloseTo(1 + 1.25 + 0.5 * z[0]!, 12);
  expect(x[1]).toBeCloseTo(2 + 2.5 + 0.5 * z[1]!, 12);
});

test('settles on a variance that is too wide by 1 / (1 - delta / 4 sigma^2), not on the target (V40)', () => {
  const n = 20_000;
  const rng = createRng(8);
  const delta = 1;
  let last = new Float64Array(n);
  let steps = 0;
  for (const x of langevin(float64Space(rng), (y) => y.map((v) => -v), last, delta)) {
    last = x as Float64Array<ArrayBuffer>;
    if (++steps > 40) break; // the memory of the start falls by half a step
  }
  const variance = last.reduce((sum, v) => sum + v * v, 0) / n;
  expect(langevinVariance(1, delta)).toBeCloseTo(4 / 3, 14);
  expect(Math.abs(variance / (4 / 3) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
});
