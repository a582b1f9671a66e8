/**
 * The one place that loads TensorFlow.js: core and its gradients. Backends are loaded by `engine/backends.ts`.
 * Core alone throws "gradient function not found", hence the second import. Core comes first: the gradients look up flags
 * that it registers, and the development server may evaluate them twice.
 */
export * from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
