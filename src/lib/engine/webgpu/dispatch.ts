/** Runs a WGSL kernel that writes into tensors in place, among the backend's own commands. */
import * as tf from '../../tf.ts';
import { bufferOf, submitEager, type WebgpuBackend } from './internals.ts';

const pipelines = new WeakMap<WebgpuBackend, Map<string, GPUComputePipeline>>();

function pipelineFor(backend: WebgpuBackend, label: string, code: string): GPUComputePipeline {
  let known = pipelines.get(backend);
  if (!known) pipelines.set(backend, (known = new Map()));
  let pipeline = known.get(code);
  if (!pipeline) {
    const module = backend.device.createShaderModule({ label, code });
    pipeline = backend.device.createComputePipeline({ label, layout: 'auto', compute: { module, entryPoint: 'main' } });
    known.set(code, pipeline);
  }
  return pipeline;
}

/**
 * @param code WGSL with the entry point `main`; the tensors are its bindings, in order, in group 0
 * @param written how many of the tensors, from the first, it writes: what the host has cached of them is stale
 */
export function dispatch(
  backend: WebgpuBackend,
  label: string,
  code: string,
  tensors: readonly tf.TensorInfo[],
  written: number,
  workgroups: number,
): void {
  const pipeline = pipelineFor(backend, label, code);
  const entries = tensors.map((tensor, binding) => ({ binding, resource: { buffer: bufferOf(backend, tensor) } }));
  const group = backend.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  backend.ensureCommandEncoderReady();
  const pass = (backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass());
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(workgroups);
  backend.dispatchCountInPass += 1;
  for (const [i, { dataId }] of tensors.entries()) {
    backend.commandQueueOwnedIds.add(dataId); // released only once submitted
    if (i >= written) continue;
    const data = backend.tensorMap.get(dataId);
    data.values = null;
    data.mutable = true;
  }
  if (backend.dispatchCountInPass >= tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) submitEager(backend);
}
