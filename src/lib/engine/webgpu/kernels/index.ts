/** Registers our kernels with TensorFlow.js. */
import * as tf from '../../../tf.ts';
import { settings } from '../../settings.ts';
import { columnSum } from './columnSum.ts';
import { convWeightGradient } from './convWeightGradient.ts';
import { crossEntropyKernels } from './crossEntropy.ts';
import { dense, denseGradient } from './dense.ts';
import { replaceGradients } from './gradients.ts';
import { optimiserKernels } from './optimiser.ts';
import { pointwiseKernels } from './pointwise.ts';

/** Puts a kernel in the place of the backend's own, which it may still call. */
function replace<Kernel>(name: string, better: (original: Kernel) => Kernel): void {
  const config = tf.getKernel(name, 'webgpu');
  const original = config.kernelFunc as unknown as Kernel & ((args: object) => tf.TensorInfo);
  const ours = better(original) as unknown as tf.KernelFunc;
  tf.unregisterKernel(name, 'webgpu');
  tf.registerKernel({ ...config, kernelFunc: (args) => (settings.fused ? ours(args) : original(args)) });
}

let registered = false;

/** Call once the backend's own kernels are there; later calls do nothing. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  const kernels = { ...optimiserKernels, ...pointwiseKernels, ...crossEntropyKernels, Dense: dense };
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc: kernel as unknown as tf.KernelFunc });
  }
  tf.registerGradient(denseGradient);
  replaceGradients();
  replace('Sum', columnSum);
  replace('Conv2DBackpropFilter', convWeightGradient);
}
