import { beforeAll, describe, expect, test } from 'vitest';
import { ganLossNames } from '../../../src/lib/experiments/config.ts';
import { ganLosses } from '../../../src/lib/gan/losses.ts';
import { discriminatorStep, force, generatorStep } from '../../../src/lib/gan/players.ts';
import { adam, type Adam } from '../../../src/lib/nn/adam.ts';
import { mlp } from '../../../src/lib/nn/mlp.ts';
import { createRng } from '../../../src/lib/random.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => void (await useBackend('cpu')));

const ratesOf = (optimizer: Adam) => tf.tensor1d(optimizer.rates(0.01).values);
const read = async (weights: readonly tf.Variable[]) =>
  Promise.all(weights.map(async (w) => Float32Array.from(await w.data())));

describe.each(ganLossNames)('with the %s loss', (name) => {
  const loss = ganLosses[name];
  const make = () => {
    const rng = createRng(2);
    const G = mlp([2, 8, 2], 'leakyRelu', rng.fork('G'));
    const D = mlp([2, 8, 1], 'leakyRelu', rng.fork('D'));
    return { G, D, x: tf.tensor2d(rng.normals(20), [10, 2]), z: tf.tensor2d(rng.normals(20), [10, 2]) };
  };

  test("G's step moves every weight of G and leaves every weight of D as it was, bit for bit", async () => {
    const { G, D, z } = make();
    const [g0, d0] = [await read(G.weights), await read(D.weights)];
    const optimizer = adam(G.weights);
    generatorStep(G, D, optimizer, loss, z, ratesOf(optimizer)).dispose();
    const [g1, d1] = [await read(G.weights), await read(D.weights)];
    expect(d1).toEqual(d0);
    g1.forEach((w, i) => expect(w).not.toEqual(g0[i]));
  });

  test("D's step moves D and leaves G as it was, bit for bit", async () => {
    const { G, D, x, z } = make();
    const [g0, d0] = [await read(G.weights), await read(D.weights)];
    const fake = tf.tidy(() => G(z));
    const optimizer = adam(D.weights);
    tf.dispose(discriminatorStep(D, optimizer, loss, x, fake, ratesOf(optimizer)));
    expect(await read(G.weights)).toEqual(g0);
    const moved = (await read(D.weights)).filter((w, i) => w.some((v, k) => v !== d0[i]![k]));
    // Hinge and least squares leave the last bias alone where real and fake pull equally; the others must all move.
    expect(moved.length).toBeGreaterThanOrEqual(D.weights.length - 1);
  });

  test('the force at a point is minus the gradient of G’s loss, and moving along it lowers the loss', async () => {
    const { D, x } = make();
    const pull = force(D, loss, x);
    const before = (await loss.generator(D(x)).data())[0]!;
    const after = (await loss.generator(D(tf.add(x, tf.mul(pull, 1e-3)))).data())[0]!;
    const squared = (await tf.sum(tf.square(pull)).data())[0]!;
    // First order: the mean loss falls by 1e-3 |force|^2 / n.
    expect(after - before).toBeLessThan(0);
    expect(Math.abs((before - after) / ((1e-3 * squared) / 10) - 1)).toBeLessThan(0.05);
  });

  test('at the equilibrium both losses have the values that the figure draws', async () => {
    // D = 1/2 everywhere: logit 0 for the logit losses, output 1/2 for least squares, 0 for hinge.
    const out = tf.fill([6, 1], name === 'leastSquares' ? 0.5 : 0);
    expect((await loss.discriminator(out, out).data())[0]).toBeCloseTo(loss.equilibrium.discriminator, 6);
    expect((await loss.generator(out).data())[0]).toBeCloseTo(loss.equilibrium.generator, 6);
    expect((await loss.belief(out).data())[0]).toBeCloseTo(0.5, 6);
  });
});

test('losses of logits stay finite and right where the sigmoid rounds to 0 or 1', async () => {
  const [sure, unsure] = [tf.tensor2d([[200]]), tf.tensor2d([[-200]])];
  expect((await ganLosses.minimax.discriminator(unsure, sure).data())[0]).toBeCloseTo(400, 3);
  expect((await ganLosses.nonSaturating.generator(unsure).data())[0]).toBeCloseTo(200, 3);
  expect((await ganLosses.minimax.generator(unsure).data())[0]).toBeCloseTo(0, 6);
});

