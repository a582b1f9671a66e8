/** Adam and the exponential moving average, one dispatch for each list of numbers, in place. */
import type * as tf from '../../../tf.ts';
import { dispatch } from '../dispatch.ts';
import { webgpuEngine } from '../engine.ts';

const workgroup = 64;

/** A number as WGSL takes it: always with a point or an exponent. */
const literal = (x: number) => (Number.isInteger(x) ? `${x}.0` : `${x}`);

/** The loop makes any size fit into the 65,535 workgroups that a dispatch may have. */
const forEachElement = (target: string, body: string) => `
@compute @workgroup_size(${workgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var i = id.x; i < arrayLength(&${target}); i += groups.x * ${workgroup}u) {
    ${body}
  }
}`;
const workgroupsFor = (size: number) => Math.min(65_535, Math.ceil(size / workgroup));

/** The same formula as nn/adam.ts, which see. */
const adamCode = (beta1: number, beta2: number, epsilon: number) => `
@group(0) @binding(0) var<storage, read_write> weight: array<f32>;
@group(0) @binding(1) var<storage, read_write> m: array<f32>;
@group(0) @binding(2) var<storage, read_write> v: array<f32>;
@group(0) @binding(3) var<storage, read> gradient: array<f32>;
@group(0) @binding(4) var<storage, read> rates: array<f32>;
${forEachElement(
  'weight',
  `let g = gradient[i];
    let mNew = m[i] * ${literal(beta1)} + g * ${literal(1 - beta1)};
    let vNew = v[i] * ${literal(beta2)} + (g * g) * ${literal(1 - beta2)};
    m[i] = mNew;
    v[i] = vNew;
    weight[i] = weight[i] - mNew / (sqrt(vNew) * rates[1] + ${literal(epsilon)}) * rates[0];`,
)}`;

const emaCode = `
@group(0) @binding(0) var<storage, read_write> average: array<f32>;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read> decay: array<f32>;
${forEachElement('average', 'average[i] = average[i] * decay[0] + source[i] * (1.0 - decay[0]);')}`;

type Kernel = (args: { inputs: Record<string, tf.Variable>; attrs: Record<string, number> }) => tf.TensorInfo[];

/** What is written in place must not be shared: a tensor that looks at the same memory keeps its value. */
function own(variables: tf.Variable[]): void {
  for (const variable of variables) webgpuEngine().homes.separate(variable);
}

const adam: Kernel = ({ inputs, attrs }) => {
  const { weight, m, v, gradient, rates } = inputs as Record<'weight' | 'm' | 'v' | 'gradient' | 'rates', tf.Variable>;
  own([weight, m, v]);
  const code = adamCode(attrs.beta1!, attrs.beta2!, attrs.epsilon!);
  const { backend } = webgpuEngine();
  dispatch(backend, 'Adam', code, [weight, m, v, gradient, rates], 3, workgroupsFor(weight.size));
  return [];
};

const ema: Kernel = ({ inputs }) => {
  const { average, source, decay } = inputs as Record<'average' | 'source' | 'decay', tf.Variable>;
  own([average]);
  dispatch(webgpuEngine().backend, 'Ema', emaCode, [average, source, decay], 1, workgroupsFor(average.size));
  return [];
};

export const optimiserKernels = { Adam: adam, Ema: ema };
