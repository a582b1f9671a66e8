/**
 * Runs a step once under TensorFlow.js, for its shapes, and writes down what it did. Variables keep their old values: a trace has no effect.
 *
 * What the step computes on the host besides would be frozen into the graph. So it is traced twice, with different numbers
 * in its inputs, and whatever differs between the two graphs is an error that names it.
 */
import * as tf from '../../tf.ts';
import type { HostInput, Inputs, Step } from '../compile.ts';
import type { Heap } from './heap.ts';
import { pretend } from './pretend.ts';
import { describe, type Graph, type GraphNode, type Source, type Use } from './graph.ts';

/** The parts of the engine of TensorFlow.js 4.22 that a trace listens to. */
interface Engine {
  runKernel(name: string, inputs: Record<string, tf.Tensor>, attrs?: object): tf.Tensor | tf.Tensor[];
  makeTensor(values: ArrayLike<number>, ...rest: unknown[]): tf.Tensor;
  keep(tensor: tf.Tensor): tf.Tensor;
  read(dataId: object): unknown;
  readSync(dataId: object): unknown;
  registeredVariables: Record<string, tf.Variable>;
}
type Assign = (this: tf.Variable, value: tf.Tensor) => void;

const noReading = () => {
  throw new Error(
    'A compiled step must not read numbers back (data, dataSync, array): they would be frozen at their first values. Read the outputs after the run.',
  );
};

/** Gives a variable data of its own where it shares another's, as after copyWeights: assigning in place must not reach both. */
export function unshare(variable: tf.Variable, heap: Heap): void {
  tf.tidy(() => variable.assign(tf.tensor(heap.read(variable), variable.shape, variable.dtype)));
}

function traceOnce(step: Step, inputs: Record<string, HostInput>): Graph {
  const engine = tf.engine() as unknown as Engine;
  const prototype = tf.Variable.prototype as unknown as { assign: Assign };
  const { assign } = prototype;
  const { runKernel, makeTensor, keep } = engine;
  const kept: tf.Tensor[] = [];
  const graph: Graph = { nodes: [], sources: new Map(), dtypes: new Map(), outputs: {}, assigned: new Map() };
  const ids = new Map<object, number>();
  const constants = new Map<object, ArrayLike<number>>();
  const before = new Map<tf.Variable, tf.Tensor>();
  const variables = new Map(Object.values(engine.registeredVariables).map((v) => [v.dataId as object, v]));

  function number(tensor: tf.Tensor): number {
    const id = ids.size;
    ids.set(tensor.dataId, id);
    graph.dtypes.set(id, tensor.dtype);
    return id;
  }
  function sourceOf(tensor: tf.Tensor): Source {
    const values = constants.get(tensor.dataId);
    if (values) return { kind: 'constant', values };
    const variable = variables.get(tensor.dataId);
    return variable ? { kind: 'variable', variable } : { kind: 'tensor', dataId: tensor.dataId };
  }
  function use(tensor: tf.Tensor): Use {
    let id = ids.get(tensor.dataId);
    if (id === undefined) {
      id = number(tensor);
      graph.sources.set(id, sourceOf(tensor));
    }
    return { id, shape: [...tensor.shape] };
  }

  engine.runKernel = function (name, operands, attrs = {}) {
    const start = graph.nodes.length;
    const result = runKernel.call(engine, name, operands, attrs);
    const outputs = Array.isArray(result) ? result : [result];
    const taken = Object.entries(operands).filter(([, tensor]) => tensor instanceof tf.Tensor);
    // Identity, reshape and a cast to the same type hand on the very same data.
    if (outputs.every((output) => taken.some(([, tensor]) => tensor.dataId === output.dataId))) return result;
    const named = taken.map(([key, tensor]): [string, Use] => [key, use(tensor)]);
    const node: GraphNode = { kernel: name, attrs: { ...attrs }, inputs: Object.fromEntries(named), outputs: [] };
    node.outputs = outputs.map((output) => {
      // An output that its gradient will need was cloned before we saw it, and taken for a tensor from outside.
      const seen = ids.get(output.dataId);
      if (seen !== undefined) graph.sources.delete(seen);
      return { id: seen ?? number(output), shape: [...output.shape] };
    });
    graph.nodes.splice(start, 0, node);
    return result;
  };
  engine.makeTensor = function (values, ...rest) {
    const tensor = makeTensor.call(engine, values, ...rest);
    constants.set(tensor.dataId, tensor.dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values));
    return tensor;
  };
  engine.keep = function (tensor) {
    kept.push(tensor);
    return keep.call(engine, tensor);
  };
  engine.read = engine.readSync = noReading;
  prototype.assign = function (value) {
    if (!before.has(this)) before.set(this, keep.call(engine, tf.engine().makeTensorFromTensorInfo(borrow(this))));
    graph.assigned.set(this, use(value).id);
    assign.call(this, value);
  };

  const endPretence = pretend();
  try {
    tf.tidy(() => {
      const tensors = Object.entries(inputs).map(([name, { values, shape }]) => {
        const tensor = tf.tensor(values, shape, values instanceof Int32Array ? 'int32' : 'float32');
        constants.delete(tensor.dataId);
        graph.sources.set(number(tensor), { kind: 'input', name });
        return [name, tensor] as const;
      });
      const outputs = step(Object.fromEntries(tensors));
      graph.outputs = Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, use(tensor)]));
    });
  } finally {
    for (const name of ['runKernel', 'makeTensor', 'keep', 'read', 'readSync']) delete (engine as never)[name];
    prototype.assign = assign;
    for (const [variable, value] of before) variable.assign(value);
    tf.dispose([...before.values(), ...kept]);
    endPretence();
  }
  return graph;
}

/** A second handle on a variable's data, so that it outlives the assignment. */
function borrow({ dataId, shape, dtype }: tf.Variable): tf.TensorInfo {
  (tf.backend() as unknown as { incRef(id: object): void }).incRef(dataId);
  return { dataId, shape, dtype };
}

/** The same shapes with other numbers. Integers, which may be indices, only change places. */
function disturbed({ values, shape }: HostInput): HostInput {
  const other = values instanceof Int32Array ? values.slice().reverse() : values.map((v) => 0.5 * v + 0.125);
  return { values: other, shape };
}

/** Inputs as numbers on the host. */
const onHost = (inputs: Inputs, heap: Heap): Record<string, HostInput> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      if (!(input instanceof tf.Tensor)) return [name, input];
      return [name, { values: heap.read(input), shape: input.shape }];
    }),
  );

/** @throws Error when the step does something on the host that a replay could not repeat. */
export function trace(step: Step, inputs: Inputs, heap: Heap): Graph {
  const { registeredVariables } = tf.engine() as unknown as Engine;
  const owners = new Map<object, tf.Variable>();
  for (const variable of Object.values(registeredVariables)) {
    if (owners.has(variable.dataId)) unshare(variable, heap);
    owners.set(variable.dataId, variable);
  }
  const host = onHost(inputs, heap);
  const graph = traceOnce(step, host);
  const again = traceOnce(step, Object.fromEntries(Object.entries(host).map(([name, x]) => [name, disturbed(x)])));
  const [first, second] = [describe(graph), describe(again)];
  const at = first.findIndex((line, i) => line !== second[i]);
  if (at >= 0 || first.length !== second.length) {
    const [was, is] = [first[at] ?? 'nothing', second[at] ?? 'nothing'].map((line) => line.slice(0, 120));
    throw new Error(
      `This step computes something on the host, which a compiled step would freeze at its first value: it had "${was}", then "${is}". Make it an input.`,
    );
  }
  return graph;
}
