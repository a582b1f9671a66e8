import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readTrainedStyle } from '../../src/lib/book/trainedStyle.ts';
import { createSession } from '../../src/lib/session/session.ts';
import { wasmPaths } from '../helpers/backends.ts';

const assets = fileURLToPath(new URL('../../public/', import.meta.url));
const session = createSession({ wasmPaths });
afterAll(() => session.close());

test('the pictures of the page are those that a session draws from the same latents, styles and noise', async () => {
  const G = readTrainedStyle();
  await session.open({ experiment: 'digits', trained: 'stylegan', backend: 'wasm', assets });
  for (const { psi, crossover, noise } of [
    { psi: 1, crossover: 3, noise: 0 },
    { psi: 0.4, crossover: 1, noise: 7 },
    { psi: 1.3, crossover: 2, noise: null },
    { psi: 0, crossover: 3, noise: null },
  ]) {
    const [seeds, others] = [
      [3, 1000, 5],
      [4, 2, 9],
    ] as const;
    const { x } = await session.control('stylegan', {
      kind: 'styles',
      seeds,
      others,
      crossover,
      truncation: psi,
      noise,
    });
    const own = seeds.flatMap((seed, i) => {
      const [w, second] = [seed, others[i]!].map((n) => G.truncate(G.map(G.latent(n)), psi)) as [
        Float64Array,
        Float64Array,
      ];
      const styles = Array.from({ length: G.layers }, (_, layer) => (layer < crossover ? w : second));
      return [...G.synthesise(styles, G.noise(noise))];
    });
    const worst = Math.max(...own.map((v, i) => Math.abs(v - x[i]!)));
    expect(worst).toBeLessThan(2e-4); // float32 against float64; the pixels' range is 2.7
  }
});
