/** The session in a worker. TensorFlow.js lives here and nowhere else in the page. */
import plain from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import threadedSimd from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import { expose } from 'comlink';
import { createSession } from './session.ts';

const absolute = (path: string) => new URL(path, import.meta.url).href;

expose(
  createSession({
    build: import.meta.url, // its name carries a hash of what is in it
    wasmPaths: {
      'tfjs-backend-wasm.wasm': absolute(plain),
      'tfjs-backend-wasm-simd.wasm': absolute(simd),
      'tfjs-backend-wasm-threaded-simd.wasm': absolute(threadedSimd),
    },
  }),
);
