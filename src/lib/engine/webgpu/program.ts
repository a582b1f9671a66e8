/**
 * A compiled step on WebGPU. The first run is ordinary: it compiles shaders and creates what is created once. The second and
 * third are written down and compared, since a step that depends on the host cannot be replayed. All later ones are replays:
 * the same operations on the same numbers in the same order, so their results equal the ordinary ones bit for bit.
 */
import * as tf from '../../tf.ts';
import type { Inputs, Outputs, Program, Step } from '../compile.ts';
import { runEagerly } from '../eager.ts';
import { settings } from '../settings.ts';
import { createScope, type Scope } from './bufferPool.ts';
import { asStates, drawing } from './draws.ts';
import { webgpuEngine, type Engine } from './engine.ts';
import { Graph, type GraphOutput, type Place } from './graph.ts';
import type { Home } from './homes.ts';
import { bufferOf, bytesOf, submitEager, tensorOver, tensorUsage } from './internals.ts';
import { dtypeOf, Placeholders, signature } from './placeholders.ts';
import { record } from './recorder.ts';
import { difference, type Recording } from './recording.ts';

/** More than this is not pinned for a replay, bytes: such a step runs as written. */
export const maximumBytes = 512 * 2 ** 20;
/** Recordings kept for different shapes of the inputs. */
const maximumSignatures = 3;
const slots = 16;

/** What is known about one shape of inputs. */
type Phase =
  | { name: 'warm' }
  | { name: 'seen'; recording: Recording; touched: tf.Variable[] }
  | { name: 'ready'; graph: Graph; placeholders: Placeholders }
  | { name: 'refused'; reason: string }
  | { name: 'wrong'; message: string };

/** A recorded run and what it left behind. */
interface Run {
  recording: Recording;
  scope: Scope;
  outputs: Outputs;
  /** The recorded run's tensors, kept until the graph knows where they lie. */
  tensors: Outputs;
  inputs: { tensor: tf.Tensor; name: string; buffer: GPUBuffer }[];
}

/** A program on the WebGPU backend in use. */
export const compileForWebgpu = (step: Step): WebgpuProgramHandle => new WebgpuStep(webgpuEngine(), step);

export interface WebgpuProgramHandle extends Program {
  readonly bytes: number;
  /** The recording in use, for measurements; null while there is none. */
  readonly graph: Graph | null;
}

class WebgpuStep implements WebgpuProgramHandle {
  #engine: Engine;
  #step: Step;
  #phases = new Map<string, Phase>();
  #last: Phase | null = null;

  constructor(engine: Engine, step: Step) {
    this.#engine = engine;
    this.#step = drawing(step);
  }

  get mode(): string {
    const phase = this.#last;
    if (phase?.name === 'ready') return `replay of ${phase.graph.dispatches} dispatches`;
    if (phase?.name === 'refused') return `eager: ${phase.reason}`;
    return settings.replay ? 'eager, to be recorded' : 'eager';
  }

  get bytes(): number {
    let sum = 0;
    for (const phase of this.#phases.values()) {
      if (phase.name === 'ready') sum += phase.graph.bytes + phase.placeholders.bytes;
    }
    return sum;
  }

  get graph(): Graph | null {
    return this.#last?.name === 'ready' ? this.#last.graph : null;
  }

