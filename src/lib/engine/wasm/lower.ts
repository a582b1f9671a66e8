/**
 * Rewrites kernels of TensorFlow.js that do much in terms of those that the loops and copies know: a softmax as what it is made of,
 * a sum over scattered axes as sums one after the other, pooling and resizing as copies with strides.
 */
import { axesOf, grouped, joined, presentIn, spreadOf, type Domain } from './domain.ts';
import { elementwise } from './elementwise.ts';
import { sizeOf, Unsupported, type GraphNode, type Use } from './graph.ts';
import { operandsOf, type SimpleGraph } from './simplify.ts';
import {
  avgPool,
  avgPoolGrad,
  pad,
  resize,
  resizeGrad,
  slice,
  spread,
  tiles,
  transposition,
  type Piece,
} from './strided.ts';

/** Kernels that reduce along axes, and what each step of a reduction by parts is. */
export const reductions = ['Sum', 'Mean', 'Max'];

type Attributes = Record<string, unknown>;

export function lower(graph: SimpleGraph): SimpleGraph {
  const nodes: GraphNode[] = [];
  const dtypes = new Map(graph.dtypes);
  let next = Math.max(-1, ...dtypes.keys()) + 1;

  const fresh = (shape: readonly number[]): Use => {
    dtypes.set(next, 'float32');
    return { id: next++, shape };
  };
  function emit(kernel: string, inputs: Record<string, Use>, output: Use, attrs: Attributes = {}): Use {
    nodes.push({ kernel, attrs, inputs, outputs: [output] });
    return output;
  }
  const copy = (x: Use, output: Use, pieces: Piece[], fill: number | null = null): Use =>
    emit('Strided', { x }, output, { pieces, fill });

  /** One run of neighbouring axes at a time, from the left, unless a loop can do all at once. */
  function reduce(kernel: string, x: Use, axes: readonly number[], output: Use): void {
    const kept = x.shape.map((_, axis) => !axes.includes(axis));
    const groups = grouped(x.shape, kept);
    const seen = spreadOf(groups, sizeOf(x.shape));
    if (groups.every(({ present }) => present)) {
      emit('AddN', { x }, output); // nothing to sum: a copy
    } else if (seen) emit(kernel, { x }, output, { axis: axes });
    else {
      const first = groups.findIndex(({ present }) => !present);
      // Into what is left, [before, summed, after], so that the next step sees neighbours as one.
      const sides = groups.map(({ size }) => size);
      const left = sides.map((side, i) => (i === first ? 1 : side));
      const part = emit(kernel, { x: { id: x.id, shape: sides } }, fresh(left), { axis: [first] });
      const rest = groups.flatMap(({ present }, i) => (present || i === first ? [] : [i]));
      reduce(kernel, part, rest, output);
    }
  }

  /** Operands that no loop can spread in this company are spread beforehand: along their last sides, or wholly. */
  function spreadOperands(node: GraphNode): GraphNode {
    const [output] = node.outputs as [Use];
    const size = sizeOf(output.shape);
    let company: Domain = { size, cols: null, outer: null };
    const inputs = { ...node.inputs };
    const operands = operandsOf(node);
    const bySize = Object.entries(inputs)
      .filter(([, use]) => operands.includes(use) && !graph.uniform.has(use.id))
      .sort(([, a], [, b]) => sizeOf(b.shape) - sizeOf(a.shape));
    for (const [name, use] of bySize) {
      if (sizeOf(use.shape) === size) continue;
      const present = presentIn(use.shape, output.shape);
      // With the last sides added; with all of them.
      const trailing = present.findLastIndex((there, axis) => there && output.shape[axis] !== 1);
      const candidates = [present, present.map((there, axis) => there || axis > trailing), present.map(() => true)];
      for (const candidate of candidates) {
        const seen = spreadOf(grouped(output.shape, candidate), size);
        const together = seen && joined(company, seen.domain);
        if (!together) continue;
        company = together;
        if (candidate !== present) {
          const sides = output.shape.map((side, axis) => (candidate[axis] ? side : 1));
          inputs[name] = copy(use, fresh(sides), spread(use.shape, sides));
        }
        break;
      }
    }
    return { ...node, inputs };
  }

  const attribute = <T>(node: GraphNode, name: string) => node.attrs[name] as T;
  const rewrites: Record<string, (node: GraphNode, output: Use) => void> = {
    Softmax({ inputs, attrs }, output) {
      const x = inputs.logits!;
      const axis = axesOf((attrs.dim as number) ?? -1, x.shape.length);
      const narrow = x.shape.map((side, i) => (axis.includes(i) ? 1 : side));
      const largest = fresh(narrow);
      reduce('Max', x, axis, largest);
      const exps = emit('Exp', { x: emit('Sub', { a: x, b: largest }, fresh(x.shape)) }, fresh(x.shape));
      const sum = fresh(narrow);
      reduce('Sum', exps, axis, sum);
      emit('Multiply', { a: exps, b: emit('Reciprocal', { x: sum }, fresh(narrow)) }, output);
    },
    /** By products and a root; the gradients of roots ask for x^1.5. */
    Pow(node, output) {
      const { a, b } = node.inputs;
      const exponent = graph.uniform.get(b!.id);
      const whole =
        exponent !== undefined && Number.isInteger(2 * exponent) && Math.abs(exponent) <= 4 && exponent !== 0;
      if (!whole) throw new Unsupported(`a power other than 1/2, 1, 3/2 .. 4`);
      const factors = Array.from({ length: Math.floor(Math.abs(exponent)) }, () => a!);
      if (!Number.isInteger(exponent)) factors.push(emit('Sqrt', { x: a! }, fresh(a!.shape)));
      const product = factors.reduce((x, y) => emit('Multiply', { a: x, b: y }, fresh(a!.shape)));
      emit(exponent < 0 ? 'Reciprocal' : 'AddN', { x: product }, output);
    },
    Transpose: (node, output) =>
      void copy(node.inputs.x!, output, transposition(node.inputs.x!.shape, attribute(node, 'perm'))),
    Slice: (node, output) => {
      const begin = [attribute<number | number[]>(node, 'begin')].flat();
      copy(node.inputs.x!, output, slice(node.inputs.x!.shape, begin, output.shape));
    },
    SplitV(node) {
      const { x } = node.inputs;
      const [axis] = axesOf(attribute<number>(node, 'axis') ?? 0, x!.shape.length) as [number];
      let at = 0;
      for (const part of node.outputs) {
        const begin = x!.shape.map((_, i) => (i === axis ? at : 0));
        copy(x!, part, slice(x!.shape, begin, part.shape));
        at += part.shape[axis]!;
      }
    },
    Pack(node, output) {
      const [axis] = axesOf(attribute<number>(node, 'axis') ?? 0, output.shape.length) as [number];
      const thin = output.shape.map((side, i) => (i === axis ? 1 : side));
      const inputs = Object.entries(node.inputs).map(([name, { id }]) => [name, { id, shape: thin }] as const);
      emit('Concat', Object.fromEntries(inputs), output, { axis });
    },
    PadV2(node, output) {
      const paddings = attribute<[number, number][]>(node, 'paddings');
      const pieces = pad(node.inputs.x!.shape, paddings, output.shape);
      copy(node.inputs.x!, output, pieces, attribute<number>(node, 'constantValue') ?? 0);
    },
    Tile: (node, output) => void copy(node.inputs.x!, output, tiles(node.inputs.x!.shape, attribute(node, 'reps'))),
    BroadcastTo: (node, output) => void copy(node.inputs.x!, output, spread(node.inputs.x!.shape, output.shape)),
    ResizeNearestNeighbor: (node, output) =>
      void copy(node.inputs.images!, output, resize(node.inputs.images!.shape, output.shape, node.attrs)),
    ResizeNearestNeighborGrad: (node, output) =>
      void copy(node.inputs.dy!, output, resizeGrad(node.inputs.dy!.shape, output.shape, node.attrs)),
    AvgPool: (node, output) =>
      void copy(node.inputs.x!, output, avgPool(node.inputs.x!.shape, output.shape, node.attrs)),
    AvgPoolGrad: (node, output) =>
      void copy(node.inputs.dy!, output, avgPoolGrad(node.inputs.dy!.shape, output.shape, node.attrs)),
  };

  for (const node of graph.nodes) {
    const [output] = node.outputs as [Use];
    const moved = Object.values(node.inputs);
    if ([...moved, ...node.outputs].some(({ id }) => graph.dtypes.get(id) === 'int32') && node.kernel in rewrites) {
      throw new Unsupported(`${node.kernel} of integers`);
    }
    const rewrite = rewrites[node.kernel];
    if (rewrite) rewrite(node, output);
    else if (reductions.includes(node.kernel)) {
      const x = node.inputs.x!;
      const { axis, reductionIndices } = node.attrs as { axis?: number[]; reductionIndices?: number[] };
      reduce(node.kernel, x, axesOf(axis ?? reductionIndices, x.shape.length), output);
    } else if (elementwise[node.kernel]) nodes.push(spreadOperands(node));
    else nodes.push(node);
  }
  return { ...graph, nodes, dtypes };
}