test('the non-saturating and the saturating pull have the weights 1 - D and D on the same field', async () => {
  // Chapter 2: with l = logit D, the forces are (1 - D) grad l and D grad l, and they add up to grad l.
  const D = mlp([2, 8, 1], 'silu', createRng(9));
  const x = tf.tensor2d([
    [0.3, -0.2],
    [1, 2],
    [-1, 0.5],
  ]);
  const l = tf.grad((p: tf.Tensor) => tf.sum(D(p)))(x);
  const saturating = force(D, ganLosses.minimax, x);
  const nonSaturating = force(D, ganLosses.nonSaturating, x);
  const d = tf.sigmoid(D(x));
  const close = async (a: tf.Tensor, b: tf.Tensor) =>
    expect((await tf.max(tf.abs(tf.sub(a, b))).data())[0]).toBeLessThan(1e-6);
  await close(saturating, tf.mul(d, l));
  await close(nonSaturating, tf.mul(tf.sub(1, d), l));
  await close(tf.add(saturating, nonSaturating), l);
});

describe('relativistic pairing', () => {
  const { relativistic } = ganLosses;
  const [real, fake] = [[-2, 0.5, 3], [1, -1, 0.2]] as const; // prettier-ignore
  const column = (values: readonly number[], shift = 0) =>
    tf.tensor2d(
      values.map((v) => v + shift),
      [3, 1],
    );
  const softplus = (x: number) => Math.log(1 + Math.exp(x));
  const mean = (f: (i: number) => number) => [0, 1, 2].reduce((sum, i) => sum + f(i) / 3, 0);
  const read = async (x: tf.Tensor) => (await x.data())[0]!;

  test('judges each fake point beside its own real point', async () => {
    const d = mean((i) => softplus(fake[i]! - real[i]!));
    const g = mean((i) => softplus(real[i]! - fake[i]!));
    expect(await read(relativistic.discriminator(column(real), column(fake)))).toBeCloseTo(d, 6);
    expect(await read(relativistic.generator(column(fake), column(real)))).toBeCloseTo(g, 6);
  });

  test('does not change when all outputs of D move together', async () => {
    const at = (shift: number) => read(relativistic.discriminator(column(real, shift), column(fake, shift)));
    expect(await at(7)).toBeCloseTo(await at(0), 5);
  });

  test('uses the real points that G’s step is given', async () => {
    const moved = async (offset: number) => {
      const rng = createRng(2);
      const G = mlp([2, 8, 2], 'leakyRelu', rng.fork('G'));
      const D = mlp([2, 8, 1], 'leakyRelu', rng.fork('D'));
      const optimizer = adam(G.weights);
      const z = tf.tensor2d(rng.normals(6), [3, 2]);
      const x = tf.add(tf.tensor2d(rng.normals(6), [3, 2]), offset);
      return read(generatorStep(G, D, optimizer, relativistic, z, ratesOf(optimizer), x));
    };
    expect(Math.abs((await moved(0)) - (await moved(5)))).toBeGreaterThan(1e-3);
  });
});

test('a penalty moves D, and is reported beside the loss, not in it', async () => {
  const step = async (weight: number) => {
    const rng = createRng(2);
    const D = mlp([2, 8, 1], 'leakyRelu', rng);
    const [x, fake] = [tf.tensor2d(rng.normals(20), [10, 2]), tf.tensor2d(rng.normals(20), [10, 2])];
    const optimizer = adam(D.weights);
    const penalty = () => tf.mul(tf.sum(tf.square(D.weights[0]!)), weight) as tf.Scalar;
    const losses = discriminatorStep(
      D,
      optimizer,
      ganLosses.hinge,
      x,
      fake,
      ratesOf(optimizer),
      weight > 0 ? penalty : undefined,
    );
    return {
      d: (await losses.d.data())[0]!,
      penalty: (await losses.penalty?.data())?.[0],
      D: await read(D.weights),
    };
  };
  const [without, light, heavy] = [await step(0), await step(1), await step(100)];
  expect(without.penalty).toBeUndefined();
  expect(light.d).toBe(without.d);
  expect(heavy.penalty! / light.penalty!).toBeCloseTo(100, 2);
  expect(heavy.D[0]).not.toEqual(without.D[0]);
});
