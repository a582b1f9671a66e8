import { describe, expect, test } from 'vitest';
import { backendNames } from '../../../src/lib/engine/backends.ts';
import { settings } from '../../../src/lib/engine/settings.ts';
import { startWebgpu } from '../../../src/lib/engine/webgpu/device.ts';
import { activations } from '../../../src/lib/nn/activations.ts';
import { crossEntropy } from '../../../src/lib/nn/crossEntropy.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const sign = (target: 0 | 1) => (target === 1 ? -1 : 1);
const relative = (found: number, expected: number) => Math.abs(found / expected - 1);

const logits = [
  -80, -79.3, -40, -17, -8, -4.2, -2, -1, -0.3, -1e-3, 0, 1e-3, 0.2, 0.9, 1.5, 3, 5, 9, 16, 33, 79.9, 80,
].map(Math.fround);

/** The cross entropy and its slope at single logits, and the mean over many with its gradient. */
async function results(target: 0 | 1) {
  const many = createRng(3)
    .normals(1000)
    .map((x) => 4 * x);
  const value = (l: number[] | Float32Array) => tf.tidy(() => crossEntropy(tf.tensor2d(l, [l.length, 1]), target));
  const slope = (l: number[] | Float32Array) =>
    tf.tidy(() => tf.grad((x: tf.Tensor) => tf.mul(crossEntropy(x, target), 3))(tf.tensor2d(l, [l.length, 1])));
  const read = async (x: tf.Tensor) => Float32Array.from(await x.data().finally(() => x.dispose()));
  return {
    many,
    single: await read(tf.tidy(() => tf.stack(logits.map((l) => value([l]))))),
    slopes: await read(slope(logits)),
    mean: (await read(value(many)))[0]!,
    gradient: await read(slope(many)),
  };
}

describe.each(backendNames)('the cross entropy of logits on %s', async (backend) => {
  const here = (await useBackend(backend)) && (backend !== 'webgpu' || (await startWebgpu()) !== null);
  const check = here ? test : test.skip;

  for (const target of [0, 1] as const) {
    for (const fused of backend === 'webgpu' ? [true, false] : [true]) {
      check(`with target ${target} ${fused ? '' : "in TensorFlow.js's operations "}is that of float64`, async () => {
        await useBackend(backend);
        settings.fused = fused;
        const found = await results(target).finally(() => (settings.fused = true));
        const s = sign(target);
        // TensorFlow.js's own softplus loses what is small beside 1; ours does not.
        const tolerance = (exact: number) => (backend === 'webgpu' && fused ? 1e-5 * exact : 1e-5 * exact + 3e-7);
        logits.forEach((l, i) => {
          expect(Math.abs(found.single[i]! - softplus(s * l)), `at ${l}`).toBeLessThanOrEqual(
            tolerance(softplus(s * l)),
          );
          const exact = (3 * s * sigmoid(s * l)) / logits.length;
          expect(relative(found.slopes[i]!, exact), `slope at ${l}`).toBeLessThan(1e-5);
        });
        const mean = found.many.reduce((sum, l) => sum + softplus(s * l), 0) / found.many.length;
        expect(relative(found.mean, mean)).toBeLessThan(1e-5);
        found.many.forEach((l, i) => {
          expect(relative(found.gradient[i]!, (3 * s * sigmoid(s * l)) / found.many.length)).toBeLessThan(1e-5);
        });
      });
    }

    check(`with target ${target} has the second derivative that finite differences give`, async () => {
      await useBackend(backend);
      // |d/dx cross entropy(a tanh(b x))|^2, differentiated with respect to a: a gradient penalty in one number.
      const xs = [-1.3, -0.4, 0.2, 0.7, 1.1];
      const penalty = (a: tf.Tensor) => {
        const D = (x: tf.Tensor) => tf.mul(activations.tanh(tf.mul(x, 0.8)), a);
        const gradient = tf.grad((x: tf.Tensor) => crossEntropy(D(x), target))(tf.tensor1d(xs));
        return tf.sum(tf.square(gradient));
      };
      const [found] = await tf.tidy(() => tf.grad(penalty)(tf.scalar(1.7))).data();
      const exact = (a: number) => {
        const s = sign(target);
        const terms = xs.map((x) => {
          const y = Math.tanh(0.8 * x);
          return ((s * sigmoid(s * a * y) * a * 0.8 * (1 - y * y)) / xs.length) ** 2;
        });
        return terms.reduce((sum, v) => sum + v, 0);
      };
      const h = 1e-5;
      expect(relative(found!, (exact(1.7 + h) - exact(1.7 - h)) / (2 * h))).toBeLessThan(1e-4);
    });

    check(`with target ${target} is no number where a logit is none`, async () => {
      await useBackend(backend);
      const broken = tf.tensor1d([0.5, NaN, -1]);
      expect((await crossEntropy(broken, target).data())[0]).toBeNaN();
      broken.dispose();
    });
  }
});
