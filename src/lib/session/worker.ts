/** The session in a worker. TensorFlow.js lives here, in the workers that check claims, and nowhere else in the page. */
import { expose } from 'comlink';
import { createSession } from './session.ts';
import { wasmPaths } from './wasmPaths.ts';

// The worker's name carries a hash of what is in it.
expose(createSession({ build: import.meta.url, wasmPaths }));
