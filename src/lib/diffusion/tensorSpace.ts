/**
 * The space of samplers on the device. A step is first written down as an expression and then run as one program: its
 * coefficients, noise levels and noise go in as inputs, so that what was recorded for one step serves all that look like it.
 */
import { compile, normals, type HostInput, type Inputs, type Program } from '../engine/compile.ts';
import type { Denoising } from '../model.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import type { Denoiser, Frame, Space } from './space.ts';

/** A network as a sampler's program calls it. */
export interface TensorDenoiser {
  /** What the network is told besides x, for n rows at level sigma: numbers on the host, or tensors that stay alive. */
  inputs(sigma: number, n: number): Inputs;
  /** D(x, sigma), x [n, dim] at the scale "data plus noise". Runs inside a program: no numbers from outside but `inputs`. */
  denoise(x: tf.Tensor2D, inputs: Record<string, tf.Tensor>): tf.Tensor2D;
}

/** A value, or the way to compute one. */
export type Expression =
  | { readonly op: 'value'; readonly tensor: tf.Tensor2D }
  | { readonly op: 'combine'; readonly terms: readonly (readonly [number, Expression])[] }
  | { readonly op: 'normal'; readonly like: Expression }
  | { readonly op: 'blend'; readonly parts: readonly [Expression, Expression, Expression] }
  | { readonly op: 'denoise'; readonly network: TensorDenoiser; readonly x: Expression; readonly sigma: number };

export interface TensorSamplers {
  /** The space with this randomness. */
  space(rng: Rng): Space<Expression>;
  denoiser(network: TensorDenoiser): Denoiser<Expression>;
  /** Memory of the device held for replays, bytes. */
  readonly bytes: number;
  dispose(): void;
}

/** A tensor as something to sample with. It stays the caller's. [n, dim] */
export const value = (tensor: tf.Tensor2D): Expression => ({ op: 'value', tensor });

/** The frames as a model yields them. The consumer owns each x and may dispose it once it has asked for the next. */
export function* tensorFrames(frames: Iterable<Frame<Expression>>): Generator<Denoising> {
  for (const { sigma, x } of frames) yield { t: sigma, x: tensorOf(x) };
}

/** The tensor of a settled value. */
export function tensorOf(x: Expression): tf.Tensor2D {
  if (x.op !== 'value') throw new Error('A sampler yields values: settle an expression before it leaves the step.');
  return x.tensor;
}

const children = (node: Expression): readonly Expression[] => {
  if (node.op === 'combine') return node.terms.map(([, x]) => x);
  if (node.op === 'blend') return node.parts;
  return node.op === 'denoise' ? [node.x] : []; // the shape that noise is like is known before the run
};

const shapeOf = (node: Expression): [number, number] =>
  node.op === 'value' ? node.tensor.shape : shapeOf(node.op === 'normal' ? node.like : children(node).at(-1)!);

/** Every node once, its children before it. */
function listed(root: Expression): Expression[] {
  const seen = new Set<Expression>();
  const visit = (node: Expression): void => {
    if (seen.has(node)) return;
    children(node).forEach(visit);
    seen.add(node);
  };
  visit(root);
  return [...seen];
}

/** What a program keeps of a node: no number that may change, no tensor. */
interface Part {
  op: Expression['op'];
  from: number[];
  network?: TensorDenoiser;
}

/** Runs the parts in turn on the inputs that `settle` names. */
function interpret(parts: readonly Part[], inputs: Record<string, tf.Tensor>): tf.Tensor2D {
  const coefficients = tf.unstack(inputs.coefficients!);
  let used = 0;
  const values: tf.Tensor2D[] = [];
  parts.forEach(({ op, from, network }, i) => {
    const of = from.map((k) => values[k]!);
    if (op === 'combine') {
      values[i] = of.map((x) => tf.mul(x, coefficients[used++]!)).reduce((sum, x) => tf.add(sum, x)) as tf.Tensor2D;
    } else if (op === 'blend') {
      const [mask, a, b] = of as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      values[i] = tf.add(tf.mul(mask, a), tf.mul(tf.sub(1, mask), b)); // exactly a where the mask is 1
    } else if (op === 'denoise') {
      values[i] = network!.denoise(of[0]!, inputsOf(inputs, `n${i}.`));
    } else values[i] = inputs[`x${i}`] as tf.Tensor2D; // a value, or noise
  });
  return values.at(-1)!;
}

/** The inputs whose names start with this, by the rest of their names. */
export const inputsOf = (inputs: Record<string, tf.Tensor>, prefix: string): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), input]] : [],
    ),
  );

/** Programs for the steps of samplers: one for each form that a step can have. */
export function tensorSamplers(): TensorSamplers {
  const programs = new Map<string, Program>();
  const networks: TensorDenoiser[] = [];

  function numberOf(network: TensorDenoiser): number {
    if (!networks.includes(network)) networks.push(network);
    return networks.indexOf(network);
  }

  function settle(root: Expression, rng: Rng): Expression {
    if (root.op === 'value') return root;
    const nodes = listed(root);
    const parts: Part[] = nodes.map((node) => ({
      op: node.op,
      from: children(node).map((child) => nodes.indexOf(child)),
      ...(node.op === 'denoise' && { network: node.network }),
    }));
    const form = parts
      .map(({ op, from, network }) => `${op}${network ? numberOf(network) : ''}(${from.join()})`)
      .join(' ');
    if (!programs.has(form))
      programs.set(
        form,
        compile((inputs) => ({ x: interpret(parts, inputs) })),
      );
    const coefficients: number[] = [];
    const inputs: Inputs = {};
    nodes.forEach((node, i) => {
      if (node.op === 'value') inputs[`x${i}`] = node.tensor;
      else if (node.op === 'combine') coefficients.push(...node.terms.map(([c]) => c));
      else if (node.op === 'normal') {
        inputs[`x${i}`] = normals(rng, ...shapeOf(node));
      } else if (node.op === 'denoise') {
        for (const [name, input] of Object.entries(node.network.inputs(node.sigma, shapeOf(node)[0])))
          inputs[`n${i}.${name}`] = input;
      }
    });
    // A vector of one number at least: a step that only asks the network has no coefficients.
    const vector: HostInput = { values: Float32Array.from([...coefficients, 0]), shape: [coefficients.length + 1] };
    const { x } = programs.get(form)!.run({ coefficients: vector, ...inputs });
    return value(x as tf.Tensor2D);
  }

  return {
    space: (rng) => ({
      combine: (...terms) => ({ op: 'combine', terms }),
      normal: (like) => ({ op: 'normal', like }),
      blend: (...parts) => ({ op: 'blend', parts }),
      settle: (x) => settle(x, rng),
    }),
    denoiser: (network) => (x, sigma) => ({ op: 'denoise', network, x, sigma }),
    get bytes() {
      return [...programs.values()].reduce((sum, program) => sum + (program.bytes ?? 0), 0);
    },
    dispose() {
      for (const program of programs.values()) program.dispose();
      programs.clear();
    },
  };
}
