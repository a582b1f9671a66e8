/** The cross entropy of logits with a target of 0 or 1, forwards and backwards, in one dispatch each; see nn/crossEntropy.ts. */
import * as tf from '../../../tf.ts';
import type { ProgramUniform, WebgpuBackend, WebgpuProgram } from '../internals.ts';

const workgroup = 256;

/** exp, log and the sigmoid are WGSL's only where these are accurate: its exp may be off by 3 + 2 |x| units, its log near 1 by 5e-7. */
const functions = `
// exp(x) for x <= 0, at least exp(-87)
fn expOfMinus(given: f32) -> f32 {
  let x = select(given, -87.0, given < -87.0); // what is no number stays none
  let k = round(x * 1.44269504);
  return ldexp(exp((x - (k * 0.693359375)) + (k * 2.12194440e-4)), i32(k));
}

// log(1 + u) for u in [0, 1], as 2 artanh(u / (2 + u))
fn log1p(u: f32) -> f32 {
  let s = u / (2.0 + u);
  let q = s * s;
  let series = 0.33333333 + (q * (0.2 + (q * (0.14285714 + (q * (0.11111111 + (q * (0.09090909 + (q * 0.07692308)))))))));
  return 2.0 * s * (1.0 + (q * series));
}

fn softplus(x: f32) -> f32 { return (0.5 * (x + abs(x))) + log1p(expOfMinus(-abs(x))); }

fn sigmoid(x: f32) -> f32 {
  let e = expOfMinus(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}`;

const shared = { uniforms: 'n : i32, sign : f32,', workgroupSize: [workgroup, 1, 1] as [number, number, number] };

/** mean(softplus(sign l)): one workgroup, whose lanes are folded in a fixed order. A new object each time: the backend writes into it. */
const meanProgram = (): WebgpuProgram => ({
  ...shared,
  variableNames: ['L'],
  outputShape: [1],
  shaderKey: 'oursCrossEntropy',
  dispatchLayout: { x: [0] },
  dispatch: [1, 1, 1],
  getUserCode: () => `${functions}
    var<workgroup> part: array<f32, ${workgroup}>;
    fn main(index: i32) {
      var sum = 0.0;
      for (var i = index; i < uniforms.n; i += ${workgroup}) { sum += softplus(uniforms.sign * L[i]); }
      part[index] = sum;
      workgroupBarrier();
      for (var half = ${workgroup / 2}; half > 0; half /= 2) {
        if (index < half) { part[index] += part[index + half]; }
        workgroupBarrier();
      }
      if (index == 0) { setOutputAtIndex(0, part[0] / f32(uniforms.n)); }
    }`,
});

/** dy sign sigmoid(sign l) / n */
const gradientProgram = (n: number): WebgpuProgram => ({
  ...shared,
  variableNames: ['L', 'Dy'],
  outputShape: [n],
  shaderKey: 'oursCrossEntropyGradient',
  dispatchLayout: { x: [0] },
  dispatch: [Math.ceil(n / workgroup), 1, 1],
  getUserCode: () => `${functions}
    fn main(index: i32) {
      if (index < uniforms.n) {
        setOutputAtIndex(index, Dy[0] * uniforms.sign * sigmoid(uniforms.sign * L[index]) / f32(uniforms.n));
      }
    }`,
});

type Kernel = (args: {
  inputs: Record<string, tf.TensorInfo>;
  attrs: { sign: number };
  backend: WebgpuBackend;
}) => tf.TensorInfo;

const uniforms = (n: number, sign: number): ProgramUniform => [
  { type: 'int32', data: [n] },
  { type: 'float32', data: [sign] },
];

const flat = (x: tf.TensorInfo): tf.TensorInfo => ({ ...x, shape: [tf.util.sizeFromShape(x.shape)] });

const crossEntropy: Kernel = ({ inputs, attrs, backend }) => {
  const logits = flat(inputs.logits!);
  const mean = backend.runWebGPUProgram(meanProgram(), [logits], 'float32', uniforms(logits.shape[0]!, attrs.sign));
  return { ...mean, shape: [] };
};

const crossEntropyGradient: Kernel = ({ inputs, attrs, backend }) => {
  const logits = flat(inputs.logits!);
  const n = logits.shape[0]!;
  const given = [logits, flat(inputs.dy!)];
  const gradient = backend.runWebGPUProgram(gradientProgram(n), given, 'float32', uniforms(n, attrs.sign));
  return { ...gradient, shape: inputs.logits!.shape };
};

export const crossEntropyKernels = { crossEntropy, crossEntropyGradient };
