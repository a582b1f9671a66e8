/** What all compiled programs on one WebGPU device share. */
import * as tf from '../../tf.ts';
import { BufferPool } from './bufferPool.ts';
import { Homes } from './homes.ts';
import { webgpuBackend, type WebgpuBackend } from './internals.ts';
import { registerKernels } from './kernels/index.ts';
import { Submitter } from './submitter.ts';

export interface Engine {
  backend: WebgpuBackend;
  pool: BufferPool;
  homes: Homes;
  submitter: Submitter;
}

const engines = new WeakMap<WebgpuBackend, Engine>();

/** The engine of the backend in use. The first call prepares the backend. */
export function webgpuEngine(): Engine {
  const backend = webgpuBackend();
  let engine = engines.get(backend);
  if (!engine) {
    engine = install(backend);
    engines.set(backend, engine);
  }
  return engine;
}

function install(backend: WebgpuBackend): Engine {
  // Small tensors would be computed on the host, and their results frozen by a replay.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const pool = new BufferPool(backend.device, backend.bufferManager);
  const homes = new Homes(backend);
  const submitter = new Submitter(backend.device);
  const flush = () => submitter.flush();
  pool.beforeDestroy = flush;
  homes.beforeDestroy = flush;
  backend.bufferManager = pool;

  // Replayed steps that wait come before whatever ordinary code submits.
  const submit = backend.submitQueue.bind(backend);
  backend.submitQueue = () => {
    flush();
    submit();
  };
  // A read leaves a copy on the host; one of a variable would be stale after the next replay.
  const hidden = backend as unknown as { convertAndCacheOnCPU(id: object, values: unknown): unknown };
  const cache = hidden.convertAndCacheOnCPU.bind(backend);
  hidden.convertAndCacheOnCPU = (id, values) => {
    const data = backend.tensorMap.get(id);
    return data?.external || data?.mutable ? values : cache(id, values);
  };
  registerKernels();
  return { backend, pool, homes, submitter };
}
