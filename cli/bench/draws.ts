/** Everything random in a step, drawn before the clock starts and injected into every engine: the same numbers for all. */
import { createDataset } from '../../src/lib/data/index.ts';
import { createRng, type Rng } from '../../src/lib/random.ts';
import { caseConfig, dim, latentDim, netSizes, type BenchCase } from './cases.ts';

/** Distinct steps; then they come again. */
const period = 16;

/** What step number i is fed with, i modulo the period. */
export interface StepDraws {
  data: Float32Array;
  /** A GAN's two latents, or a diffusion model's eps. */
  normals: Float32Array[];
  /** t - 1 for each row; empty for a GAN. */
  index: Int32Array;
}

export function drawSteps(c: BenchCase): StepDraws[] {
  const config = caseConfig(c);
  const rng = createRng(config.seed).fork('bench');
  const dataset = createDataset('ring');
  const data = rng.fork('data');
  const noise = rng.fork('noise');
  const sizes = c.model === 'gan' ? [c.batch * latentDim, c.batch * latentDim] : [c.batch * dim];
  return Array.from({ length: period }, () => ({
    data: dataset.sample(c.batch, data),
    normals: sizes.map((n) => noise.normals(n)),
    index: Int32Array.from({ length: c.model === 'gan' ? 0 : c.batch }, () => noise.integer(config.T)),
  }));
}

/** A generator whose streams are real but for `noise`, which serves the draws in order. */
export function injectedRng(rng: Rng, draws: readonly StepDraws[]): Rng {
  const normals = draws.flatMap((d) => d.normals);
  const integers = Int32Array.from(draws.flatMap((d) => [...d.index]));
  let nextNormals = 0;
  let nextInteger = 0;
  const noise: Rng = {
    ...rng,
    normals(n) {
      const drawn = normals[nextNormals++ % normals.length]!;
      if (drawn.length !== n) throw new Error(`The model drew ${n} normals where the bench prepared ${drawn.length}.`);
      return drawn;
    },
    integer: () => integers[nextInteger++ % integers.length]!,
    fork: (label) => rng.fork(label),
  };
  return { ...rng, fork: (label) => (label === 'noise' ? noise : injectedRng(rng.fork(label), draws)) };
}

export interface InitialLayer {
  inputs: number;
  outputs: number;
  w: Float32Array;
  b: Float32Array;
}

/** The weights that our models start from, for an engine that does not share their code; agreement proves them equal. */
export function initialWeights(c: BenchCase): Record<string, InitialLayer[]> {
  const rng = createRng(caseConfig(c).seed).fork(c.model);
  const entries = Object.entries(netSizes(c)).map(([name, sizes]) => {
    const stream = name === 'net' ? rng.fork('net').fork('body') : rng.fork(name);
    const layers = sizes.slice(1).map((outputs, i) => {
      const inputs = sizes[i]!;
      const layer = stream.fork(`layer ${i}`);
      const bound = 1 / Math.sqrt(inputs);
      const uniform = (n: number) => layer.uniforms(n).map((u) => (2 * u - 1) * bound);
      return { inputs, outputs, w: uniform(inputs * outputs), b: uniform(outputs) };
    });
    return [name, layers] as const;
  });
  return Object.fromEntries(entries);
}
