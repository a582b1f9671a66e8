import type * as tf from '../../tf.ts';
import { webgpuEngine } from './engine.ts';
import { bufferOf, submitEager } from './internals.ts';

/**
 * Many scalars in one read: each is copied into one buffer, which is then mapped. No dispatch, where stacking thousands of
 * tensors would take hundreds. The scalars may be disposed as soon as this has been called.
 */
export async function readScalarsOnWebgpu(scalars: readonly tf.Tensor[]): Promise<Float32Array> {
  const { backend, submitter } = webgpuEngine();
  const buffers = scalars.map((scalar) => bufferOf(backend, scalar));
  submitEager(backend);
  const staging = backend.device.createBuffer({
    size: 4 * buffers.length,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = submitter.encoder();
  buffers.forEach((buffer, i) => encoder.copyBufferToBuffer(buffer, 0, staging, 4 * i, 4));
  submitter.flush();
  try {
    await staging.mapAsync(GPUMapMode.READ);
    return new Float32Array(staging.getMappedRange().slice(0));
  } finally {
    staging.destroy();
  }
}
