/** A step as a graph: which kernels of TensorFlow.js it runs on which values. Values are numbered; reshaping does not renumber. */
import type * as tf from '../../tf.ts';

/** A value as one kernel sees it. */
export interface Use {
  id: number;
  shape: readonly number[];
}

export interface GraphNode {
  kernel: string;
  attrs: Record<string, unknown>;
  /** The tensors that the kernel takes, by its own names for them. */
  inputs: Record<string, Use>;
  outputs: Use[];
}

/** Where a value comes from that no kernel of the step computed. */
export type Source =
  | { kind: 'input'; name: string }
  | { kind: 'variable'; variable: tf.Variable }
  /** A tensor that was there before the step: a table, say. */
  | { kind: 'tensor'; dataId: object }
  /** Numbers that the step made on the host. */
  | { kind: 'constant'; values: ArrayLike<number> };

export interface Graph {
  nodes: GraphNode[];
  sources: Map<number, Source>;
  dtypes: Map<number, tf.DataType>;
  outputs: Record<string, Use>;
  /** The value that each variable has after the step. */
  assigned: Map<tf.Variable, number>;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Thrown where a step cannot be compiled; it then runs as written, and this says why. */
export class Unsupported extends Error {}

/** The number that all of some numbers are, if they are. */
export function uniformOf(values: ArrayLike<number>): number | null {
  const first = values[0];
  for (let i = 1; i < values.length; i++) if (values[i] !== first) return null;
  return first ?? null;
}

/** All that must not change from one run of a step to the next, as text. */
export function describe(graph: Graph): string[] {
  const use = ({ id, shape }: Use) => `${id}[${shape.join()}]`;
  const sources = [...graph.sources].map(([id, source]) => {
    if (source.kind === 'constant') {
      const uniform = uniformOf(source.values); // a gradient's ones are as many as the pixels
      return `${id} = constant ${uniform === null ? Array.from(source.values).join() : `${uniform} everywhere`}`;
    }
    if (source.kind === 'variable') return `${id} = variable ${source.variable.name}`;
    return source.kind === 'input' ? `${id} = input ${source.name}` : `${id} = tensor`;
  });
  const nodes = graph.nodes.map(({ kernel, attrs, inputs, outputs }) => {
    const operands = Object.entries(inputs).map(([name, input]) => `${name} ${use(input)}`);
    return `${outputs.map(use).join(' ')} = ${kernel} ${operands.join(' ')} ${JSON.stringify(attrs)}`;
  });
  const outputs = Object.entries(graph.outputs).map(([name, output]) => `${name}: ${use(output)}`);
  const assigned = [...graph.assigned].map(([variable, id]) => `${variable.name} <- ${id}`);
  return [...sources, ...nodes, ...outputs, ...assigned];
}