  run(given: Inputs): Outputs {
    const inputs = asStates(given);
    if (!settings.replay) return runEagerly(this.#step, inputs);
    const key = signature(inputs);
    const phase = this.#phases.get(key);
    this.#last = phase ?? null;
    switch (phase?.name) {
      case undefined:
        this.#remember(key, { name: 'warm' });
        return runEagerly(this.#step, inputs);
      case 'warm':
        return this.#firstRecording(key, inputs);
      case 'seen':
        return this.#secondRecording(key, inputs, phase.recording, phase.touched);
      case 'ready':
        return this.#replay(phase.graph, phase.placeholders, inputs);
      case 'refused':
        return runEagerly(this.#step, inputs);
      case 'wrong':
        throw new Error(phase.message);
    }
  }

  #remember(key: string, phase: Phase): void {
    if (!this.#phases.has(key) && this.#phases.size >= maximumSignatures) {
      const [oldest] = this.#phases.keys();
      this.#forget(oldest!);
    }
    this.#phases.set(key, phase);
    this.#last = phase;
  }

  /** One real run of the step, written down. Its inputs and intermediates have buffers of their own. */
  #run(inputs: Inputs): Run {
    const { backend, pool, submitter } = this.#engine;
    this.#upload(inputs);
    const places = Object.entries(inputs).map(([name, input]) => {
      const buffer = backend.device.createBuffer({ size: bytesOf(input), usage: tensorUsage });
      if (input instanceof tf.Tensor) {
        submitter.encoder().copyBufferToBuffer(bufferOf(backend, input), 0, buffer, 0, buffer.size);
      } else backend.queue.writeBuffer(buffer, 0, input.values as Float32Array<ArrayBuffer>);
      return { name, buffer, tensor: tensorOver(backend, buffer, input.shape, dtypeOf(input)) };
    });
    submitter.flush();
    const scope = createScope();
    let results: Outputs = {};
    const recording = record(backend, () => {
      pool.beginScope(scope);
      try {
        results = tf.tidy(() => this.#step(Object.fromEntries(places.map(({ name, tensor }) => [name, tensor]))));
        for (const tensor of Object.values(results)) bufferOf(backend, tensor); // a constant is uploaded here, not later
      } finally {
        submitEager(backend);
        pool.endScope();
      }
    });
    const outputs = Object.fromEntries(
      Object.entries(results).map(([name, tensor]) => [name, this.#copyOut(bufferOf(backend, tensor), 0, tensor)]),
    );
    submitter.flush();
    return { recording, scope, outputs, tensors: results, inputs: places };
  }

  /** Whatever ordinary code has asked for comes before this step; so do inputs that are tensors still on the host. */
  #upload(inputs: Inputs): void {
    const { backend } = this.#engine;
    for (const name in inputs) {
      const input = inputs[name]!;
      if (input instanceof tf.Tensor) bufferOf(backend, input);
    }
    submitEager(backend);
  }

  /** A tensor of its own for the caller, copied by the pending submit. */
  #copyOut(source: GPUBuffer, offset: number, { shape, dtype }: { shape: number[]; dtype: tf.DataType }): tf.Tensor {
    const { backend, pool, submitter } = this.#engine;
    const size = bytesOf({ shape });
    const buffer = pool.acquireBuffer(size, tensorUsage);
    submitter.encoder().copyBufferToBuffer(source, offset, buffer, 0, size);
    return tensorOver(backend, buffer, shape, dtype, false);
  }

  #firstRecording(key: string, inputs: Inputs): Outputs {
    const { backend, homes, pool } = this.#engine;
    const variables = registeredVariables();
    for (const variable of variables) homes.separate(variable);
    const before = new Map(variables.map((variable) => [variable, variable.dataId]));
    const run = this.#run(inputs);
    tf.dispose(run.tensors);
    for (const variable of variables) if (!variable.isDisposed) homes.separate(variable); // one may have been given an input
    this.#releaseInputs(run, []);
    const touched = variables.filter((variable) => {
      const id = before.get(variable)!;
      return run.recording.borrowed.has(id) || variable.dataId !== id;
    });
    pool.destroyScope(run.scope);
    submitEager(backend);
    const reason = run.recording.refusal ?? whyNot(run, variables);
    if (reason) this.#remember(key, { name: 'refused', reason });
    else this.#remember(key, { name: 'seen', recording: run.recording, touched });
    return run.outputs;
  }

  #secondRecording(key: string, inputs: Inputs, first: Recording, touched: tf.Variable[]): Outputs {
    const { backend, homes, pool } = this.#engine;
    const lived = touched.map((variable) => homes.of(variable));
    const before = lived.map((home) => ({ home, id: home.variable.dataId, buffer: home.buffers[home.live]! }));
    const run = this.#run(inputs);
    const { recording, scope } = run;

    const renamed = new Map<GPUBuffer, Place>();
    for (const { home, buffer } of before) {
      renamed.set(buffer, { home, role: 'before', size: buffer.size });
    }
    const assigned = before.filter(({ home, id }) => home.variable.dataId !== id).map(({ home }) => home);
    const results = new Map<Home, GPUBuffer>();
    let reason: string | null = null;
    for (const home of assigned) {
      const buffer = bufferOf(backend, home.variable);
      if (!scope.all.has(buffer) || scope.constants.has(buffer) || renamed.has(buffer)) {
        reason = 'it assigns a variable a tensor that it did not compute, or one tensor to two variables';
      }
      renamed.set(buffer, { home, role: 'after', size: buffer.size });
      results.set(home, buffer);
    }
    const placeholders = new Placeholders(backend, inputs, slots);
    for (const [i, { offset, size }] of placeholders.places.entries()) {
      renamed.set(run.inputs[i]!.buffer, { buffer: placeholders.buffer, offset, size });
    }
    const outputs = Object.entries(run.tensors).map(([name, tensor]): GraphOutput => {
      const buffer = bufferOf(backend, tensor);
      const place = renamed.get(buffer) ?? { buffer, offset: 0, size: buffer.size };
      return { name, place, shape: tensor.shape, dtype: tensor.dtype };
    });
    reason ??= recording.refusal;
    if (!reason && allBytes(scope) > maximumBytes) {
      reason = `it would pin ${Math.round(allBytes(scope) / 2 ** 20)} MB of the GPU's memory`;
    }
    const message = difference(first, recording);

    // The variables go home, also where there will be no replay: the recording's buffers do not stay.
    for (const home of lived) {
      const result = results.get(home);
      if (result && !reason && !message) homes.adopt(home, result);
      else homes.settle(home);
    }
    tf.dispose(run.tensors);
    this.#releaseInputs(run, touched);
    if (message || reason) {
      pool.destroyScope(scope);
      placeholders.dispose();
      if (message) {
        this.#remember(key, { name: 'wrong', message });
        throw new Error(message);
      }
      this.#remember(key, { name: 'refused', reason: reason! });
      return run.outputs;
    }
    const graph = new Graph(backend, pool, { recording, scope, homes: lived, assigned, renamed, outputs });
    this.#remember(key, { name: 'ready', graph, placeholders });
    return run.outputs;
  }

