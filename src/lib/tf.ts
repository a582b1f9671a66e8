/**
 * The one place that loads TensorFlow.js: core and its gradients. Backends are loaded by `engine/backends.ts`.
 * Core alone throws "gradient function not found", hence the second import.
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients';

export * from '@tensorflow/tfjs-core';
