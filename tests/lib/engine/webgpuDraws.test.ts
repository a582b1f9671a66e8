import { beforeAll, describe, expect, test, vi } from 'vitest';
import { compile, normals, vector } from '../../../src/lib/engine/compile.ts';
import { settings } from '../../../src/lib/engine/settings.ts';
import { startWebgpu } from '../../../src/lib/engine/webgpu/device.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';
import { make, tiny, train } from '../../helpers/models.ts';

const available = await useBackend('webgpu');
vi.setConfig({ testTimeout: 300_000 });

const shapes: [number, number][] = [
  ...Array<[number, number]>(6).fill([37, 3]),
  [5, 2],
  ...Array<[number, number]>(3).fill([37, 3]),
];

/** What a step is given over several runs, of two shapes, with other draws from the same stream between. */
async function course(replay: boolean) {
  settings.replay = replay;
  const rng = createRng(7);
  const program = compile(({ z, factor }) => ({ y: tf.mul(z!, factor!) }));
  const runs: Float32Array[] = [];
  for (const [n, dim] of shapes) {
    const { y } = program.run({ factor: vector(Float32Array.of(1)), z: normals(rng, n, dim) }) as { y: tf.Tensor };
    expect(y.shape).toEqual([n, dim]);
    runs.push(Float32Array.from(await y.data()));
    y.dispose();
    rng.uniform();
  }
  const { mode } = program;
  program.dispose();
  settings.replay = true;
  return { runs, state: rng.state(), mode };
}

/** The same on the host. */
function expectedCourse() {
  const rng = createRng(7);
  const runs = shapes.map(([n, dim]) => {
    const values = rng.normals(n * dim);
    rng.uniform();
    return values;
  });
  return { runs, state: rng.state() };
}

describe.each(['cpu', 'wasm'] as const)('normals as an input, on %s', (backend) => {
  test('are drawn by the host, the very numbers of the stream', async () => {
    await useBackend(backend);
    const { runs, state } = await course(true);
    expect({ runs, state }).toEqual(expectedCourse());
  });
});

describe.skipIf(!available)('normals as an input, on WebGPU', () => {
  beforeAll(async () => {
    await startWebgpu();
  });

  test('are drawn by the device: the numbers of the stream to 1e-5, which moves on as if the host had drawn', async () => {
    await useBackend('webgpu');
    const found = await course(true);
    const expected = expectedCourse();
    expect(found.mode).toMatch(/^replay/);
    found.runs.forEach((run, i) =>
      run.forEach((x, k) => expect(Math.abs(x - expected.runs[i]![k]!)).toBeLessThan(1e-5)),
    );
    expect(found.runs).not.toEqual(expected.runs); // it was not the host
    expect(found.state).toEqual(expected.state);
  });

  test('are the same numbers in a replay as elsewhere, exactly', async () => {
    await useBackend('webgpu');
    expect((await course(true)).runs).toEqual((await course(false)).runs);
  });

  test('are the same numbers where an input is run twice', async () => {
    await useBackend('webgpu');
    const program = compile(({ z }) => ({ y: tf.neg(z!) }));
    const input = { z: normals(createRng(2), 4, 2) };
    const read = async () => [...(await program.run(input).y!.data())];
    const first = await read();
    expect(new Set(first).size).toBe(8);
    for (let i = 0; i < 5; i++) expect(await read()).toEqual(first);
    program.dispose();
  });

  test.each(['gan', 'ddpm'] as const)('leave the %s resumable bit for bit', async (name) => {
    await useBackend('webgpu');
    const config = { ...tiny, budget: 260, batchSize: 7 };
    const whole = make(name, config);
    await train(whole, 5);
    const saved = await whole.model.snapshot();
    const expected = await train(whole, 5);
    const resumed = make(name, config);
    for (let i = 0; i < 5; i++) resumed.batch(config.batchSize);
    resumed.model.restore(saved);
    expect(await train(resumed, 5)).toEqual(expected);
    whole.model.dispose();
    resumed.model.dispose();
  });
});
