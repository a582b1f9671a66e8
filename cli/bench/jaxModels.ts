/**
 * The same two training steps in jax-js, each one jitted function of (state, inputs): gradients, Adam and averaging are all
 * inside. Arrays are consumed by whoever takes them; `.ref` keeps one for another use.
 */
import { nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';

export type Layer = { w: np.Array; b: np.Array };
export type Moments = { m: Layer[]; v: Layer[] };

const act = { leakyRelu: (x: np.Array) => nn.leakyRelu(x, 0.2), silu: (x: np.Array) => nn.silu(x) };

function mlp(layers: Layer[], x: np.Array, activation: (x: np.Array) => np.Array): np.Array {
  return layers.reduce((h, { w, b }, i) => np.dot(i === 0 ? h : activation(h), w).add(b), x);
}

interface AdamRule {
  beta1: number;
  beta2: number;
}

/** One Adam step on every weight. Without momentum (beta1 = 0) the first moment is the gradient and need not be kept. */
function adam(layers: Layer[], gradients: Layer[], { m, v }: Moments, rates: np.Array, { beta1, beta2 }: AdamRule) {
  const rate = rates.ref.slice(0);
  const correction = rates.slice(1);
  const next: { layers: Layer[]; m: Layer[]; v: Layer[] } = { layers: [], m: [], v: [] };
  layers.forEach((layer, i) => {
    const moved: [Partial<Layer>, Partial<Layer>, Partial<Layer>] = [{}, {}, {}];
    for (const key of ['w', 'b'] as const) {
      const g = gradients[i]![key];
      const mNew = beta1 === 0 ? g.ref : m[i]![key].mul(beta1).add(g.ref.mul(1 - beta1));
      const vNew = v[i]![key].mul(beta2).add(np.square(g).mul(1 - beta2));
      const denominator = np.sqrt(vNew.ref).mul(correction.ref).add(1e-8);
      moved[0][key] = layer[key].sub(mNew.ref.div(denominator).mul(rate.ref));
      if (beta1 === 0) mNew.dispose();
      else moved[1][key] = mNew;
      moved[2][key] = vNew;
    }
    next.layers.push(moved[0] as Layer);
    if (beta1 !== 0) next.m.push(moved[1] as Layer);
    next.v.push(moved[2] as Layer);
  });
  rate.dispose();
  correction.dispose();
  return next;
}

export type GanState = { G: Layer[]; D: Layer[]; momentsG: Moments; momentsD: Moments };
export type GanInputs = { real: np.Array; zD: np.Array; zG: np.Array; ratesD: np.Array; ratesG: np.Array };
export const ganRule: AdamRule = { beta1: 0, beta2: 0.99 };

/** D's move, then G's move against the new D. Real and fake go through D as one batch: half the products, twice as tall. */
export function ganStep({ G, D, momentsG, momentsD }: GanState, { real, zD, zG, ratesD, ratesG }: GanInputs) {
  const n = real.shape[0]!;
  const fake = mlp(tree.ref(G), zD, act.leakyRelu);
  const both = np.concatenate([real, fake], 0);
  const sign = np.concatenate([np.full([n, 1], -1), np.full([n, 1], 1)], 0);
  const [d, gradientsD] = valueAndGrad((weights: Layer[]) =>
    nn
      .softplus(mlp(weights, both.ref, act.leakyRelu).mul(sign.ref))
      .sum()
      .div(n),
  )(tree.ref(D));
  both.dispose();
  sign.dispose();
  const newD = adam(D, gradientsD, momentsD, ratesD, ganRule);
  const [g, gradientsG] = valueAndGrad((weights: Layer[]) =>
    nn
      .softplus(np.negative(mlp(tree.ref(newD.layers), mlp(weights, zG.ref, act.leakyRelu), act.leakyRelu)))
      .sum()
      .div(n),
  )(tree.ref(G));
  zG.dispose();
  const newG = adam(G, gradientsG, momentsG, ratesG, ganRule);
  return {
    state: {
      G: newG.layers,
      D: newD.layers,
      momentsG: { m: newG.m, v: newG.v },
      momentsD: { m: newD.m, v: newD.v },
    },
    losses: [d, g],
  };
}

export type DdpmState = { net: Layer[]; ema: Layer[]; moments: Moments };
export type DdpmInputs = { x0: np.Array; index: np.Array; eps: np.Array; rates: np.Array; decay: np.Array };
export type DdpmTables = { signal: np.Array; noise: np.Array; times: np.Array };
export const ddpmRule: AdamRule = { beta1: 0.9, beta2: 0.999 };

export function ddpmStep({ net, ema, moments }: DdpmState, inputs: DdpmInputs, tables: DdpmTables) {
  const { x0, index, eps, rates, decay } = inputs;
  const n = x0.shape[0]!;
  const at = (table: np.Array) => np.take(table, index.ref, 0);
  const x = at(tables.signal)
    .reshape([n, 1])
    .mul(x0)
    .add(at(tables.noise).reshape([n, 1]).mul(eps.ref));
  const input = np.concatenate([x, at(tables.times)], 1);
  index.dispose();
  const [loss, gradients] = valueAndGrad((weights: Layer[]) =>
    np.mean(np.square(eps.ref.sub(mlp(weights, input.ref, act.silu)))),
  )(tree.ref(net));
  input.dispose();
  eps.dispose();
  const next = adam(net, gradients, moments, rates, ddpmRule);
  const rest = np.subtract(1, decay.ref);
  const average = ema.map((layer, i) => {
    const towards = (key: 'w' | 'b') => layer[key].mul(decay.ref).add(next.layers[i]![key].ref.mul(rest.ref));
    return { w: towards('w'), b: towards('b') };
  });
  rest.dispose();
  decay.dispose();
  return { state: { net: next.layers, ema: average, moments: { m: next.m, v: next.v } }, losses: [loss] };
}
