/**
 * Runs a step on the wasm backend as a program of its own: traced once, simplified, its elementwise work fused into loops,
 * its memory planned, and all of it compiled to one WebAssembly function that works on TensorFlow.js's own memory.
 */
import * as tf from '../../tf.ts';
import type { HostInput, Inputs, Outputs, Program, Step } from '../compile.ts';
import { runEagerly } from '../eager.ts';
import { assemble } from './assemble.ts';
import { fuse } from './fuse.ts';
import { Unsupported } from './graph.ts';
import { openHeap, type Heap, type TensorData } from './heap.ts';
import { lower } from './lower.ts';
import { plan, type Plan, type Slot } from './plan.ts';
import { simplify } from './simplify.ts';
import { trace, unshare } from './trace.ts';

/** A step compiled for inputs of certain shapes. */
interface Compiled {
  run(inputs: Inputs): Outputs;
  readonly kernels: number;
  /** Memory that it holds, bytes. */
  readonly bytes: number;
  dispose(): void;
}

/** Compiled shapes kept at a time: a change of batch size and back costs nothing, and memory stays bounded. */
const keptShapes = 4;

/** A tensor that the program reads or writes where it is. */
interface Binding {
  /** Before a run: finds the tensor, and writes its address where the program looks for it. */
  bind(): void;
  /** After a run: tells the backend if the tensor has changed. */
  release(): void;
}

function binding({ address, owner }: Slot, heap: Heap): Binding {
  const written = 'variable' in owner && owner.written;
  let id: object | null = null;
  let data: TensorData;
  function find(current: object): void {
    id = current;
    data = heap.find(id);
    new Int32Array(heap.memory.buffer)[address >> 2] = data.memoryOffset;
  }
  function bind(): void {
    if ('variable' in owner) {
      const { variable } = owner;
      if (variable.isDisposed) throw new Error('A weight of this step has been disposed.');
      if (variable.dataId !== id) find(variable.dataId);
      if (written && data.refCount > 1) {
        unshare(variable, heap); // somebody else holds this data too: they must not see it change
        find(variable.dataId);
      }
    } else if (id === null) find(owner.dataId);
    if (!(data.refCount > 0)) throw new Error('A tensor that this step reads has been disposed.');
  }
  return { bind, release: () => written && heap.changed(data, owner.variable.size) };
}

function writeConstants(heap: Heap, { constants }: Plan): void {
  for (const { address, values, integer } of constants) {
    const View = integer ? Int32Array : Float32Array;
    new View(heap.memory.buffer, address, values.length).set(values);
  }
}

/** @throws Unsupported where the browser refuses the module, as one without vector instructions does. */
function instantiate(bytes: Uint8Array<ArrayBuffer>, { memory }: Heap): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  } catch (error) {
    throw new Unsupported(`this browser does not take the program (${(error as Error).message})`);
  }
}

function build(step: Step, inputs: Inputs): Compiled {
  const heap = openHeap();
  const graph = simplify(lower(simplify(trace(step, inputs, heap))));
  let allocated = 0;
  let instance: WebAssembly.Instance;
  let planned: Plan;
  try {
    planned = plan(graph, fuse(graph), (bytes) => (allocated = heap.allocate(bytes)));
    instance = instantiate(assemble(planned, heap.sharedPages), heap);
  } catch (error) {
    if (allocated) heap.free(allocated);
    throw error;
  }
  writeConstants(heap, planned);
  const bindings = planned.slots.map((slot) => binding(slot, heap));
  const run = instance.exports.run as () => void;

  function place(input: HostInput | tf.Tensor, address: number, bytes: number): void {
    if (input instanceof tf.Tensor) {
      const from = heap.find(input.dataId).memoryOffset;
      new Uint8Array(heap.memory.buffer).copyWithin(address, from, from + bytes);
    } else {
      const View = input.values instanceof Int32Array ? Int32Array : Float32Array;
      new View(heap.memory.buffer, address, bytes / 4).set(input.values);
    }
  }
  return {
    kernels: planned.kernels.length,
    bytes: planned.bytes,
    run(given) {
      for (const { name, address, bytes } of planned.inputs) place(given[name]!, address, bytes);
      for (const { bind } of bindings) bind();
      run();
      for (const { release } of bindings) release();
      const pointers = new Int32Array(heap.memory.buffer);
      const outputs: Outputs = {};
      for (const {
        name,
        place: { slot, offset },
        shape,
      } of planned.outputs) {
        outputs[name] = heap.tensorFrom(slot === null ? offset : pointers[slot >> 2]!, shape);
      }
      return outputs;
    },
    dispose: () => heap.free(allocated),
  };
}

/** What a compiled step is good for: the names, types and shapes of its inputs. */
const signature = (inputs: Inputs): string =>
  Object.entries(inputs)
    .map(([name, input]) => {
      const integer = input instanceof tf.Tensor ? input.dtype === 'int32' : input.values instanceof Int32Array;
      return `${name} ${integer ? 'int' : 'float'}[${input.shape.join()}]`;
    })
    .join(' ');

export function wasmProgram(step: Step): Program {
  const compiled = new Map<string, Compiled | string>();
  let mode = 'not run yet';

  function prepare(inputs: Inputs): Compiled | string {
    try {
      return build(step, inputs);
    } catch (error) {
      if (error instanceof Unsupported) return error.message;
      throw error;
    }
  }
  return {
    get mode() {
      return mode;
    },
    get bytes() {
      return [...compiled.values()].reduce((sum, made) => sum + (typeof made === 'string' ? 0 : made.bytes), 0);
    },
    run(inputs) {
      const key = signature(inputs);
      let program = compiled.get(key);
      if (program === undefined) {
        program = prepare(inputs);
        const [oldest] = compiled;
        if (compiled.size >= keptShapes) {
          if (typeof oldest![1] !== 'string') oldest![1].dispose();
          compiled.delete(oldest![0]);
        }
        compiled.set(key, program);
      }
      if (typeof program === 'string') {
        mode = `eager: ${program}`;
        return runEagerly(step, inputs);
      }
      mode = `compiled to WebAssembly, ${program.kernels} kernels`;
      return program.run(inputs);
    },
    dispose() {
      for (const program of compiled.values()) if (typeof program !== 'string') program.dispose();
      compiled.clear();
    },
  };
}
