import { beforeAll, describe, expect, test, vi } from 'vitest';
import type * as Seam from '../../../src/lib/engine/compile.ts';
import { defaultConfig, ganLossNames, type Config } from '../../../src/lib/experiments/config.ts';
import { useBackend } from '../../helpers/backends.ts';
import { draw, make, tiny, train } from '../../helpers/models.ts';

/** Models made while `eager` is set run as written; the others count how often their steps are traced. */
const seam = vi.hoisted(() => ({ eager: false, traced: 0, modes: new Set<string>() }));
vi.mock('../../../src/lib/engine/compile.ts', async (load) => {
  const real = await load<typeof Seam>();
  const { runEagerly } = await import('../../../src/lib/engine/eager.ts');
  const compile: typeof real.compile = (step) => {
    if (seam.eager) return { mode: 'eager', run: (inputs) => runEagerly(step, inputs), dispose: () => {} };
    const program = real.compile((inputs) => {
      seam.traced += 1;
      return step(inputs);
    });
    return {
      ...program,
      mode: 'compiled',
      run(inputs) {
        const outputs = program.run(inputs);
        seam.modes.add(program.mode);
        return outputs;
      },
    };
  };
  return { ...real, compile };
});

const makeEager: typeof make = (...args) => {
  seam.eager = true;
  try {
    return make(...args);
  } finally {
    seam.eager = false;
  }
};

beforeAll(async () => void (await useBackend('wasm')));

const models: [string, string, Partial<Config>][] = [
  ...ganLossNames.map((loss): [string, string, Partial<Config>] => [`GAN, ${loss}`, 'gan', { loss }]),
  ['GAN, clipped', 'gan', { loss: 'wasserstein', penalty: 'clip' }],
  ['GAN, gradient penalty', 'gan', { loss: 'wasserstein', penalty: 'gradientPenalty', penaltyWeight: 1 }],
  ['GAN, relativistic with R1 and R2', 'gan', { loss: 'relativistic', penalty: 'r1r2', fourierD: 0.5, averageG: 0.9 }],
  ['GAN, spectral', 'gan', { loss: 'hinge', penalty: 'spectral' }],
  ['GAN, packs and labels', 'gan', { pac: 2, conditional: true, penalty: 'r1', fourierD: 0.5 }],
  ['DDPM predicting eps', 'ddpm', {}],
  ['DDPM predicting v', 'ddpm', { prediction: 'v' }],
  ['DDPM without Fourier features', 'ddpm', { fourier: 0 }],
  [
    'DDPM with labels, a learned variance and Min-SNR weights',
    'ddpm',
    { conditional: true, learnVariance: true, weighting: 'minSnr' },
  ],
  ['EDM', 'edm', {}],
  ['discriminator alone', 'D', {}],
];

describe.each(models)('%s', (_, name, changes) => {
  test('agrees with its eager self: losses to 1e-5 over 10 steps, losses and weights to 1e-4 over 100', async () => {
    const config = { ...tiny, ...changes };
    const [eager, ours] = [makeEager(name, config), make(name, config)];
    seam.modes.clear();
    const histories = [await train(eager, 100), await train(ours, 100)] as const;
    expect([...seam.modes].every((mode) => mode.startsWith('compiled'))).toBe(true);
    histories[0].forEach((losses, step) => {
      for (const [key, value] of Object.entries(losses)) {
        const difference = Math.abs(histories[1][step]![key]! - value);
        expect(difference).toBeLessThan((step < 10 ? 1e-5 : 1e-4) * Math.max(1, Math.abs(value)));
      }
    });
    const [a, b] = [await eager.model.snapshot(), await ours.model.snapshot()];
    const norm = (values: Float32Array) => Math.hypot(...values);
    for (const [key, values] of Object.entries(a.tensors)) {
      if (key.startsWith('moments')) continue;
      expect(norm(values.map((value, i) => value - b.tensors[key]![i]!)) / norm(values)).toBeLessThan(1e-4);
    }
    eager.model.dispose();
    ours.model.dispose();
  });
});

test('learning rates change without a new trace; the batch size with one', async () => {
  const run = make('gan');
  await train(run, 2);
  const traced = seam.traced;
  run.model.set({ ...tiny, learningRateD: 1e-2, learningRateG: 1e-4 });
  await train(run, 5);
  expect(seam.traced).toBe(traced);
  run.model.set({ ...tiny, batchSize: 48 });
  await train(run, 2);
  expect(seam.traced).toBe(traced + 4); // two moves, each traced twice
  run.model.dispose();
});

describe('sampling', () => {
  test.each([
    ['ddim', 0],
    ['ddim', 1],
    ['ancestral', 0],
  ] as const)('%s with eta %d agrees with the eager walk, in one trace', async (sampler, eta) => {
    const [eager, ours] = [makeEager('ddpm'), make('ddpm')];
    await train(eager, 5);
    await train(ours, 5);
    const traced = seam.traced;
    const options = { sampler, eta };
    const [a, b] = [await draw(eager.model, 32, 1, options), await draw(ours.model, 32, 1, options)];
    const size = Math.max(...a.map(Math.abs));
    expect(Math.max(...a.map((x, i) => Math.abs(x - b[i]!))) / size).toBeLessThan(1e-4);
    // The last step adds no noise: where the others do, it is a step of its own.
    expect(seam.traced - traced).toBe(eta === 0 && sampler === 'ddim' ? 2 : 4);
    eager.model.dispose();
    ours.model.dispose();
  });

  test('evaluations and the pulse go the same way', async () => {
    const [eager, ours] = [makeEager('ddpm'), make('ddpm')];
    const evaluate = async ({ model, batch }: ReturnType<typeof make>) => {
      const { createRng } = await import('../../../src/lib/random.ts');
      return model.evaluations.lossPerT!(batch, createRng(5));
    };
    const [a, b] = [await evaluate(eager), await evaluate(ours)];
    a.forEach((loss, t) => expect(Math.abs(loss - b[t]!)).toBeLessThan(1e-5 * loss));
    eager.model.dispose();
    ours.model.dispose();
  });
});

test('a step at the size of the page compiles to fewer kernels than TensorFlow.js launches by far', async () => {
  seam.modes.clear();
  const run = make('ddpm', { ...defaultConfig, seed: 3 });
  await train(run, 1);
  const [mode] = seam.modes;
  expect(Number(/(\d+) kernels/.exec(mode!)![1])).toBeLessThan(50); // 180 launches eagerly
  run.model.dispose();
});
