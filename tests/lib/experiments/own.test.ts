import { beforeAll, expect, test } from 'vitest';
import { ownDatasetNames } from '../../../src/lib/data/dataset.ts';
import type { Dataset } from '../../../src/lib/data/index.ts';
import { imageDataset } from '../../../src/lib/data/imageDataset.ts';
import { buildModels } from '../../../src/lib/experiments/build.ts';
import { experiments, resolveConfig } from '../../../src/lib/experiments/index.ts';
import { createRng } from '../../../src/lib/random.ts';
import { useBackend } from '../../helpers/backends.ts';
import { train } from '../../helpers/models.ts';

beforeAll(async () => void (await useBackend('wasm')));

const pictures = (side: number): Dataset =>
  imageDataset({
    name: 'images',
    title: 'Your images',
    width: side,
    height: side,
    raw: Uint8Array.from({ length: 20 * side * side }, (_, i) => (i * 37) % 256),
    white: 255,
    labels: new Uint8Array(20),
    classes: null,
  });

test('there is a race for every kind of data that a reader can bring', () => {
  for (const name of ownDatasetNames) {
    expect([experiments[name].data, experiments[name].models]).toEqual([name, ['gan', 'ddpm']]);
  }
});

test.each([8, 28])('the nets for images of %i pixels a side can be built and trained', async (side) => {
  const dataset = pictures(side);
  const config = resolveConfig(experiments.images, { batchSize: 2 });
  for (const name of experiments.images.models) {
    const model = buildModels([name], config, dataset, createRng(1))[name]!;
    const batch = (n: number) => dataset.sample(n, createRng(5));
    const history = await train({ model, batch }, 1);
    expect(history.every((losses) => Object.values(losses).every(Number.isFinite))).toBe(true);
    expect(model.parameters).toBeLessThan(100_000);
    model.dispose();
  }
});
