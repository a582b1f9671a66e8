/** log p(x) of a trained denoiser by its probability-flow ODE, on the device. The float64 counterpart is `likelihood.ts`. */
import { compile, rows, vector, type Inputs } from '../engine/compile.ts';
import type { Rng } from '../random.ts';
import * as tf from '../tf.ts';
import type { Denoising } from '../model.ts';
import { inputsOf, type TensorDenoiser } from './tensorSpace.ts';

export interface NetworkLikelihood {
  /** The same step by step: each frame is log p as it would be if the law at its level t were the prior; the last is the answer. */
  walk(x: tf.Tensor2D, sigmas: readonly number[], probes: 'exact' | Rng): Generator<Required<Denoising>>;
  /**
   * @param x [n, dim]; stays the caller's
   * @param sigmas rising levels, the first above 0: what comes out is the density of the data with that much noise
   * @param probes 'exact' takes one backward pass per axis; an Rng estimates the divergence by Hutchinson's method with one
   * @returns log p, nats, [n, 1]; the caller's
   */
  evaluate(x: tf.Tensor2D, sigmas: readonly number[], probes: 'exact' | Rng): tf.Tensor2D;
  dispose(): void;
}

/**
 * Heun steps from data to noise on x and, beside it, on the density (Song et al. 2021, section 4.3): with the slope
 * (x - D) / sigma, whose divergence is (dim - trace dD/dx) / sigma,
 *
 *     log p(x) = log N(x(sigmaMax); 0, sigmaMax^2 I) + integral of the divergence from sigmaMin to sigmaMax.
 */
export function networkLikelihood(network: TensorDenoiser): NetworkLikelihood {
  /** The slope [n, dim] and its divergence [n, 1]. v: probes, each [n, dim]. */
  function field(x: tf.Tensor2D, inputs: Record<string, tf.Tensor>, perSigma: tf.Tensor, v: tf.Tensor[]) {
    const D = network.denoise(x, inputs);
    const traces = v.map((probe) => {
      const along = tf.grad((at) => tf.sum(tf.mul(network.denoise(at as tf.Tensor2D, inputs), probe)))(x); // J^T v
      return tf.sum(tf.mul(along, probe), 1, true);
    });
    const trace = traces.reduce((sum, part) => tf.add(sum, part));
    return {
      slope: tf.mul(tf.sub(x, D), perSigma),
      divergence: tf.mul(tf.sub(x.shape[1], trace), perSigma),
    };
  }

  const step = compile(({ x, log, coefficients, ...rest }) => {
    const [h, before, after] = tf.unstack(coefficients!) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const v = Object.values(inputsOf(rest, 'v.'));
    const first = field(x as tf.Tensor2D, inputsOf(rest, 'first.'), before, v);
    const guess = tf.add(x!, tf.mul(h, first.slope)) as tf.Tensor2D;
    const second = field(guess, inputsOf(rest, 'second.'), after, v);
    const half = tf.mul(h, 0.5);
    return {
      x: tf.add(x!, tf.mul(half, tf.add(first.slope, second.slope))),
      log: tf.add(log!, tf.mul(half, tf.add(first.divergence, second.divergence))),
    };
  });

  const named = (prefix: string, inputs: Inputs): Inputs =>
    Object.fromEntries(Object.entries(inputs).map(([name, input]) => [prefix + name, input]));

  /** One probe for all steps: it must not change along a trajectory. Signs have less variance than normals. */
  function probesFor(n: number, dim: number, probes: 'exact' | Rng): Inputs {
    const list =
      probes === 'exact'
        ? Array.from({ length: dim }, (_, axis) =>
            Float32Array.from({ length: n * dim }, (_, i) => (i % dim === axis ? 1 : 0)),
          )
        : [Float32Array.from({ length: n * dim }, () => (probes.uniform() < 0.5 ? -1 : 1))];
    return Object.fromEntries(list.map((values, i) => [`v.${i}`, rows(values, dim)]));
  }

  /** log N(x; 0, sigma^2 I) and what has been gathered on the way there. [n, 1] */
  const whole = (x: tf.Tensor2D, log: tf.Tensor2D, sigma: number) =>
    tf.tidy(() => {
      const squares = tf.sum(tf.square(tf.div(x, sigma)), 1, true);
      const prior = tf.sub(tf.mul(squares, -0.5), x.shape[1] * (Math.log(sigma) + Math.log(2 * Math.PI) / 2));
      return tf.add(log, prior) as tf.Tensor2D;
    });

  function* walk(start: tf.Tensor2D, sigmas: readonly number[], probes: 'exact' | Rng): Generator<Required<Denoising>> {
    const [n, dim] = start.shape;
    const v = probesFor(n, dim, probes);
    let x = tf.clone(start);
    let log = tf.zeros([n, 1]) as tf.Tensor2D;
    try {
      yield { t: sigmas[0]!, x: whole(x, log, sigmas[0]!), evaluations: 0 };
      for (let i = 0; i + 1 < sigmas.length; i++) {
        const [sigma, next] = [sigmas[i]!, sigmas[i + 1]!];
        const moved = step.run({
          x,
          log,
          coefficients: vector(Float32Array.of(next - sigma, 1 / sigma, 1 / next)),
          ...named('first.', network.inputs(sigma, n)),
          ...named('second.', network.inputs(next, n)),
          ...v,
        });
        tf.dispose([x, log]);
        [x, log] = [moved.x as tf.Tensor2D, moved.log as tf.Tensor2D];
        yield { t: next, x: whole(x, log, next), evaluations: 2 };
      }
    } finally {
      tf.dispose([x, log]);
    }
  }

  return {
    walk,
    evaluate(...asked) {
      let answer: tf.Tensor2D | undefined;
      for (const { x } of walk(...asked)) {
        answer?.dispose();
        answer = x;
      }
      return answer!;
    },
    dispose: () => step.dispose(),
  };
}