  /** Disposes the inputs of a recorded run. Inputs and variables do not count as borrowed. */
  #releaseInputs(run: Run, touched: readonly tf.Variable[]): void {
    const { backend, submitter } = this.#engine;
    submitEager(backend);
    submitter.flush();
    for (const { tensor, buffer } of run.inputs) {
      run.recording.borrowed.delete(tensor.dataId);
      tensor.dispose();
      buffer.destroy();
    }
    if (touched.length > 0) {
      for (const id of run.recording.borrowed) {
        // A variable's old tensor is gone; an in-place kernel keeps it.
        if (!backend.tensorMap.has(id) || touched.some(({ dataId }) => dataId === id))
          run.recording.borrowed.delete(id);
      }
    }
  }

  #replay(graph: Graph, placeholders: Placeholders, inputs: Inputs): Outputs {
    const { homes, submitter } = this.#engine;
    this.#upload(inputs);
    for (const home of graph.homes) {
      if (home.variable.isDisposed) throw new Error('This step uses a variable that has been disposed.');
      homes.settle(home);
    }
    if (placeholders.isFull) submitter.flush();
    const encoder = () => submitter.encoder();
    placeholders.write(inputs, encoder);
    graph.encode(encoder());
    const outputs: Outputs = {};
    for (const output of graph.outputs) {
      const { buffer, offset } = graph.resolve(output.place);
      outputs[output.name] = this.#copyOut(buffer, offset, output);
    }
    for (const home of graph.assigned) homes.exchange(home);
    submitter.stepEncoded(placeholders.submitted);
    return outputs;
  }

  #forget(key: string): void {
    const phase = this.#phases.get(key);
    this.#phases.delete(key);
    if (phase?.name !== 'ready') return;
    this.#engine.submitter.flush();
    submitEager(this.#engine.backend);
    phase.graph.dispose();
    phase.placeholders.dispose();
  }

  dispose(): void {
    for (const key of [...this.#phases.keys()]) this.#forget(key);
    this.#last = null;
  }
}

const allBytes = (scope: Scope): number => [...scope.all].reduce((sum, { size }) => sum + size, 0);

const registeredVariables = (): tf.Variable[] =>
  Object.values((tf.engine() as unknown as { registeredVariables: Record<string, tf.Variable> }).registeredVariables);

function whyNot(run: Run, before: tf.Variable[]): string | null {
  if (registeredVariables().length !== before.length) return 'it creates or disposes variables';
  return Object.values(run.outputs).some(({ dtype }) => dtype === 'complex64' || dtype === 'string')
    ? 'it returns tensors that are not plain numbers'
    : null;
}
