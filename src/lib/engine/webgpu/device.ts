/**
 * The graphics device is ours, not TensorFlow.js's: with the limits that its kernels can use, and with an ear on its two
 * kinds of trouble, of which TensorFlow.js hears neither.
 */
import { within } from '../../deadline.ts';
import * as tf from '../../tf.ts';
import { webgpuEngine } from './engine.ts';

/** Longest wait for a driver, milliseconds. */
const patience = 5000;

/** Taken as high as the adapter has them. The default of 8 storage buffers voids kernels with more inputs, silently. */
const raised = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

export interface OwnedDevice {
  device: GPUDevice;
  /** The adapter's own words. */
  name: string;
  /** Imitated by the CPU. */
  software: boolean;
  /** Whoever listens hears it also when it has happened already. */
  onLost(listener: (info: GPUDeviceLostInfo) => void): void;
  /** A command was refused: what was submitted with it did not run. */
  onError(listener: (error: GPUError) => void): void;
}

let current: OwnedDevice | null = null;

const nameOf = ({ info: { vendor, architecture, description } }: GPUAdapter): string =>
  [vendor, architecture, description].filter(Boolean).join(' ') || 'unnamed adapter';

/** The adapter at hand in its own words, without starting it; null where there is none, or none in time. */
export async function adapterName(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<string | null> {
  try {
    const request = Promise.resolve(gpu?.requestAdapter({ powerPreference: 'high-performance' }));
    const adapter = await within(request, patience, () => new Error());
    return adapter ? nameOf(adapter) : null;
  } catch {
    return null;
  }
}

/** Asks for an adapter and a device. @throws Error with a sentence where there is none, or none in time. */
async function acquire(gpu: GPU | undefined): Promise<OwnedDevice> {
  if (!gpu) throw new Error('This browser offers no WebGPU here.');
  const late = () => new Error(`The graphics driver did not answer within ${patience / 1000} s.`);
  const adapter = await within(gpu.requestAdapter({ powerPreference: 'high-performance' }), patience, late);
  if (!adapter) throw new Error('WebGPU found no graphics adapter.');
  const { isFallbackAdapter } = adapter.info;
  const name = nameOf(adapter);
  const requiredLimits = Object.fromEntries(raised.map((limit) => [limit, adapter.limits[limit]]));
  const raisedDevice = within(adapter.requestDevice({ requiredLimits }), patience, late);
  // Some drivers refuse limits that they have promised: once more with the usual ones.
  const device = await raisedDevice.catch(() => within(adapter.requestDevice(), patience, late));

  const errors = new Set<(error: GPUError) => void>();
  device.addEventListener('uncapturederror', ({ error }) => {
    for (const listener of errors) listener(error);
  });
  return {
    device,
    name,
    software: isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(name),
    onLost: (listener) => void device.lost.then(listener),
    onError: (listener) => void errors.add(listener),
  };
}

/**
 * Starts TensorFlow.js on a device of ours and makes it the current backend; while that device lives, it is used again.
 * After a loss, call `forgetDevice` first.
 */
export async function startWebgpu(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<OwnedDevice> {
  if (current && tf.findBackend('webgpu')) {
    if (await tf.setBackend('webgpu')) return current;
  }
  const owned = await acquire(gpu);
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  dropBackend(); // TensorFlow.js registers one of its own when it is imported
  tf.registerBackend('webgpu', () => new WebGPUBackend(owned.device), 3);
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js did not start on the graphics device.');
  webgpuEngine(); // our allocator and kernels
  current = owned;
  owned.onLost(() => {
    if (current === owned) current = null;
  });
  return owned;
}

function dropBackend(): void {
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
}

/** Drops the backend and its device; tensors on it are gone. */
export function forgetDevice(): void {
  const device = current?.device;
  current = null;
  dropBackend();
  device?.destroy();
}
