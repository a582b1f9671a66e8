/** The book's own models. What `compile` makes of them, ours or eager, is decided by which seam this process was given. */
import { createDataset } from '../../src/lib/data/index.ts';
import { chooseBackend, type WasmPaths } from '../../src/lib/engine/backends.ts';
import { registerFastTransposedMatMul } from '../../src/lib/engine/wasmMatMul.ts';
import { settings } from '../../src/lib/engine/settings.ts';
import { buildModels } from '../../src/lib/experiments/build.ts';
import type { Losses, Model } from '../../src/lib/model.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';
import { caseConfig, findCase } from './cases.ts';
import { countedSteps, installCounters, perStep, takeCounts, warmUp } from './counters.ts';
import { drawSteps, injectedRng, type StepDraws } from './draws.ts';
import type { Device, Engine, EngineName } from './engine.ts';

async function startBare(device: Device, wasmPaths: WasmPaths, patched: boolean): Promise<void> {
  if (device === 'wasm') {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    if (patched) registerFastTransposedMatMul();
    wasm.setWasmPaths(wasmPaths);
  } else {
    await import('@tensorflow/tfjs-backend-webgpu');
  }
  if (!(await tf.setBackend(device))) throw new Error(`The ${device} backend of TensorFlow.js did not start.`);
}

export interface Platform {
  wasmPaths: WasmPaths;
  /** Dawn's null device: WebGPU calls cost what they cost, and nothing is computed. */
  nullDevice: boolean;
}

export function tensorflowEngine(name: Exclude<EngineName, 'jax'>, { wasmPaths, nullDevice }: Platform): Engine {
  let model: Model | null = null;
  let draws: StepDraws[] = [];
  let steps = 0;

  const step = (): Losses => {
    const { data } = draws[steps++ % draws.length]!;
    return model!.step(() => data);
  };
  /** Losses that every engine reports: V is read from the same logits as d, and only ours prints it. */
  const read = ({ V: _V, ...losses }: Losses) =>
    Promise.all(Object.values(losses).map(async (scalar) => (await scalar.data())[0]!));

  return {
    async start(device) {
      if (device === 'webgpu') installCounters();
      // The null device computes nothing, so it would fail the examination that the book gives every backend.
      if (name === 'ours' && !nullDevice) {
        const { refused } = await chooseBackend({ wanted: device, wasmPaths, timeStep: async () => 0 });
        if (refused[device]) throw new Error(refused[device]);
      } else await startBare(device, wasmPaths, name === 'patched');
      if (tf.getBackend() !== device) throw new Error(`Wanted ${device}, but ${tf.getBackend()} started.`);
      return device;
    },
    async open(caseName) {
      model?.dispose();
      const benchCase = findCase(caseName);
      draws = drawSteps(benchCase);
      steps = 0;
      const config = caseConfig(benchCase);
      settings.deviceDraws = false; // every engine is fed the same numbers
      const rng = injectedRng(createRng(config.seed), draws);
      model = buildModels([benchCase.model], config, createDataset('ring'), rng)[benchCase.model]!;
      return name === 'ours' ? 'compiled' : 'eager';
    },
    async losses(count) {
      const history: number[][] = [];
      for (let i = 0; i < count; i++) {
        const losses = step();
        history.push(await read(losses));
        tf.dispose(losses);
      }
      return history;
    },
    async time(count) {
      const start = performance.now();
      let last: Losses | undefined;
      for (let i = 0; i < count; i++) {
        tf.dispose(last as tf.TensorContainer);
        last = step();
      }
      const host = performance.now() - start;
      await read(last!);
      const total = performance.now() - start;
      tf.dispose(last as tf.TensorContainer);
      return { host, total };
    },
    async count() {
      const run = async (count: number) => {
        let last: Losses | undefined;
        for (let i = 0; i < count; i++) {
          tf.dispose(last as tf.TensorContainer);
          last = step();
        }
        await read(last!);
        tf.dispose(last as tf.TensorContainer);
      };
      await run(warmUp);
      takeCounts();
      await run(countedSteps);
      return perStep(takeCounts(), countedSteps);
    },
  };
}
