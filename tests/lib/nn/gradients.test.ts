import { afterAll, describe, expect, test } from 'vitest';
import { defaultConfig, ganLossNames } from '../../../src/lib/experiments/config.ts';
import { ganLosses } from '../../../src/lib/gan/losses.ts';
import { zeroCentred } from '../../../src/lib/gan/penalties.ts';
import { epsNet } from '../../../src/lib/diffusion/epsNet.ts';
import { forwardTables, qSample } from '../../../src/lib/diffusion/forward.ts';
import { epsilonLoss } from '../../../src/lib/diffusion/loss.ts';
import { createSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { backendNames } from '../../../src/lib/engine/backends.ts';
import { activations, type ActivationName } from '../../../src/lib/nn/activations.ts';
import { mlp } from '../../../src/lib/nn/mlp.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { directionalError } from '../../helpers/finiteDifferences.ts';

const inputs = () => {
  const rng = createRng(5);
  return { real: tf.tensor2d(rng.normals(24), [12, 2]), fake: tf.tensor2d(rng.normals(24), [12, 2]) };
};

describe.each(backendNames)('on %s', async (backend) => {
  const here = await useBackend(backend);
  afterAll(() => tf.disposeVariables());
  const check = here ? test : test.skip;

  check.each(ganLossNames)(
    'the %s losses have the gradients that finite differences give, for both players',
    async (name) => {
      await useBackend(backend);
      const { real, fake } = inputs();
      const loss = ganLosses[name];
      const D = mlp([2, 8, 8, 1], 'softplus', createRng(3));
      const G = mlp([2, 8, 8, 2], 'softplus', createRng(4));
      expect(await directionalError(() => loss.discriminator(D(real), D(fake)), D.weights, 1)).toBeLessThan(3e-3);
      const generator = () => loss.generator(D(G(fake)), D(real));
      expect(await directionalError(generator, G.weights, 2)).toBeLessThan(3e-3);
    },
  );

  check('the noise loss has the gradient that finite differences give', async () => {
    await useBackend(backend);
    const { real, fake } = inputs();
    const schedule = createSchedule('linear', defaultConfig.T);
    const tables = forwardTables(schedule);
    const net = epsNet({ dim: 2, schedule, budget: 900, fourier: 0.5 }, createRng(1));
    const index = tf.tensor1d([0, 1, 5, 20, 50, 80, 100, 120, 150, 170, 190, 199], 'int32');
    const f = () => epsilonLoss(fake, net(qSample(tables, real, index, fake) as tf.Tensor2D, index));
    expect(await directionalError(f, net.weights, 3)).toBeLessThan(3e-3);
  });

  check.each(Object.keys(activations) as ActivationName[])(
    'the penalty of a gradient through %s is differentiated rightly',
    async (name) => {
      await useBackend(backend);
      const { real } = inputs();
      const D = mlp([2, 16, 16, 1], name, createRng(8));
      // Across the kink of a rectifier the penalty jumps: small steps meet none.
      expect(await directionalError(() => zeroCentred(D, real), D.weights, 4, 2e-4)).toBeLessThan(1e-2);
    },
  );
});
