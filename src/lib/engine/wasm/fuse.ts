/**
 * Turns a graph into the list of kernels that will run: matrix products and copies one by one, and elementwise work and
 * sums gathered into loops, so that a number is loaded once for all that is done to it.
 */
import { axesOf, joined, patternOf, reducedOver, type Domain, type Pattern, type Reduced } from './domain.ts';
import { elementwise } from './elementwise.ts';
import { sizeOf, Unsupported, type GraphNode, type Use } from './graph.ts';
import { reductions } from './lower.ts';
import { operandsOf, type SimpleGraph } from './simplify.ts';

export interface LoopStep {
  node: GraphNode;
  operands: { id: number; pattern: Pattern }[];
  /** For a sum: what it runs over, and the factor that makes it a mean. Or for a maximum. */
  sum: { over: Reduced; factor: number; largest: boolean } | null;
  output: number;
}
export interface Loop {
  kind: 'loop';
  domain: Domain;
  steps: LoopStep[];
}
/** One matrix product, convolution or copy: what it does stays in the node. */
export interface Single {
  kind: 'matMul' | 'convolution' | 'concat' | 'gather' | 'strided' | 'unpack';
  node: GraphNode;
}
export type Kernel = Loop | Single;

const singles: Record<string, Single['kind']> = {
  BatchMatMul: 'matMul',
  Conv2D: 'convolution',
  Conv2DBackpropInput: 'convolution',
  Conv2DBackpropFilter: 'convolution',
  Concat: 'concat',
  GatherV2: 'gather',
  Strided: 'strided',
  Unpack: 'unpack',
};

export const inputsOf = (kernel: Kernel): number[] =>
  kernel.kind === 'loop'
    ? kernel.steps.flatMap(({ operands }) => operands.map(({ id }) => id))
    : Object.values(kernel.node.inputs).map(({ id }) => id);
export const outputsOf = (kernel: Kernel): number[] =>
  kernel.kind === 'loop' ? kernel.steps.map(({ output }) => output) : kernel.node.outputs.map(({ id }) => id);

function sumStep(node: GraphNode): { domain: Domain; step: LoopStep } {
  const { kernel, attrs, inputs, outputs } = node;
  const x = inputs.x!;
  const { over, domain } = reducedOver(x.shape, axesOf(attrs.axis as number[], x.shape.length));
  const [output] = outputs as [Use];
  const factor = kernel === 'Mean' ? sizeOf(output.shape) / sizeOf(x.shape) : 1;
  return {
    domain,
    step: {
      node,
      operands: [{ id: x.id, pattern: 'full' }],
      sum: { over, factor, largest: kernel === 'Max' },
      output: output.id,
    },
  };
}

function elementwiseStep(node: GraphNode, uniform: ReadonlyMap<number, number>): { domain: Domain; step: LoopStep } {
  const [output] = node.outputs as [Use];
  let domain: Domain = { size: sizeOf(output.shape), cols: null, outer: null };
  const operands = operandsOf(node).map(({ id, shape }): LoopStep['operands'][number] => {
    if (uniform.has(id)) return { id, pattern: 'scalar' };
    const spread = patternOf(shape, output.shape);
    const together = joined(domain, spread.domain);
    if (!together) throw new Unsupported(`operands spread along different sides of [${output.shape.join()}]`);
    domain = together;
    return { id, pattern: spread.pattern };
  });
  return { domain, step: { node, operands, sum: null, output: output.id } };
}

/** Whether everything that `early` makes can as well be made at the start of `late`, and gains by it: they share operands. */
function canJoin(kernels: readonly Kernel[], early: number, late: number): boolean {
  const [a, b] = [kernels[early]!, kernels[late]!];
  if (a.kind !== 'loop' || b.kind !== 'loop' || !joined(a.domain, b.domain)) return false;
  const made = new Set(outputsOf(a));
  if (kernels.slice(early + 1, late).some((between) => inputsOf(between).some((id) => made.has(id)))) return false;
  const sums = new Set(a.steps.filter(({ sum }) => sum).map(({ output }) => output));
  const operands = b.steps.flatMap((step) => step.operands);
  if (operands.some(({ id, pattern }) => made.has(id) && (pattern !== 'full' || sums.has(id)))) return false;
  const inHand = new Set([...made, ...a.steps.flatMap((step) => step.operands).map(({ id }) => id)]);
  return operands.some(({ id, pattern }) => pattern === 'full' && inHand.has(id));
}

/** Moves loops into later ones where nobody in between waits for them: Adam's lines for one weight become one loop. */
function merge(kernels: Kernel[]): Kernel[] {
  for (let early = kernels.length - 1; early >= 0; early--) {
    for (let late = early + 1; late < kernels.length; late++) {
      if (!canJoin(kernels, early, late)) continue;
      const loop = kernels[late] as Loop;
      loop.domain = joined((kernels[early] as Loop).domain, loop.domain)!;
      loop.steps.unshift(...(kernels[early] as Loop).steps);
      kernels.splice(early, 1);
      break;
    }
  }
  return kernels;
}

export function fuse({ nodes, uniform, dtypes }: SimpleGraph): Kernel[] {
  const kernels: Kernel[] = [];
  /** The kernel that makes each value, and whether loops that it is part of may use it at once. */
  const made = new Map<number, { by: number; inside: boolean }>();

  /** The first loop that all operands are ready for and that has some of them in hand already. */
  function placeFor({ operands }: LoopStep, domain: Domain): Loop | null {
    const ids = operands.map(({ id }) => id).filter((id) => !uniform.has(id));
    const earliest = Math.max(0, ...ids.map((id) => made.get(id)?.by ?? 0));
    for (let at = earliest; at < kernels.length; at++) {
      const loop = kernels[at]!;
      if (loop.kind !== 'loop' || !joined(loop.domain, domain)) continue;
      const ready = operands.every(({ id, pattern }) => {
        const maker = made.get(id);
        return !maker || maker.by < at || (maker.inside && pattern === 'full');
      });
      const inHand = new Set([...outputsOf(loop), ...inputsOf(loop)]);
      if (ready && operands.some(({ id, pattern }) => pattern === 'full' && inHand.has(id))) return loop;
    }
    return null;
  }

  for (const node of nodes) {
    for (const { id } of node.outputs) {
      if (dtypes.get(id) === 'int32') throw new Unsupported(`${node.kernel} of integers`);
    }
    const single = singles[node.kernel];
    if (single) {
      node.outputs.forEach(({ id }) => made.set(id, { by: kernels.length, inside: false }));
      kernels.push({ kind: single, node });
      continue;
    }
    const isSum = reductions.includes(node.kernel);
    if (!isSum && !elementwise[node.kernel]) throw new Unsupported(`the kernel ${node.kernel} is not written yet`);
    const { domain, step } = isSum ? sumStep(node) : elementwiseStep(node, uniform);
    for (const { id } of step.operands) {
      if (dtypes.get(id) === 'int32') throw new Unsupported(`${node.kernel} of integers`);
    }
    let loop = placeFor(step, domain);
    if (!loop) {
      loop = { kind: 'loop', domain, steps: [] };
      kernels.push(loop);
    }
    loop.domain = joined(loop.domain, domain)!;
    loop.steps.push(step);
    made.set(step.output, { by: kernels.indexOf(loop), inside: !isSum });
  }
  return merge(kernels);
}
