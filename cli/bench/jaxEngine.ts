/** jax-js under test: the whole step in one `jit`, state kept on the device, inputs written from the host. */
import { blockUntilReady, defaultDevice, init, jit, numpy as np, tree } from '@jax-js/jax';
import { createSchedule } from '../../src/lib/diffusion/schedule.ts';
import { emaDecay } from '../../src/lib/nn/ema.ts';
import { timeEmbeddingTable } from '../../src/lib/nn/timeEmbedding.ts';
import { caseConfig, dim, findCase, latentDim, timeDim, type BenchCase } from './cases.ts';
import { countedSteps, installCounters, perStep, takeCounts, warmUp } from './counters.ts';
import { drawSteps, initialWeights, type InitialLayer, type StepDraws } from './draws.ts';
import type { Engine } from './engine.ts';
import {
  ddpmRule,
  ddpmStep,
  ganRule,
  ganStep,
  type DdpmState,
  type DdpmTables,
  type GanState,
  type Layer,
} from './jaxModels.ts';

const array = (values: Float32Array | Int32Array, shape: number[]) =>
  np.array(values as Float32Array<ArrayBuffer>).reshape(shape);

const toLayers = (layers: InitialLayer[]): Layer[] =>
  layers.map(({ inputs, outputs, w, b }) => ({ w: array(w, [inputs, outputs]), b: array(b, [outputs]) }));
const zeros = (layers: InitialLayer[]): Layer[] =>
  layers.map(({ inputs, outputs }) => ({ w: np.zeros([inputs, outputs]), b: np.zeros([outputs]) }));
const momentsOf = (layers: InitialLayer[], beta1: number) => ({
  m: beta1 === 0 ? [] : zeros(layers),
  v: zeros(layers),
});

/** The two numbers that Adam needs from the host, as in nn/adam.ts. */
function rates(step: number, rate: number, { beta1, beta2 }: typeof ganRule): np.Array {
  const values = Float32Array.of(rate / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step));
  return array(values, [2]);
}

interface Stepper {
  /** Losses are the caller's to dispose. */
  step(draws: StepDraws): np.Array[];
  dispose(): void;
}

function ganStepper(c: BenchCase): Stepper {
  const { learningRateD, learningRateG } = caseConfig(c);
  const { G, D } = initialWeights(c) as { G: InitialLayer[]; D: InitialLayer[] };
  let state: GanState = {
    G: toLayers(G),
    D: toLayers(D),
    momentsG: momentsOf(G, ganRule.beta1),
    momentsD: momentsOf(D, ganRule.beta1),
  };
  const run = jit(ganStep);
  let steps = 0;
  return {
    step({ data, normals }) {
      steps += 1;
      const result = run(state, {
        real: array(data, [c.batch, dim]),
        zD: array(normals[0]!, [c.batch, latentDim]),
        zG: array(normals[1]!, [c.batch, latentDim]),
        ratesD: rates(steps, learningRateD, ganRule),
        ratesG: rates(steps, learningRateG, ganRule),
      });
      ({ state } = result);
      return result.losses;
    },
    dispose() {
      tree.dispose(state);
      run.dispose();
    },
  };
}

function ddpmStepper(c: BenchCase): Stepper {
  const config = caseConfig(c);
  const { net } = initialWeights(c) as { net: InitialLayer[] };
  const { T, alphasCumprod } = createSchedule(config.schedule, config.T);
  const root = (f: (a: number) => number) => Float32Array.from(alphasCumprod, (a) => Math.sqrt(f(a)));
  const tables: DdpmTables = {
    signal: array(
      root((a) => a),
      [T],
    ),
    noise: array(
      root((a) => 1 - a),
      [T],
    ),
    times: array(timeEmbeddingTable(T, timeDim), [T, timeDim]),
  };
  let state: DdpmState = { net: toLayers(net), ema: toLayers(net), moments: momentsOf(net, ddpmRule.beta1) };
  const run = jit(ddpmStep);
  let steps = 0;
  return {
    step({ data, normals, index }) {
      steps += 1;
      const inputs = {
        x0: array(data, [c.batch, dim]),
        index: array(index, [c.batch]),
        eps: array(normals[0]!, [c.batch, dim]),
        rates: rates(steps, config.learningRate, ddpmRule),
        decay: array(Float32Array.of(emaDecay(steps)), [1]),
      };
      const result = run(state, inputs, tree.ref(tables));
      ({ state } = result);
      return result.losses;
    },
    dispose() {
      tree.dispose(state);
      tree.dispose(tables);
      run.dispose();
    },
  };
}

export function jaxEngine(): Engine {
  let stepper: Stepper | null = null;
  let draws: StepDraws[] = [];
  let steps = 0;
  const step = () => stepper!.step(draws[steps++ % draws.length]!);
  return {
    async start(device) {
      if (device === 'webgpu') installCounters();
      const started = await init(device);
      if (!started.includes(device)) throw new Error(`jax-js did not start on ${device}.`);
      defaultDevice(device);
      return device;
    },
    async open(caseName) {
      stepper?.dispose();
      const c = findCase(caseName);
      draws = drawSteps(c);
      steps = 0;
      stepper = c.model === 'gan' ? ganStepper(c) : ddpmStepper(c);
      return 'one jit';
    },
    async losses(count) {
      const history: number[][] = [];
      for (let i = 0; i < count; i++) {
        history.push(await Promise.all(step().map(async (loss) => (await loss.data())[0]!)));
      }
      return history;
    },
    async time(count) {
      const start = performance.now();
      let last: np.Array[] = [];
      for (let i = 0; i < count; i++) {
        tree.dispose(last);
        last = step();
        await blockUntilReady(last); // left to pile up, unread steps make each later one slower
      }
      const host = performance.now() - start;
      await Promise.all(last.map((loss) => loss.data()));
      return { host, total: performance.now() - start };
    },
    async count() {
      await this.time(warmUp);
      takeCounts();
      await this.time(countedSteps);
      return perStep(takeCounts(), countedSteps);
    },
  };
}
