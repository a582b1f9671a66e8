/** The backends that this machine can run in Node: plain JavaScript, WebAssembly, and WebGPU on Chromium's software adapter. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendName } from '../../src/lib/engine/backends.ts';
import { registerConvolutionGradients } from '../../src/lib/engine/wasm/convolutionKernels.ts';
import { registerFastTransposedMatMul } from '../../src/lib/engine/wasmMatMul.ts';
import * as tf from '../../src/lib/tf.ts';
import { watched } from './refusals.ts';

export const wasmPaths = fileURLToPath(
  new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/', import.meta.url),
);

/** Chromium's SwiftShader, told to Dawn through the Vulkan loader's own variable; `scripts/unit.ts` finds it. */
const softwareDrivers = [process.env.SOFTWARE_VULKAN ?? '', '/usr/lib/chromium/vk_swiftshader_icd.json'];

async function provideGpu(): Promise<boolean> {
  const driver = softwareDrivers.find((path) => path !== '' && existsSync(path));
  if (!driver) return false;
  process.env.VK_ICD_FILENAMES = driver;
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = watched(create([]));
    Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
    return (await gpu.requestAdapter()) !== null;
  } catch {
    return false;
  }
}

const started = new Set<BackendName>();

/** Makes a backend current; false when this machine cannot run it. */
export async function useBackend(name: BackendName): Promise<boolean> {
  if (!started.has(name)) {
    if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
    if (name === 'wasm') {
      const wasm = await import('@tensorflow/tfjs-backend-wasm');
      registerFastTransposedMatMul();
      registerConvolutionGradients();
      wasm.setWasmPaths(wasmPaths);
    }
    if (name === 'webgpu') {
      if (!(await provideGpu())) return false;
      await import('@tensorflow/tfjs-backend-webgpu');
      // On a software adapter the default kernel for small products takes a hundred times longer than this one.
      tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 3);
    }
    started.add(name);
  }
  return (await tf.setBackend(name)) && tf.getBackend() === name;
}
