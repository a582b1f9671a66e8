/** What is timed: the same nets, seeds and batches in every engine, and the arithmetic that a step of each cannot avoid. */
import { defaultConfig, type Config } from '../../src/lib/experiments/config.ts';

export interface BenchCase {
  name: string;
  title: string;
  model: 'gan' | 'ddpm';
  /** Hidden units; three hidden layers. */
  width: number;
  batch: number;
}

export const cases: readonly BenchCase[] = [
  { name: 'gan-128', title: 'GAN, 3 × 128, batch 512', model: 'gan', width: 128, batch: 512 },
  { name: 'ddpm-128', title: 'DDPM, 3 × 128, batch 512', model: 'ddpm', width: 128, batch: 512 },
  { name: 'gan-32', title: 'GAN, 3 × 32, batch 64', model: 'gan', width: 32, batch: 64 },
  { name: 'ddpm-32', title: 'DDPM, 3 × 32, batch 64', model: 'ddpm', width: 32, batch: 64 },
  { name: 'gan-lab', title: 'GAN of GAN Lab’s width, 3 × 8, batch 150', model: 'gan', width: 8, batch: 150 },
];

export function findCase(name: string): BenchCase {
  const found = cases.find((c) => c.name === name);
  if (!found) throw new RangeError(`No case is called "${name}". There are ${cases.map((c) => c.name).join(', ')}.`);
  return found;
}

export const dim = 2;
export const latentDim = 2;
export const timeDim = 32;

/** Layer sizes of a case's nets: G and D, or the noise predictor. */
export function netSizes({ model, width }: BenchCase): Record<string, number[]> {
  const hidden = [width, width, width];
  if (model === 'gan') return { G: [latentDim, ...hidden, dim], D: [dim, ...hidden, 1] };
  return { net: [dim + timeDim, ...hidden, dim] };
}

const parameters = (sizes: readonly number[]) =>
  sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i]! + 1) * size, 0);

/** The budget that gives exactly the wanted width, no Fourier features, and learning rates that do not fall. */
export const caseConfig = (c: BenchCase): Config => ({
  ...defaultConfig,
  data: 'ring',
  seed: 1,
  steps: 1_000_000_000,
  batchSize: c.batch,
  latentDim,
  fourier: 0,
  budget: Object.values(netSizes(c)).reduce((sum, sizes) => sum + parameters(sizes), 0),
});

export interface Work {
  /** Floating-point operations of the matrix products of a step. */
  flops: number;
  /** Bytes that must move if every tensor is touched once by each fused kernel that needs it. */
  bytes: number;
}

/** One dense layer on a batch: its product, its two gradients, and what each reads and writes. */
function pass(sizes: readonly number[], batch: number, kinds: { dW: boolean; dX: boolean; dInput: boolean }): Work {
  const work = { flops: 0, bytes: 0 };
  sizes.slice(1).forEach((outputs, i) => {
    const inputs = sizes[i]!;
    const touched = 4 * (batch * inputs + inputs * outputs + batch * outputs);
    const products = 1 + (kinds.dW ? 1 : 0) + (kinds.dX && (i > 0 || kinds.dInput) ? 1 : 0);
    work.flops += products * 2 * batch * inputs * outputs;
    work.bytes += products * touched;
  });
  return work;
}

const plus = (...works: Work[]): Work => ({
  flops: works.reduce((sum, w) => sum + w.flops, 0),
  bytes: works.reduce((sum, w) => sum + w.bytes, 0),
});
const forward = { dW: false, dX: false, dInput: false };
const training = { dW: true, dX: true, dInput: false };
const through = { dW: false, dX: true, dInput: true };
/** Weight, gradient and both moments read; weight and moments written. */
const adamBytes = (sizes: readonly number[]): Work => ({ flops: 0, bytes: 7 * 4 * parameters(sizes) });

/** One training step. D's move: G forward, D on both halves. G's move: G forward, through D, back to G's weights. */
export function workOf(c: BenchCase): Work {
  const sizes = netSizes(c);
  if (c.model === 'ddpm') {
    const { net } = sizes as { net: number[] };
    const average = { flops: 0, bytes: 3 * 4 * parameters(net) };
    return plus(pass(net, c.batch, training), adamBytes(net), average);
  }
  const { G, D } = sizes as { G: number[]; D: number[] };
  return plus(
    pass(G, c.batch, forward),
    pass(D, 2 * c.batch, training),
    adamBytes(D),
    pass(G, c.batch, training),
    pass(D, c.batch, through),
    adamBytes(G),
  );
}
