import { readFileSync } from 'node:fs';
import { beforeAll, expect, test, vi } from 'vitest';
import { createDigits } from '../../../src/lib/data/index.ts';
import type * as Seam from '../../../src/lib/engine/compile.ts';
import { buildModels } from '../../../src/lib/experiments/build.ts';
import type { Config } from '../../../src/lib/experiments/config.ts';
import type { Batch } from '../../../src/lib/model.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { draw, tiny } from '../../helpers/models.ts';

const seam = vi.hoisted(() => ({ modes: new Set<string>() }));
vi.mock('../../../src/lib/engine/compile.ts', async (load) => {
  const real = await load<typeof Seam>();
  const compile: typeof real.compile = (step) => {
    const program = real.compile(step);
    return {
      ...program,
      run(inputs) {
        const outputs = program.run(inputs);
        seam.modes.add(program.mode);
        return outputs;
      },
    };
  };
  return { ...real, compile };
});

const digits = createDigits(
  new Uint8Array(readFileSync(new URL('../../../public/data/digits-8x8.bin', import.meta.url))),
);
const batch: Batch = Object.assign((n: number) => digits.sample(n, createRng(5)), {
  labelled: (n: number) => digits.labels!.sample(n, createRng(5)),
});

beforeAll(async () => void (await useBackend('wasm')));

test.each([
  ['GAN', 'gan', {}],
  ['GAN that judges pairs and is told labels', 'gan', { pac: 2, conditional: true }],
  ['GAN with the penalty R1', 'gan', { penalty: 'r1' }],
  ['DDPM', 'ddpm', {}],
  ['DDPM that is told labels', 'ddpm', { conditional: true }],
  ['DDPM that learns its variance', 'ddpm', { learnVariance: true, sampler: 'ancestral' }],
  ['EDM', 'edm', {}],
  ['style-based GAN', 'stylegan', {}],
] as [string, string, Partial<Config>][])(
  'convolutional %s: steps and samplers are compiled whole',
  async (_, name, changes) => {
    const config: Config = { ...tiny, data: 'digits', net: 'conv', channels: 8, batchSize: 4, ...changes };
    const model = buildModels([name], config, digits, createRng(1))[name]!;
    seam.modes.clear();
    for (let i = 0; i < 2; i++) {
      const losses = model.step(batch);
      for (const loss of Object.values(losses)) expect(Number.isFinite(loss.dataSync()[0])).toBe(true);
      tf.dispose(losses);
    }
    expect((await draw(model, 3)).every(Number.isFinite)).toBe(true);
    const modes = [...seam.modes];
    expect(modes.length).toBeGreaterThan(0);
    expect(modes.filter((mode) => !mode.startsWith('compiled'))).toEqual([]);
    model.dispose();
  },
);
