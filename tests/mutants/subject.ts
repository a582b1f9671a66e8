/** What the sampler checks look at: the library's coefficients and its loop, or an altered copy of them. */
import { ancestralStep } from '../../src/lib/diffusion/ancestral.ts';
import { ddimStep } from '../../src/lib/diffusion/ddim.ts';
import { reverseProcess } from '../../src/lib/diffusion/reverse.ts';
import { timesteps } from '../../src/lib/diffusion/timesteps.ts';
import { createRng } from '../../src/lib/random.ts';
import * as tf from '../../src/lib/tf.ts';

/** One step as the loop took it: from t to s, with the network asked at time `asked`. */
export interface Visit {
  t: number;
  s: number;
  asked: number;
}

export interface Subject {
  ancestral: typeof ancestralStep;
  ddim: typeof ddimStep;
  walk(T: number, steps: number): Visit[];
}

/** Runs the library's own loop on one number with spies for coefficients and network. Needs a backend of TensorFlow.js. */
function walk(T: number, steps: number): Visit[] {
  const visits: Visit[] = [];
  const step = (t: number, s: number) => {
    visits.push({ t, s, asked: NaN });
    return { xt: 1, eps: 0, noise: 0 };
  };
  const network = (x: tf.Tensor2D, t: number) => {
    visits.at(-1)!.asked = t;
    return tf.zerosLike(x);
  };
  let frames = 0;
  for (const { x } of reverseProcess(step, network, tf.tensor2d([[0]]), timesteps(T, steps), createRng(1))) {
    frames++;
    if (frames > steps) x.dispose();
  }
  return visits;
}

export const library: Subject = { ancestral: ancestralStep, ddim: ddimStep, walk };
