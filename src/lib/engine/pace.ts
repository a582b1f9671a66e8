import * as tf from '../tf.ts';
import { webgpuEngine } from './webgpu/engine.ts';

/**
 * Replayed steps are sent faster than a GPU computes them. Await what this gives between steps, or pausing and drawing would
 * have to wait for everything that is on its way. Null where there is nothing to wait for.
 */
export const pace = (): Promise<void> | null => (tf.getBackend() === 'webgpu' ? webgpuEngine().submitter.pace() : null);
