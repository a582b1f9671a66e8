import { expect, test } from 'vitest';
import { runArm } from '../../cli/runArm.ts';
import { loadStudyData } from '../../cli/studyData.ts';
import type { Arm } from '../../src/lib/experiments/arms.ts';

const two = { sampler: 'ddim', samplerSteps: 2 } as const;
const arm: Arm = {
  name: 'told',
  title: 'told the label',
  model: 'ddpm',
  config: { conditional: true, steps: 2, batchSize: 32, budget: 4000, T: 20 },
  samplings: [
    { title: 'told', ...two, told: true },
    { title: 'guided by 4', ...two, told: true, guidanceScale: 4 },
    { title: 'not told', ...two },
  ],
};

test('a model that is told labels is asked for those of the data, and judged by them; guidance counts twice', async () => {
  const { dataset, images } = await loadStudyData('digits', undefined);
  const run = await runArm({ arm, experiment: 'digits', dataset, images, seed: 1, n: 300, backend: 'wasm' });
  const [told, guided, untold] = run.result.samplings;
  expect(run.result.samplings.map(({ evaluations }) => evaluations)).toEqual([2, 4, 2]);
  expect(told!.metrics.labelAccuracy).toBeGreaterThanOrEqual(0);
  expect(guided!.metrics.labelAccuracy).toBeGreaterThanOrEqual(0);
  expect(untold!.metrics.labelAccuracy).toBeUndefined();
  const [x, y, z] = run.samples;
  for (const other of [y!, z!]) expect(x).not.toEqual(other);
});
