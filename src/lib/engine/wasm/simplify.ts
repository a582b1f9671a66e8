/** Removes from a graph what need not be done at every run: the same work twice, work on constants, work nobody uses. */
import { elementwise } from './elementwise.ts';
import { sizeOf, uniformOf, type Graph, type GraphNode, type Use } from './graph.ts';

export interface SimpleGraph extends Graph {
  /** Values whose elements are all one number, known now. */
  uniform: Map<number, number>;
}

/** The operands of an elementwise kernel, in order. */
export function operandsOf(node: GraphNode): Use[] {
  const names = elementwise[node.kernel]?.operands;
  return names ? names.map((name) => node.inputs[name]!) : Object.values(node.inputs);
}

const fillers: Record<string, (attrs: Record<string, unknown>) => number> = {
  Fill: (attrs) => attrs.value as number,
  ZerosLike: () => 0,
  OnesLike: () => 1,
};

/** The number that all elements of a kernel's output have, if that is known before any run. */
function uniformOutput(node: GraphNode, uniform: ReadonlyMap<number, number>): number | null {
  const fill = fillers[node.kernel];
  if (fill) return fill(node.attrs);
  const evaluate = elementwise[node.kernel]?.evaluate;
  if (!evaluate) return null;
  const values = operandsOf(node).map(({ id }) => uniform.get(id));
  if (values.some((value) => value === undefined)) return null;
  return Math.fround(evaluate(values as number[], node.attrs));
}

/** The operand that a kernel merely hands on: a copy of x, x * 1, x / 1. */
function handedOn(node: GraphNode, uniform: ReadonlyMap<number, number>): Use | null {
  if (node.kernel === 'Identity') return node.inputs.x!;
  const { a, b } = node.inputs;
  const size = sizeOf(node.outputs[0]!.shape);
  const keeps = (x: Use, other: Use) => uniform.get(other.id) === 1 && sizeOf(x.shape) === size;
  if ((node.kernel === 'Multiply' || node.kernel === 'RealDiv') && keeps(a!, b!)) return a!;
  return node.kernel === 'Multiply' && keeps(b!, a!) ? b! : null;
}

/** The nodes that outputs and assignments depend on. */
function needed(graph: Graph, nodes: readonly GraphNode[]): GraphNode[] {
  const wanted = new Set([...Object.values(graph.outputs).map(({ id }) => id), ...graph.assigned.values()]);
  const kept: GraphNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some(({ id }) => wanted.has(id))) continue;
    kept.push(node);
    for (const { id } of Object.values(node.inputs)) wanted.add(id);
  }
  return kept.reverse();
}

export function simplify(graph: Graph | SimpleGraph): SimpleGraph {
  const uniform = new Map('uniform' in graph ? graph.uniform : []);
  for (const [id, source] of graph.sources) {
    if (source.kind !== 'constant') continue;
    const value = uniformOf(source.values);
    if (value !== null) uniform.set(id, value);
  }
  const replaced = new Map<number, number>();
  const renamed = ({ id, shape }: Use): Use => ({ id: replaced.get(id) ?? id, shape });
  const seen = new Map<string, GraphNode>();
  const nodes: GraphNode[] = [];
  for (const original of graph.nodes) {
    const inputs = Object.entries(original.inputs).map(([name, use]) => [name, renamed(use)] as const);
    const node = { ...original, inputs: Object.fromEntries(inputs) };
    const [output] = node.outputs as [Use];
    const same = handedOn(node, uniform);
    if (same) {
      replaced.set(output.id, same.id);
      continue;
    }
    const value = uniformOutput(node, uniform);
    if (value !== null) {
      uniform.set(output.id, value);
      continue;
    }
    // Every 1 that a step writes is a constant of its own: they are told apart by their number only.
    const operands = inputs.map(([name, { id, shape }]) => [name, uniform.has(id) ? [uniform.get(id)] : id, shape]);
    const key = JSON.stringify([node.kernel, node.attrs, operands, node.outputs.map(({ shape }) => shape)]);
    const twin = seen.get(key);
    if (twin) node.outputs.forEach(({ id }, i) => replaced.set(id, twin.outputs[i]!.id));
    else {
      seen.set(key, node);
      nodes.push(node);
    }
  }
  const simple = {
    ...graph,
    uniform,
    outputs: Object.fromEntries(Object.entries(graph.outputs).map(([name, use]) => [name, renamed(use)])),
    assigned: new Map([...graph.assigned].map(([variable, id]) => [variable, replaced.get(id) ?? id])),
  };
  return { ...simple, nodes: needed(simple, nodes) };
}
